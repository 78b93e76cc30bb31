"""Full text: looks through the bodies of all exchanges, the newest first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from codex_tui.history.candidates import candidates
from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.exchange import Exchange
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.handles import Replaced
from codex_tui.history.needle import needle
from codex_tui.history.query import Text
from codex_tui.history.resent import Resent
from codex_tui.history.segments import segments
from codex_tui.history.texts import Side, texts

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


def search(
    captures: Path, text: Text, keep: Callable[[Exchange], bool] = lambda _exchange: True
) -> Iterator[Hit | Looked]:
    """Hits as they are found, and how far it has come between them; ends when it is closed.

    ``captures``: the directory; nothing, where no history is in it. Of exchanges that are not to be kept nothing is
    told. Raises OSError.
    """
    seen = set[str]()
    for _ in range(_TRIES - 1):
        try:
            return (yield from _search(captures, text, keep, seen))
        except Replaced:
            continue  # what was sought through is in other files now, but is known again
    yield from _search(captures, text, keep, seen)


def _search(captures: Path, text: Text, keep: Callable[[Exchange], bool], seen: set[str]) -> Iterator[Hit | Looked]:
    """``seen``: ids of what was looked into."""
    every = segments(captures)
    total = left = sum(segment.size for segment in every)
    resent = Resent(needle(text))
    for segment in reversed(every):
        left -= segment.size
        for position, line in candidates(segment, resent.holds):
            if line is not None and (exchange := _exchange(line)) and exchange.record.id not in seen:
                seen.add(exchange.record.id)
                found = hits(exchange, text)
                if (first := next(found, None)) is not None and keep(exchange):
                    yield first
                    yield from found
            yield Looked(total - left - position, total)


def hits(exchange: Exchange, text: Text) -> Iterator[Hit]:
    """In one exchange: each line in which the text is found once."""
    record = exchange.record
    for said in texts(exchange, needle(text)):
        end = -1
        for match in text.pattern.finditer(said.text):
            if match.start() < end:
                continue
            begin = said.text.rfind("\n", 0, match.start()) + 1
            end = said.text.find("\n", match.end())
            end = len(said.text) if end < 0 else end
            line = _about(said.text[begin:end], match.start() - begin)
            yield Hit(record.id, record.number, said.side, said.path, line)


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
