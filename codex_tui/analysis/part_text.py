"""A part as the text that is compared, and how much it is."""

from typing import Any

import msgspec

from codex_tui import formats
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.estimate import characters_of, tokens_of
from codex_tui.dialects.partial import parse_partial
from codex_tui.dialects.shapes import objects, parse, text
from codex_tui.dialects.tools import ShellCommand, call_of, output_of


def readable(part: Part) -> str:
    """What a person compares: a bare command, JSON indented, else the exact text; of what has none, what it is."""
    if part.kind == "tools":
        return _indented(parse(part.text), part.text)
    if part.kind == "tool_call":
        given = part.arguments or ""
        call = call_of(part)
        if isinstance(call, ShellCommand) and len(parse_partial(given)) == 1:
            return f"$ {call.command}"
        return _indented(parse(given), given) if given.lstrip()[:1] in {"{", "["} else given
    return part.text or placeholder(part)


def placeholder(part: Part) -> str:
    """``encrypted, 1.2 kB``; "" for an empty text."""
    if part.size is None:
        return ""
    return f"{part.name or part.kind}, {formats.size(part.size)}"


def tokens(part: Part) -> int:
    """About how many; of encrypted content by its size."""
    known = tokens_of(characters_of([part]))
    if not part.text and part.size is not None and part.kind == "reasoning":
        return tokens_of(part.size)
    return known


def tools_of(part: Part) -> dict[str, Any]:
    """The definitions in a part of kind ``tools`` by their names, in order; a repeated name gets a number."""
    given = parse(part.text)
    found: dict[str, Any] = {}
    for tool in objects(given if isinstance(given, list) else []):
        inner = next((tool[key] for key in ("function", "custom") if isinstance(tool.get(key), dict)), tool)
        name = text(inner, "name") or text(tool, "type") or "unnamed"
        number = 2
        while name in found:
            name, number = f"{name.partition(' #')[0]} #{number}", number + 1
        found[name] = tool
    return found


def title(part: Part) -> str:
    """What it is called: ``developer``, ``tool call``, ``reasoning``."""
    if part.kind in {"tool_call", "tool_output"}:
        return part.kind.replace("_", " ")
    return part.kind if part.kind in {"tools", "reasoning", "image"} else part.role or part.kind


def about(part: Part) -> str:
    """What a part is, in a few words: a tool's name, a tag it begins with, how its text begins."""
    match part.kind:
        case "tools":
            return formats.count(len(tools_of(part)), "definition")
        case "tool_call":
            return part.name or ""
        case "tool_output":
            code = output_of(part).exit_code
            return "" if code is None else f"exit {code}"
    if not part.text:
        return placeholder(part)
    first = part.text.lstrip()[:200].partition("\n")[0]
    if first.startswith("<") and ">" in first:
        return first[1 : first.index(">")].split()[0] if first[1:].split() else ""
    return ""


def _indented(value: Any, otherwise: str) -> str:
    if not isinstance(value, (dict, list)):
        return otherwise
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
