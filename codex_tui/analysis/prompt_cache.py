"""How much of one prompt another begins with, and what a server made of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from codex_tui.analysis import part_text
from codex_tui.analysis.alignment import shared_start
from codex_tui.analysis.part_change import PartChange
from codex_tui.analysis.places import Place, children, joined, spot_at
from codex_tui.analysis.side import Side
from codex_tui.analysis.text_change import compare_texts, first_change
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.estimate import CHARACTERS_A_TOKEN

Verdict = Literal["same", "continued", "shortened", "parted"]

#: Characters in which the first change is looked for.
_WINDOW = 4_000


@dataclass(frozen=True)
class PromptCache:
    """Servers keep the beginning of a prompt: as far as B's is byte for byte A's, it need not be read again.

    ``verdict``: B's prompt is A's; goes on where that ended; is the beginning of it; or parts from it on the way.
    ``byte``: where it parts, or goes on, in B's body, with the ``path`` of that value; None where the body does not
    hold that place. ``part``: the one that it parts in. ``was``, ``became``: the first words there that differ.
    ``before``, ``after``: tokens of B until there, and from there on, estimated.
    ``reused``, ``reread``: tokens of B, as the server reported them; None where it did not.
    ``lost``: the server reused little of what it had of A, or reported less than it had.
    """

    verdict: Verdict
    byte: int | None
    path: str | None
    part: Part | None
    was: str
    became: str
    before: int
    after: int
    reused: int | None
    reread: int | None
    lost: bool


def prompt_cache(a: Side, b: Side, changes: list[PartChange]) -> PromptCache | None:
    """``changes``: of the parts of both requests. None where neither sent a prompt."""
    if not a.sent and not b.sent:
        return None
    shared, byte = _shared(a, b)
    before = sum(part_text.tokens(part) for part in b.sent[:shared])
    total = sum(part_text.tokens(part) for part in b.sent)
    verdict = _verdict(shared, len(a.sent), len(b.sent))
    part, was, became = None, "", ""
    if verdict == "parted":
        part = b.sent[shared]
        change = next((change for change in changes if change.b is part), None)
        if change is not None and change.change == "changed" and change.a is not None:
            was, became = _first_words(part_text.readable(change.a), part_text.readable(part))
            before += shared_start(_exact(change.a), _exact(part)) // CHARACTERS_A_TOKEN
    usage = b.summary.usage
    reused = usage.cached if usage.source == "reported" else None
    reread = usage.input - reused if reused is not None and usage.input is not None else None
    return PromptCache(
        verdict=verdict,
        byte=byte,
        path=None if byte is None else spot_at(b.body, byte).path or None,
        part=part,
        was=was,
        became=became,
        before=min(before, total),
        after=max(0, total - before),
        reused=reused,
        reread=reread,
        lost=usage.lost_cache_of(a.summary.usage),
    )


def _verdict(shared: int, of_a: int, of_b: int) -> Verdict:
    if shared == of_a:
        return "same" if shared == of_b else "continued"
    return "shortened" if shared == of_b else "parted"


def _shared(a: Side, b: Side) -> tuple[int, int | None]:
    """How many parts both begin with, byte for byte, and the byte of B's body that comes then."""
    parts = shared_start([*map(_exact_content, a.sent)], [*map(_exact_content, b.sent)])
    if None in a.located.paths or None in b.located.paths:
        return parts, None  # a chain of responses: what the bodies hold is not the prompt
    for (path, of_a), (other, of_b) in zip_longest(_items(a), _items(b), fillvalue=(None, None)):
        if path == other and of_a is not None and of_b is not None:
            item_a, item_b = a.body[of_a.start : of_a.end], b.body[of_b.start : of_b.end]
            if item_a == item_b:
                continue
            byte = of_b.start + shared_start(item_a, item_b)
        elif of_b is not None:
            byte = of_b.start
        else:
            return len(b.sent), None
        first = b.located.paths.index(other) if other in b.located.paths else len(b.sent)
        return min(first, len(a.sent), len(b.sent)), byte
    return min(parts, len(a.sent), len(b.sent)), None


def _items(side: Side) -> Iterator[tuple[str | None, Place | None]]:
    """The values that the parts came from, in the order of the prompt."""
    places: dict[str, Place] = {}
    paths = dict.fromkeys(path for path in side.located.paths if path is not None)
    for field in children(side.body):
        if isinstance(field.key, str) and field.key in side.located.fields:
            places[field.key] = field
            for item in children(side.body, field.start, field.end):
                places[joined(field.key, item.key)] = item
    for path in paths:
        yield path, places.get(path)


def _first_words(a: str, b: str) -> tuple[str, str]:
    """What the first change in a text replaced, and by what; found in a few lines of it."""
    begin = a.rfind("\n", 0, shared_start(a, b)) + 1
    return first_change(compare_texts(a[begin : begin + _WINDOW], b[begin : begin + _WINDOW]))


def _exact_content(part: Part) -> tuple[object, ...]:
    return part.kind, part.role, part.name, part.text, part.arguments, part.call_id, part.size


def _exact(part: Part) -> str:
    return part.text or part.arguments or ""
