"""The exchanges that have ended, a line each: in ``history.jsonl``, and in what was put aside of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.history.backlog import Backlog, Glance
from codex_tui.history.decode import Damage
from codex_tui.history.finding import Finding, Place, read_line
from codex_tui.history.growing import Growing
from codex_tui.history.handles import Replaced
from codex_tui.history.index_tables import Known
from codex_tui.history.segments import HISTORY, Segments
from codex_tui.history.tail import LineTail
from codex_tui.history.unended import CUT, is_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from codex_tui.history.finished import FinishedExchange
    from codex_tui.history.index import Index
    from codex_tui.history.segment import Segment


class Progress(NamedTuple):
    """Bytes of the history that are listed, and that there are."""

    done: int
    total: int


class Ledger:
    """Remembers where each exchange lies, not what it holds. The methods raise OSError.

    What was there already is found from the newest to the oldest, by the ``index`` where that
    knows it. ``more``: the last read stopped before what there was to read.
    """

    def __init__(
        self, directory: Path, clock: Callable[[], float], index: Index, glance: Glance | None = None
    ) -> None:
        self.more = False
        self._tail = LineTail(directory / HISTORY, clock, from_end=True)
        self._older = Segments(directory)
        self._segments: list[Segment] = []
        self._inode: int | None = None  # of history.jsonl
        self._directory = directory
        self._clock = clock
        self._index = index
        self._glance = glance
        self._places: dict[str, Place] = {}
        self._damage: dict[tuple[int, int], str] = {}
        self._cut: Damage | None = None
        self._backlogs: list[Backlog] = []  # the newest first
        self._findings: Iterator[Finding] = iter(())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._places

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read, in order."""
        known = [
            Damage(offset, self._damage[rank, offset], self._segments[rank].name)
            for rank, offset in sorted(self._damage)
        ]
        return [*known, self._cut] if self._cut else known

    @property
    def known(self) -> list[Known]:
        """Of each segment, what is known of it by now."""
        return [
            Known(backlog.segment, marked, (backlog.position, marked[1]))
            for backlog, marked in zip(self._backlogs, map(self._marked, self._backlogs), strict=True)
        ]

    @property
    def progress(self) -> Progress:
        """How far the list has come."""
        ends = [self._tail.end if self._grows(backlog.rank) else backlog.segment.size for backlog in self._backlogs]
        return Progress(sum(ends) - sum(backlog.position for backlog in self._backlogs), sum(ends))

    def look(self) -> bool:
        """See what is there now; True where it does not go on from what was read so far, which is then forgotten."""
        anew = self._tail.look()
        # Looked at in this order, what is put aside meanwhile is seen twice rather than not at all.
        anew |= self._older.look(self._tail.inode)
        anew |= self._tail.inode != self._inode
        was_known = bool(self._places or self._damage)
        if anew:
            self._places.clear()
            self._damage.clear()
            self._begin()
        return anew and was_known

    def read(self, deadline: float) -> Iterator[Finding]:
        """The exchanges that have come, until the deadline. The same id twice is one exchange."""
        newest = len(self._segments) - 1
        for line in self._tail.read(deadline):
            yield from self._keep(read_line(newest, line.offset, line.content))
        self.more = self._tail.more
        try:
            while not self.more and (finding := next(self._findings, None)) is not None:
                yield from self._keep(finding)
                self.more = self._clock() >= deadline
        except Replaced:
            self.more = True  # the next look sees what is there now
        if not self.more:
            self.more = self._goes_on()

    def exchange(self, id_: str) -> FinishedExchange | None:
        """One exchange, read again; None where it is not there any more."""
        place = self._places.get(id_)
        if place is None:
            return None
        found = self._read(place)
        return found.exchange if found.id == id_ else None

    def place(self, id_: str) -> Place:
        """Where its line lies."""
        return self._places[id_]

    def segment(self, place: Place) -> Segment:
        """In which file that is."""
        return self._segments[place.segment]

    def condemn(self, id_: str) -> None:
        """What looked like an exchange by its small fields is damage."""
        place = self._places.pop(id_)
        self._note_damage(place, self._read(place).damage or "is no record")

    def rest(self) -> None:
        """See :meth:`Segments.rest`."""
        self._older.rest()

    def _read(self, place: Place) -> Finding:
        content = self._segments[place.segment].content(place.offset, place.length)
        return read_line(place.segment, place.offset, content)

    def _begin(self) -> None:
        tail, self._inode = self._tail, self._tail.inode
        self._segments = [*self._older.all]
        if self._inode is not None:
            self._segments.append(Growing(tail))
        self._index.open(self._segments)
        ranked = list(enumerate(self._segments))
        for rank, segment in ranked:
            self._damage.update({(rank, offset): reason for offset, reason in self._index.damage(segment)})
        self._backlogs = [
            Backlog(segment, rank, tail.begin if self._grows(rank) else segment.size, self._index, self._glance)
            for rank, segment in reversed(ranked)
        ]
        self._findings = chain.from_iterable(backlog.findings() for backlog in self._backlogs)

    def _keep(self, finding: Finding) -> Iterator[Finding]:
        if finding.damage is not None:
            self._note_damage(finding.place, finding.damage)
        if finding.id is None:
            return
        known = self._places.get(finding.id)
        if known is None or finding.place.beats(known):
            self._places[finding.id] = finding.place
            yield finding

    def _grows(self, rank: int) -> bool:
        return self._inode is not None and rank == len(self._segments) - 1

    def _marked(self, backlog: Backlog) -> tuple[int, int, int]:
        segment = backlog.segment
        if self._grows(backlog.rank):
            return self._tail.mark
        return 0, segment.size, segment.mark(0, segment.size)

    def _note_damage(self, place: Place, reason: str) -> None:
        self._damage[place.segment, place.offset] = reason
        self._index.note_damage(self._segments[place.segment], place.offset, reason)

    def _goes_on(self) -> bool:
        """Whether the last line, which no newline ends, has grown; where nobody writes it is cut, which is damage."""
        cut_at = self._tail.cut_at
        if self._cut is not None and self._cut.offset != cut_at:
            self._cut = None
        if cut_at is None or self._cut is not None or is_written(self._directory):
            return False
        if self._tail.grew():
            return True
        self._cut = Damage(cut_at, CUT)
        return False
