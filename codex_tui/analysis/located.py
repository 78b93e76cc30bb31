"""Which field or item of a request's body each of its parts came from."""

from dataclasses import dataclass

from codex_tui.analysis.places import joined
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.dialect import DIALECTS
from codex_tui.dialects.shapes import Object


@dataclass(frozen=True)
class Located:
    """``fields``: those of the body that the model reads. ``paths``: for each part of the request where it stands in
    the body, as ``input[1]``; None for one that the body does not hold, but a chain of responses brought.
    """

    fields: frozenset[str]
    paths: list[str | None]


def locate(api: str, body: Object, parts: list[Part]) -> Located:
    """Where ``parts``, those of the request in order, stand in its ``body``."""
    by_field = {key: labelled for key in body if (labelled := _labelled(api, key, body[key]))}
    waiting = [*by_field.values()]
    paths: list[str | None] = [None] * len(parts)
    at = 0
    while at < len(parts) and waiting:
        begun = next((labelled for labelled in waiting if _begins(parts, at, labelled)), None)
        if begun is None:
            at += 1
            continue
        waiting.remove(begun)
        paths[at : at + len(begun)] = [path for path, _ in begun]
        at += len(begun)
    return Located(frozenset(by_field), paths)


def _begins(parts: list[Part], at: int, labelled: list[tuple[str, Part]]) -> bool:
    held = parts[at : at + len(labelled)]
    return len(held) == len(labelled) and all(
        _is_same(part, other) for part, (_, other) in zip(held, labelled, strict=True)
    )


def _labelled(api: str, key: str, value: object) -> list[tuple[str, Part]]:
    """The parts of one field alone, each with its path."""
    make = DIALECTS[api].request_parts
    if make is None or not value or not isinstance(value, (str, list, dict)):
        return []
    whole = make({key: value})
    if not isinstance(value, list) or [part.kind for part in whole] == ["tools"]:
        return [(key, part) for part in whole]
    labelled = [(joined(key, index), part) for index, item in enumerate(value) for part in make({key: [item]})]
    return labelled if len(labelled) == len(whole) else [(key, part) for part in whole]


def _is_same(part: Part, other: Part) -> bool:
    """By what the request says; whether it is new is another question."""
    return (part.kind, part.role, part.name, part.call_id, part.size, part.text, part.arguments) == (
        (other.kind, other.role, other.name, other.call_id, other.size, other.text, other.arguments)
    )
