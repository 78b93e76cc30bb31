"""What a history held when it was first seen: the newest first, from the index where that knows it."""

from collections.abc import Callable, Iterator

import msgspec
from msgspec.structs import replace

from codex_tui.history.decode import DOUBTFUL
from codex_tui.history.finding import Finding, Place, read_line
from codex_tui.history.head import HEAD, decode_head
from codex_tui.history.index import Index
from codex_tui.history.index_tables import Row
from codex_tui.history.lineage import Lineage
from codex_tui.history.offsets import lines_backwards
from codex_tui.history.record import Record
from codex_tui.history.segment import Segment
from codex_tui.history.summary import Summary

#: Makes a summary of the small fields of a record, whose bodies and response are unset.
Glance = Callable[[Record], Summary]

#: How many rows of the index are read at once, and at first, when no more than a screen of them is waited for.
_BATCH, _FIRST_BATCH = 256, 128
_SUMMARY = msgspec.json.Decoder(Summary)
_LINEAGE = msgspec.json.Decoder(Lineage)


class Backlog:
    """Goes down from ``end`` to the start of one segment, the ``rank``-th of all.

    ``position``: all that lies from there on has been found; 0 at the end.
    """

    def __init__(self, segment: Segment, rank: int, end: int, index: Index, glance: Glance | None) -> None:
        self.segment = segment
        self.rank = rank
        self.position = end
        self._index = index
        self._glance = glance
        self._told: set[int] = set()  # doubts of the segment

    def findings(self) -> Iterator[Finding]:
        """Each line once; of what the index covers only its exchanges."""
        for begin, end in reversed(self._index.spans(self.segment)):
            if begin < self.position:
                yield from self._lines(end)
                yield from self._rows(begin)
        yield from self._lines(0)

    def _lines(self, low: int) -> Iterator[Finding]:
        if low >= self.position:
            return
        for low_of_part, high in reversed(self.segment.parts(low, self.position)):
            for begin, end in lines_backwards(self.segment.content, low_of_part, high):
                yield self._finding(begin, end - begin)
                self.position = begin
            yield from self._doubts()
            yield Finding(Place(self.rank, low_of_part, 0))  # the next part may have to be unpacked

    def _doubts(self) -> Iterator[Finding]:
        new = self.segment.doubtful - self._told
        self._told |= new
        for at in new:
            yield Finding(Place(self.rank, at, 0), damage=DOUBTFUL)

    def _rows(self, low: int) -> Iterator[Finding]:
        batch = _FIRST_BATCH
        while rows := self._index.rows(self.segment, low, self.position, batch):
            batch = _BATCH
            for row in rows:
                finding = self._known(row)
                if finding is None:
                    return  # what is left is read as if there were no index
                yield finding
                self.position = row.offset
        if self._index.spans(self.segment):
            self.position = min(self.position, low)

    def _known(self, row: Row) -> Finding | None:
        try:
            summary = _SUMMARY.decode(row.summary)
            if row.lineage is not None:
                summary = replace(summary, lineage=_LINEAGE.decode(row.lineage))
        except (ValueError, TypeError):
            return None
        place = Place(self.rank, row.offset, row.length, bool(row.died))
        return Finding(place, summary=summary, whole=row.reader == self._index.reader, indexed=True)

    def _finding(self, offset: int, length: int) -> Finding:
        start = self.segment.content(offset, min(length, HEAD))
        if self._glance is not None and length and self.segment.content(offset + length - 1, 1) == b"}":
            head = decode_head(start)
            if head is not None:
                place = Place(self.rank, offset, length, head.end == "proxy_died")
                return Finding(place, summary=self._glance(head))
        return read_line(self.rank, offset, start if length <= HEAD else self.segment.content(offset, length))
