"""``history.jsonl``: the exchanges that have ended, a line each."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from codex_tui.history.backlog import Backlog, Glance
from codex_tui.history.decode import Damage
from codex_tui.history.finding import Finding, Place, read_line
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.index import Index
from codex_tui.history.offsets import Span
from codex_tui.history.tail import LineTail


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
        self._tail = LineTail(directory / "history.jsonl", clock, from_end=True)
        self._lock = directory / "history.lock"
        self._clock = clock
        self._index = index
        self._glance = glance
        self._places: dict[str, Place] = {}
        self._damage: dict[int, str] = {}
        self._cut: Damage | None = None
        self._backlog: Backlog | None = None
        self._findings: Iterator[Finding] = iter(())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._places

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read, in order."""
        known = [Damage(offset, self._damage[offset]) for offset in sorted(self._damage)]
        return [*known, self._cut] if self._cut else known

    @property
    def fd(self) -> int | None:
        """The open file; None where there is none."""
        return self._tail.fd

    @property
    def mark(self) -> tuple[int, int, int]:
        """Of the last line; see :class:`LineTail`."""
        return self._tail.mark

    @property
    def found(self) -> Span:
        """Between which bytes every line has been found."""
        return (self._backlog.position if self._backlog else 0), self._tail.mark[1]

    @property
    def progress(self) -> Progress:
        """How far the list has come."""
        low, high = self.found
        return Progress(high - low, high)

    def look(self) -> bool:
        """See what is there now; True where it is another file than was read so far, which is then forgotten."""
        was_there = self._tail.fd is not None
        anew = self._tail.look()
        if anew or not was_there:
            self._places.clear()
            self._damage.clear()
            self._backlog, self._findings = None, iter(())
            if self._tail.fd is not None:
                self._begin(self._tail.fd)
        return anew

    def read(self, deadline: float) -> Iterator[Finding]:
        """The exchanges that have come, until the deadline. The same id twice is one exchange."""
        for line in self._tail.read(deadline):
            yield from self._keep(read_line(line.offset, line.content))
        self.more = self._tail.more
        while not self.more and (finding := next(self._findings, None)) is not None:
            yield from self._keep(finding)
            self.more = self._clock() >= deadline
        if not self.more:
            self._backlog = None
            self.more = self._goes_on()

    def exchange(self, id_: str) -> FinishedExchange | None:
        """One exchange, read again; None where it is not there any more."""
        place = self._places.get(id_)
        if place is None:
            return None
        found = read_line(place.offset, self._tail.content(place.offset, place.length))
        return found.exchange if found.id == id_ else None

    def place(self, id_: str) -> Place:
        """Where its line lies."""
        return self._places[id_]

    def condemn(self, id_: str) -> None:
        """What looked like an exchange by its small fields is damage."""
        place = self._places.pop(id_)
        found = read_line(place.offset, self._tail.content(place.offset, place.length))
        reason = self._damage[place.offset] = found.damage or "is no record"
        self._index.note_damage(place.offset, reason)

    def _begin(self, fd: int) -> None:
        self._index.open(fd)
        self._damage = dict(self._index.damage())
        self._backlog = Backlog(fd, self._tail.begin, self._tail.content, self._index, self._glance)
        self._findings = self._backlog.findings()

    def _keep(self, finding: Finding) -> Iterator[Finding]:
        if finding.damage is not None:
            self._damage[finding.place.offset] = finding.damage
            self._index.note_damage(finding.place.offset, finding.damage)
        if finding.id is None:
            return
        known = self._places.get(finding.id)
        if known is None or finding.place.beats(known):
            self._places[finding.id] = finding.place
            yield finding

    def _goes_on(self) -> bool:
        """Whether the last line, which no newline ends, has grown; where nobody writes it is cut, which is damage."""
        cut_at = self._tail.cut_at
        if self._cut is not None and self._cut.offset != cut_at:
            self._cut = None
        if cut_at is None or self._cut is not None or not _is_free(self._lock):
            return False
        if self._tail.grew():
            return True
        self._cut = Damage(cut_at, "is cut: no newline ends it")
        return False


def _is_free(lock: Path) -> bool:
    """Whether no writer holds the history's lock."""
    try:
        fd = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(fd)  # and with it the lock
    return True
