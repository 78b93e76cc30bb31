"""What is found in the history: a line, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from codex_tui.history.decode import Unreadable, decode_record

if TYPE_CHECKING:
    from codex_tui.history.finished import FinishedExchange
    from codex_tui.history.summary import Summary


class Place(NamedTuple):
    """Where a record's line lies: in which ``segment``, from the oldest on, and in bytes there.

    ``died``: it was made of a dead writer's journal.
    """

    segment: int
    offset: int
    length: int
    died: bool = False

    def beats(self, other: Place) -> bool:
        """Whether this line, and not ``other``, stands for their exchange.

        A proxy may die after it wrote a line and before it removed the journal, which the next one folds into a
        second line: what a dead writer left counts for less; else the first counts, and of those the last.
        """
        if self.died != other.died:
            return not self.died
        return self[:2] > other[:2] if self.died else self[:2] < other[:2]


class Finding(msgspec.Struct, frozen=True):
    """A line: its ``exchange``, or a ``summary`` of that, or why it is ``damage``; none of them for an empty one.

    ``whole``: the summary is of all that the exchange holds, not of its small fields alone. ``indexed``: the
    index has it as it is here.
    """

    place: Place
    exchange: FinishedExchange | None = None
    summary: Summary | None = None
    damage: str | None = None
    whole: bool = False
    indexed: bool = False

    @property
    def id(self) -> str | None:
        """Of its exchange."""
        if self.exchange is not None:
            return self.exchange.record.id
        return self.summary.id if self.summary is not None else None


def read_line(segment: int, offset: int, line: bytes) -> Finding:
    """What a whole line holds."""
    from codex_tui.history.finished import FinishedExchange  # an index spares it, and what reads bodies

    if not line:
        return Finding(Place(segment, offset, 0))
    try:
        record = decode_record(line)
    except Unreadable as damage:
        return Finding(Place(segment, offset, len(line)), damage=str(damage))
    place = Place(segment, offset, len(line), record.end == "proxy_died")
    return Finding(place, exchange=FinishedExchange(record, line))
