"""What became of the fields of a request's body that are no part of its prompt: model, stream, reasoning, …"""

from collections.abc import Iterator
from dataclasses import dataclass

from codex_tui.analysis.part_change import Change
from codex_tui.analysis.side import Side
from codex_tui.dialects.shapes import Object, compact


@dataclass(frozen=True)
class FieldChange:
    """A field of the request's body that is no part of the prompt; ``a`` and ``b`` are JSON, None where it is not."""

    change: Change
    name: str
    a: str | None
    b: str | None


def compare_fields(a: Side, b: Side) -> Iterator[FieldChange]:
    """In the order of B, then what only A has; an object's own fields are told one by one."""
    prompt = a.located.fields | b.located.fields
    of_a, of_b = _flat(a.value, prompt), _flat(b.value, prompt)
    for name in [*of_b, *(name for name in of_a if name not in of_b)]:
        was, became = of_a.get(name), of_b.get(name)
        change: Change = "same" if was == became else "changed"
        if was is None or became is None:
            change = "added" if was is None else "removed"
        yield FieldChange(change, name, was, became)


def _flat(body: Object, without: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in body.items():
        if name in without:
            continue
        if isinstance(value, dict) and value:
            found |= {f"{name}.{key}": compact(inner) for key, inner in value.items()}
        else:
            found[name] = compact(value)
    return found
