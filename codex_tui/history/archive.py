"""The exchanges that have ended: what each says in short, first by its small fields, then read whole."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Generic

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from codex_tui.history.backlog import Glance
from codex_tui.history.decode import instant
from codex_tui.history.exchange import Exchange
from codex_tui.history.finding import Finding
from codex_tui.history.handles import Replaced
from codex_tui.history.index import Index
from codex_tui.history.index_tables import Row
from codex_tui.history.journal import R
from codex_tui.history.ledger import Ledger
from codex_tui.history.summary import Summary

#: How much is noted before it goes into the index; and how long (s) less than that may wait.
_MANY = 500
_WAIT = 2.0

_ENCODER = msgspec.json.Encoder()


class Archive(Generic[R]):
    """``ledger``, read and kept in the index. The methods raise OSError.

    ``glanced``: ids of what is known by its small fields alone, the newest first.
    """

    def __init__(
        self,
        directory: Path,
        read: Callable[[Exchange], R],
        clock: Callable[[], float],
        glance: Glance | None,
        reader: int,
    ) -> None:
        self.glanced: dict[str, None] = {}
        self._index = Index(directory, reader)
        self.ledger = Ledger(directory, clock, self._index, glance)
        self._read = read
        self._clock = clock
        self._save_at = 0.0
        self._rest_at = 0.0

    def look(self) -> bool:
        """See what is there now; True where it is another history, and what was known is forgotten."""
        anew = self.ledger.look()
        if anew:
            self.glanced.clear()
        return anew

    def news(self, deadline: float) -> Iterator[Summary]:
        """What is new or not listed yet, until the deadline."""
        for finding in self.ledger.read(deadline):
            summary = finding.summary or self._summary_of(finding)
            if finding.exchange is not None or finding.whole:
                self.glanced.pop(summary.id, None)
            else:
                self.glanced[summary.id] = None
            if not finding.indexed:
                self._note(summary)
            yield summary
            if self._index.pending >= _MANY:
                self.save()

    def read_on(self, ids: Iterable[str], deadline: float) -> Iterator[tuple[str, Summary | None]]:
        """Read whole those of ``ids`` that were glanced at, until the deadline, one at least.

        Their new summaries; None for one that proves to be no exchange.
        """
        for id_ in ids:
            if id_ in self.glanced:
                try:
                    summary = self._whole(id_)
                except Replaced:
                    return  # the next look finds it where it is now
                yield id_, summary
                if self._clock() >= deadline:
                    return

    def reading(self, id_: str) -> R | None:
        """All of an exchange, read again; None where it is not there any more."""
        exchange = self.ledger.exchange(id_)
        if exchange is None:
            return None
        reading = self._read(exchange)
        reading.advance()
        return reading

    def learn(self, summary: Summary) -> Summary:
        """An exchange that was glanced at has been read whole."""
        del self.glanced[summary.id]
        self._note(summary)
        return summary

    def amend(self, summary: Summary) -> None:
        """Something else is now known of an exchange than was noted."""
        if summary.id in self.ledger:
            self._note(summary)

    def tend(self) -> None:
        """Save what has waited long enough; let go of what nobody reads."""
        now = self._clock()
        if self._index.pending and now >= self._save_at:
            self.save()
        if now >= self._rest_at:
            self._rest_at = now + _WAIT
            self.ledger.rest()

    def save(self) -> None:
        """Put what was read into the index, where that can be written."""
        if self._index.pending:
            with suppress(Replaced):  # then all is found anew
                self._index.save(self.ledger.known)
        self._save_at = self._clock() + _WAIT

    def _summary_of(self, finding: Finding) -> Summary:
        assert finding.exchange is not None
        reading = self._read(finding.exchange)
        reading.advance()
        return reading.summary()

    def _whole(self, id_: str) -> Summary | None:
        reading = self.reading(id_)
        if reading is not None:
            return self.learn(reading.summary())
        del self.glanced[id_]
        self.ledger.condemn(id_)
        return None

    def _note(self, summary: Summary) -> None:
        place = self.ledger.place(summary.id)
        reader = 0 if summary.id in self.glanced else self._index.reader
        started = instant(summary.started_at).timestamp()
        lineage = None if summary.lineage is UNSET else _ENCODER.encode(summary.lineage)
        content = _ENCODER.encode(replace(summary, lineage=UNSET))
        inode = self.ledger.segment(place).identity.inode
        self._index.note(Row(inode, *place[1:], summary.id, started, summary.number, reader, content, lineage))
