"""``history.jsonl``: the exchanges that have ended, a line each."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from codex_tui.history.decode import Damage, Unreadable, decode_record
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.record import Record
from codex_tui.history.tail import Line, LineTail


class _Place(msgspec.Struct, frozen=True):
    """Where a record's line lies, in bytes; ``died``: it was made of a dead writer's journal."""

    offset: int
    length: int
    died: bool


class Ledger:
    """Remembers where each exchange lies, not what it holds. The methods raise OSError.

    ``more``: the last read stopped before what there was to read.
    """

    def __init__(self, directory: Path, clock: Callable[[], float]) -> None:
        self.more = False
        self._tail = LineTail(directory / "history.jsonl", clock)
        self._lock = directory / "history.lock"
        self._places: dict[str, _Place] = {}
        self._damage: list[Damage] = []
        self._cut: Damage | None = None

    def __contains__(self, id_: object) -> bool:
        return id_ in self._places

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read."""
        return [*self._damage, self._cut] if self._cut else self._damage.copy()

    def look(self) -> bool:
        """See what is there now; True where it is another file than was read so far, which is then forgotten."""
        if not self._tail.look():
            return False
        self._places.clear()
        self._damage.clear()
        return True

    def read(self, deadline: float) -> Iterator[FinishedExchange]:
        """The exchanges that have come, until the deadline. The same id twice is one exchange."""
        for line in self._tail.read(deadline):
            if not line.content:
                continue
            try:
                record = decode_record(line.content)
            except Unreadable as damage:
                self._damage.append(Damage(line.offset, str(damage)))
                continue
            if self._keep(record, line):
                yield FinishedExchange(record, line.content)
        self.more = self._tail.more or self._goes_on()

    def exchange(self, id_: str) -> FinishedExchange | None:
        """One exchange, read again; None where it is not there any more."""
        place = self._places.get(id_)
        if place is None:
            return None
        line = self._tail.content(place.offset, place.length)
        try:
            record = decode_record(line)
        except Unreadable:
            return None
        return FinishedExchange(record, line) if record.id == id_ else None

    def _keep(self, record: Record, line: Line) -> bool:
        # A proxy may die after it wrote the line and before it removed the journal, which the next one folds.
        known = self._places.get(record.id)
        if known is not None and not known.died:
            return False
        self._places[record.id] = _Place(line.offset, len(line.content), record.end == "proxy_died")
        return True

    def _goes_on(self) -> bool:
        """Whether the last line, which no newline ends, has grown; where nobody writes it is cut, which is damage."""
        cut_at = self._tail.cut_at
        if self._cut is not None and self._cut.offset != cut_at:
            self._cut = None
        if self._tail.more or cut_at is None or self._cut is not None or not _is_free(self._lock):
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
