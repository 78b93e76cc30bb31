"""Follows one journal, ``live/<id>.jsonl``: its exchange, what is read out of it, and whether its writer lives."""

from __future__ import annotations

import fcntl
import math
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from codex_tui.history.decode import Damage, Unreadable, decode_record
from codex_tui.history.exchange import Exchange, Reading
from codex_tui.history.tail import Line, LineTail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_tui.history.live import LiveExchange
    from codex_tui.history.summary import Summary

R = TypeVar("R", bound=Reading)

#: Seconds between two looks at whether the writer still lives.
PROBE = 1.0


class Journal(Generic[R]):
    """Polled until its file is gone.

    ``summary``: None until its head has come. ``abandoned``: its writer died; its reading is let go then.
    ``damage``: lines of it that cannot be read. The methods raise OSError.
    """

    summary: Summary | None = None

    def __init__(
        self, path: Path, read: Callable[[Exchange], R], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.path = path
        self.abandoned = False
        self.damage: list[Damage] = []
        self.reading: R | None = None
        self._exchange: LiveExchange | None = None
        self._read = read
        self._clock = clock
        self._tail = LineTail(path, clock)
        self._probe_at = 0.0
        self._writer_is_gone = False

    @property
    def more(self) -> bool:
        """Whether the last poll stopped before what there was to read."""
        return self._tail.more

    def poll(self, deadline: float) -> bool:
        """Read what is new; whether the exchange has changed."""
        if self.abandoned:
            return False
        changed = self._advance(deadline)
        if not self._tail.more and self._exchange is not None and self._is_left():
            # What the writer wrote between that read and its death is still to come.
            self._writer_is_gone = True
            changed |= self._advance(deadline)
        if self._writer_is_gone and not self._tail.more and self._tail.fd is not None:
            self._abandon()
            return True
        return changed

    def reopen(self) -> R | None:
        """An abandoned exchange, read anew; None where its journal is gone."""
        again = Journal(self.path, self._read, self._clock)
        again._advance(math.inf)
        if again._exchange is None or again.reading is None:
            return None
        again._exchange.abandon()
        again.reading.advance()
        return again.reading

    def close(self) -> None:
        """Its record is in the history, or its file is gone."""
        if self._exchange is not None:
            self._exchange.finished()
        self._tail.close()

    def _advance(self, deadline: float) -> bool:
        if self._tail.look() and self._tail.fd is not None:
            self._forget()
        took = [self._take(line) for line in self._tail.read(deadline)]
        if not any(took) or self._exchange is None:
            return False
        if self.reading is None:
            self.reading = self._read(self._exchange)
        self.reading.advance()
        self.summary = self.reading.summary()
        return True

    def _take(self, line: Line) -> bool:
        """Whether the line could be read."""
        try:
            if self._exchange is not None:
                self._exchange.take(line.content)
            elif line.offset == 0:
                self._exchange = self._begin(line.content)
            else:
                return False  # what follows a head that could not be read
        except Unreadable as damage:
            self.damage.append(Damage(line.offset, str(damage), f"live/{self.path.name}"))
            return False
        return True

    def _begin(self, head: bytes) -> LiveExchange:
        from codex_tui.history.live import LiveExchange  # where nothing is live, nothing needs it

        record = decode_record(head)
        if record.id != self.path.stem:
            raise Unreadable("is the head of another exchange")
        return LiveExchange(record)

    def _is_left(self) -> bool:
        if self._writer_is_gone or self._clock() < self._probe_at:
            return self._writer_is_gone
        self._probe_at = self._clock() + PROBE
        return self._tail.fd is not None and is_unlocked(self._tail.fd)

    def _abandon(self) -> None:
        self.abandoned = True
        if self._exchange is not None and self.reading is not None:
            self._exchange.abandon()
            self.reading.advance()
            self.summary = self.reading.summary()
        self.reading = self._exchange = None
        self._tail.close()

    def _forget(self) -> None:
        """The file is another one now."""
        if self._exchange is not None:
            self._exchange.finished()
        self.reading = self._exchange = None
        self.damage.clear()


def is_unlocked(fd: int) -> bool:
    """Whether nobody holds the lock that a writer keeps for its whole life."""
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # held, or a file system without locks: then nothing can be told
        return False
    fcntl.flock(fd, fcntl.LOCK_UN)
    return True
