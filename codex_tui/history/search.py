"""Full text: looks through the bodies of all exchanges, the newest first."""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from codex_tui.history.decode import Damage, Unreadable, decode_record
from codex_tui.history.exchange import Exchange
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.handles import Replaced
from codex_tui.history.in_flight import in_flight
from codex_tui.history.needle import Needle
from codex_tui.history.offsets import Span
from codex_tui.history.query import Text
from codex_tui.history.scan import Scan
from codex_tui.history.segments import segments
from codex_tui.history.sought import Sought
from codex_tui.history.texts import Said, Side, texts
from codex_tui.history.unread import all_damage, unended

#: How often files may be replaced or packed while they are sought through.
_TRIES = 4
_LONGEST = 500  # characters of a line, about what was found


class Around(NamedTuple):
    """How many lines of the same text come with a hit."""

    before: int = 0
    after: int = 0


ALONE = Around()


class Hit(msgspec.Struct, frozen=True):
    """A line of text in which something was found; ``path``: where that text stands in the body.

    ``row``: the line's number in that text, from 1 on; ``next_row``: that of the text's next hit, 0 after the last.
    ``before`` and ``after``: the lines around it, as many as were asked for and are there.
    """

    id: str
    number: int
    side: Side
    path: str
    line: str
    row: int = 1
    next_row: int = 0
    before: list[str] = []
    after: list[str] = []

    def is_at(self, other: "Hit") -> bool:
        """Whether both are one line of a text; both are of one exchange."""
        return (self.side, self.path, self.row) == (other.side, other.path, other.row)


class Looked(msgspec.Struct, frozen=True):
    """How far a search has come: bytes of the history."""

    done: int
    total: int


#: What of an exchange is looked through, as :func:`codex_tui.history.texts.texts` gives it.
Saying = Callable[[Exchange, Needle], Iterator[Said]]


def search(
    captures: Path,
    sought: Text | Sought,
    keep: Callable[[Exchange], bool] = lambda _exchange: True,
    saying: Saying = texts,
    around: Around = ALONE,
) -> Iterator[Hit | Looked | Damage]:
    """Hits as they are found, and how far it has come between them; at the end what could not be read.

    Ends when it is closed. ``captures``: the directory; nothing, where no history is in it. First comes what is in
    flight. Of exchanges that are not to be kept nothing is told. Raises OSError.
    """
    seen = set[str]()
    sought = _of(sought)

    def told(exchange: Exchange) -> Iterator[Hit]:
        found = hits(exchange, sought, saying, around)
        if (first := next(found, None)) is not None and keep(exchange):
            seen.add(exchange.record.id)
            yield first
            yield from found

    for each in in_flight(captures):
        if isinstance(each, Damage):
            yield each
        else:
            yield from told(each)
    for _ in range(_TRIES - 1):
        try:
            return (yield from _search(captures, sought.candidates, told, seen))
        except Replaced:
            continue  # what was sought through is in other files now, but is known again
    yield from _search(captures, sought.candidates, told, seen)


def _search(
    captures: Path, sought: Needle, told: Callable[[Exchange], Iterator[Hit]], seen: set[str]
) -> Iterator[Hit | Looked | Damage]:
    """``seen``: ids of what was looked into."""
    every = segments(captures)
    total = sum(segment.size for segment in every)
    unwritten = {segment.name: unended(segment) for segment in every}
    damage: list[Damage] = []
    with closing(Scan(captures, every, sought)) as scan:
        for done, segment, position, line in scan.lines():
            if line and position != unwritten[segment.name]:
                try:
                    exchange = FinishedExchange(decode_record(line))
                except Unreadable as reason:
                    damage.append(Damage(position, str(reason), segment.name))
                else:
                    if exchange.record.id not in seen:
                        seen.add(exchange.record.id)
                        yield from told(exchange)
            yield Looked(done, total)
    yield from all_damage(captures, every, damage)


def hits(exchange: Exchange, sought: Text | Sought, saying: Saying = texts, around: Around = ALONE) -> Iterator[Hit]:
    """In one exchange: each line in which one of the texts is found once."""
    record, sought = exchange.record, _of(sought)
    for said in saying(exchange, sought.hits):
        text, row, counted = said.text, 1, 0
        for found, following in pairwise(chain(_found(text, sought), [None])):
            assert found is not None
            (begin, end), at = found
            row, counted = row + text.count("\n", counted, begin), begin
            yield Hit(
                record.id,
                record.number,
                said.side,
                said.path,
                _about(text[begin:end], at - begin),
                row,
                row + text.count("\n", begin, following[0][0]) if following else 0,
                _before(text, begin, around.before) if around.before else [],
                _after(text, end, around.after) if around.after else [],
            )


def _found(text: str, sought: Sought) -> Iterator[tuple[Span, int]]:
    """From and up to where lines go in which something is found, and where in ``text`` it begins."""
    matches = [match.span() for each in sought.texts for match in each.pattern.finditer(text)]
    shown = -1
    for start, stop in sorted(matches) if len(sought.texts) > 1 else matches:
        if start >= shown:
            begin = text.rfind("\n", 0, start) + 1
            shown = text.find("\n", stop)
            shown = len(text) if shown < 0 else shown
            yield (begin, shown), start


def _before(text: str, begin: int, count: int) -> list[str]:
    lines: list[str] = []
    while begin and len(lines) < count:
        end = begin - 1
        begin = text.rfind("\n", 0, end) + 1
        lines.append(_about(text[begin:end], 0))
    return lines[::-1]


def _after(text: str, end: int, count: int) -> list[str]:
    lines: list[str] = []
    while end + 1 < len(text) and len(lines) < count:
        begin = end + 1
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        lines.append(_about(text[begin:end], 0))
    return lines


def _of(sought: Text | Sought) -> Sought:
    return sought if isinstance(sought, Sought) else Sought((sought,), (sought,))


def _about(line: str, at: int) -> str:
    if len(line) <= _LONGEST:
        return line
    begin = max(0, min(at - _LONGEST // 4, len(line) - _LONGEST))
    end = begin + _LONGEST
    return f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"
