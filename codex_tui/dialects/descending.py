"""What tells, of a request without a session of its own, which earlier one it goes on from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, islice

import msgspec

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.shapes import parse
from codex_tui.history.lineage import Lineage

_SPOKEN = frozenset({"message", "tool_call", "tool_output", "image", "other"})
#: How many ends of earlier calls are looked for in a conversation: of unanswered ones, of answered ones from the
#: end, and of answered ones from the start, by which the rest is found where some in between is missing.
_UNANSWERED = 8
_LATE = 8
_EARLY = 2
_CHOICES = 128  # as many as the APIs give


@dataclass(frozen=True)
class Trail:
    """``ends``: a digest for each beginning of a conversation, the shortest first.

    A unit is what the client adds, part by part, or all that the model said in between; ``model``: which are that.
    ``begun``: what the model said last, where the client adds nothing: of a failed answer a retry may repeat some.
    It is no unit.
    """

    ends: list[int]
    model: list[int]
    begun: list[Part]


def trail_of(parts: Iterable[Part]) -> Trail:
    """Of all that a request sends."""
    spoken = [part for part in parts if part.kind in _SPOKEN]
    length = len(spoken)
    while length and _is_by_model(spoken[length - 1]):
        length -= 1
    ends: list[int] = []
    model: list[int] = []
    for by_model, unit in _units(spoken[:length]):
        if by_model:
            model.append(len(ends))
        ends.append(_after(ends[-1] if ends else 0, unit))
    return Trail(ends, model, spoken[length:])


def lineage_of(trail: Trail, *, answers: Iterable[Sequence[Part]], live: bool) -> Lineage | None:
    """``answers``: of which a client goes on from one; none where they did not come to their end.

    None where nothing was said.
    """
    if not trail.ends:
        return None
    said = [_said([*trail.begun, *answer]) for answer in islice(answers, _CHOICES) if _said(answer)]
    wholes = tuple(dict.fromkeys(_after(trail.ends[-1], words) for words in said))
    begun = wholes[0] if wholes else trail.ends[-1]
    return Lineage(
        first=trail.ends[trail.model[0]] if trail.model else begun,
        opened=bool(trail.model or wholes),
        answered=bool(wholes),
        follows=tuple(dict.fromkeys(_follows(trail))),
        holds=() if live else wholes or (_unanswered(trail.ends[-1]),),
    )


def linked(lineage: Lineage | None, *, continues: str | None, response: str | None) -> Lineage | None:
    """With the ids of responses: the one that it ``continues``, which counts alone, and its own."""
    if continues is None and response is None:
        return lineage
    own = lineage or Lineage(answered=True)
    follows = own.follows if continues is None else (_digest(f"response\0{continues}"),)
    holds = own.holds if response is None else (*own.holds, _digest(f"response\0{response}"))
    return Lineage(first=own.first, opened=own.opened, answered=own.answered, follows=follows, holds=holds)


def _follows(trail: Trail) -> Iterator[int]:
    ends, model = trail.ends, trail.model
    last = model[-1] if model else -1
    for at in range(len(ends) - 1, max(last, len(ends) - 1 - _UNANSWERED), -1):
        yield _unanswered(ends[at])
    late = model[-_LATE:][::-1]
    for at in late[:1]:
        yield ends[at]
        if at > 0:
            yield _unanswered(ends[at - 1])
    yield from (ends[at] for at in [*late[1:], *model[:_EARLY]])


def _units(parts: Iterable[Part]) -> Iterator[tuple[bool, str]]:
    """What a client may change when it sends an answer again is left out: white space, thoughts, ids of calls."""
    for by_model, group in groupby(parts, _is_by_model):
        if by_model:
            unit = _said(group)
            if unit:
                yield True, unit
        else:
            for part in group:
                yield False, f"{part.kind}\0{part.role}\0{part.name}\0{part.text.strip()}\0{part.size}"


def _is_by_model(part: Part) -> bool:
    return part.role == "assistant" or part.kind == "tool_call"


def _said(parts: Iterable[Part]) -> str:
    texts, calls = [], []
    for part in parts:
        if part.kind == "tool_call":
            calls.append(f"{part.name}\0{_canonical(part.arguments or '')}")
        elif part.kind == "message":
            texts.append("".join(_without_thought(part.text).split()))
    return "\0".join(filter(None, ["".join(texts), *calls]))


def _without_thought(said: str) -> str:
    before, _, thought = said.partition("<think>")
    _, end, after = thought.partition("</think>")
    return before + after if end else said


def _canonical(arguments: str) -> str:
    """Arguments, however their JSON is written."""
    try:
        return msgspec.json.encode(parse(arguments), order="deterministic").decode()
    except (ValueError, TypeError, RecursionError):
        return arguments


def _after(before: int, unit: str) -> int:
    return _digest(f"{before}\0{unit}")


def _unanswered(end: int) -> int:
    return _digest(f"unanswered\0{end}")


def _digest(content: str) -> int:
    """48 bits, never 0."""
    return int.from_bytes(blake2b(content.encode(errors="replace"), digest_size=6).digest()) or 1
