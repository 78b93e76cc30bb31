"""The JSON value that a line of a pretty-printed body begins."""

from typing import NamedTuple

import msgspec

from codex_tui.tui.widgets.raw.document import Document


class Value(NamedTuple):
    """``text``: of a string its characters, else JSON; ``name``: its key, else what it is."""

    name: str
    text: str
    json: bool


def value_at(document: Document, line: int) -> Value | None:
    """None for the whole document, and for a line that begins no value."""
    node = document.node(line)
    if line == 0:
        return None
    if node is not None:
        content = document.lines.text[node.start : node.end + 1]
        name = document.key(line) or ("array" if content.startswith("[") else "object")
        return Value(name, msgspec.json.format(content, indent=2), json=True)
    start = document.lines.start(line)
    text = document.lines.text[start : document.lines.end(start)].strip().removesuffix(",")
    for wrapped in (f"{{{text}}}", f"[{text}]"):
        try:
            (value,) = _values(msgspec.json.decode(wrapped))
        except ValueError:
            continue
        name = document.key(line) if wrapped.startswith("{") else "value"
        if isinstance(value, str):
            return Value(name, value, json=False)
        return Value(name, msgspec.json.encode(value).decode(), json=True)
    return None


def _values(container: object) -> list[object]:
    return [*container.values()] if isinstance(container, dict) else [*container]  # type: ignore[misc]
