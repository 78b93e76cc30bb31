"""Full text: looks through the bodies of all exchanges, the newest first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from codex_tui.history.candidates import candidates
from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.exchange import Exchange
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.handles import Replaced
from codex_tui.history.in_flight import in_flight
from codex_tui.history.needle import Needle
from codex_tui.history.query import Text
from codex_tui.history.resent import Resent
from codex_tui.history.segments import segments
from codex_tui.history.sought import Sought
from codex_tui.history.texts import Said, Side, texts

#: How often files may be replaced or packed while they are sought through.
_TRIES = 4
_LONGEST = 500  # characters of a line, about what was found


class Hit(msgspec.Struct, frozen=True):
    """A line of text in which something was found; ``path``: where that text stands in the body."""

    id: str
    number: int
    side: Side
    path: str
    line: str


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
) -> Iterator[Hit | Looked]:
    """Hits as they are found, and how far it has come between them; ends when it is closed.

    ``captures``: the directory; nothing, where no history is in it. First comes what is in flight. Of exchanges that
    are not to be kept nothing is told. Raises OSError.
    """
    seen = set[str]()
    sought = _of(sought)
    for exchange in in_flight(captures):
        for hit in _kept(exchange, sought, keep, saying):
            seen.add(exchange.record.id)
            yield hit
    for _ in range(_TRIES - 1):
        try:
            return (yield from _search(captures, sought, keep, saying, seen))
        except Replaced:
            continue  # what was sought through is in other files now, but is known again
    yield from _search(captures, sought, keep, saying, seen)


def _search(
    captures: Path, sought: Sought, keep: Callable[[Exchange], bool], saying: Saying, seen: set[str]
) -> Iterator[Hit | Looked]:
    """``seen``: ids of what was looked into."""
    every = segments(captures)
    total = left = sum(segment.size for segment in every)
    resent = Resent(sought.candidates)
    for segment in reversed(every):
        left -= segment.size
        for position, line in candidates(segment, resent.holds):
            if line is not None and (exchange := _exchange(line)) and exchange.record.id not in seen:
                seen.add(exchange.record.id)
                yield from _kept(exchange, sought, keep, saying)
            yield Looked(total - left - position, total)


def _kept(exchange: Exchange, sought: Sought, keep: Callable[[Exchange], bool], saying: Saying) -> Iterator[Hit]:
    found = hits(exchange, sought, saying)
    if (first := next(found, None)) is not None and keep(exchange):
        yield first
        yield from found


def hits(exchange: Exchange, sought: Text | Sought, saying: Saying = texts) -> Iterator[Hit]:
    """In one exchange: each line in which one of the texts is found once."""
    record, sought = exchange.record, _of(sought)
    for said in saying(exchange, sought.hits):
        matches = [match.span() for text in sought.texts for match in text.pattern.finditer(said.text)]
        shown = -1
        for start, stop in sorted(matches) if len(sought.texts) > 1 else matches:
            if start < shown:
                continue
            begin = said.text.rfind("\n", 0, start) + 1
            shown = said.text.find("\n", stop)
            shown = len(said.text) if shown < 0 else shown
            line = _about(said.text[begin:shown], start - begin)
            yield Hit(record.id, record.number, said.side, said.path, line)


def _of(sought: Text | Sought) -> Sought:
    return sought if isinstance(sought, Sought) else Sought((sought,), (sought,))


def _about(line: str, at: int) -> str:
    if len(line) <= _LONGEST:
        return line
    begin = max(0, min(at - _LONGEST // 4, len(line) - _LONGEST))
    end = begin + _LONGEST
    return f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"


def _exchange(line: bytes) -> FinishedExchange | None:
    try:
        return FinishedExchange(decode_record(line))
    except Unreadable:
        return None
