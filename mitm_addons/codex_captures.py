"""The capture directory as the addon writes it: records, live journals, the latest model call."""

import os
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import codex_record as record
from codex_exchange import Exchange
from codex_history import HistoryFile, open_private, replace_file
from codex_journal import Journal, orphans
from codex_redact import Level, Masker

#: Records that wait for a full disk, in bytes; the oldest are let go beyond that.
BACKLOG_LIMIT = 64 * 1024 * 1024
INTERVAL = 1.0


@dataclass(frozen=True)
class Latest:
    """What ``latest.*`` is to hold."""

    members: record.Members
    request: bytes
    response: bytes


@dataclass
class Waiting:
    """A finished exchange that is not in the history yet: as it is until it has its number, then as its line."""

    exchange: Exchange | None
    journal: Journal | None
    line: bytes = b""

    @property
    def size(self) -> int:
        """Bytes, about."""
        held = self.exchange
        return len(self.line) if held is None else held.request_size + held.response_size


class Captures:
    """One directory, written by one thread of one process, beside other processes that do the same.

    ``stored``: how many records it has appended to the history.
    """

    def __init__(self, directory: Path, level: Level, limit: int = 0) -> None:
        """Make the directory ready; raises OSError where it cannot be written.

        ``limit``: bytes of the history; see :class:`HistoryFile`.
        """
        self.directory = directory
        self._live = directory / "live"
        for made in (directory, self._live):
            if not made.is_dir():
                made.mkdir(mode=0o700, parents=True)
        self._history = HistoryFile(directory, limit)
        self.masker = Masker(self._history.mask_key(), level)
        os.close(open_private(directory / "history.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND))
        self.stored = 0
        self._backlog: deque[Waiting] = deque()
        self._latest: Latest | None = None
        self._latest_due = 0.0

    def number(self, exchange: Exchange) -> None:
        """Give the exchange its number, if it has none."""
        if not exchange.number:
            exchange.number = self._history.next_number()

    def journal(self, exchange: Exchange) -> Journal:
        """Begin its journal; raises OSError."""
        self.number(exchange)
        return Journal(self._live, exchange)

    def store(self, exchange: Exchange, journal: Journal | None) -> None:
        """Append the finished exchange to the history, then remove its journal.

        Raises OSError where the history cannot be written; the exchange then waits, and the journal keeps it safe.
        """
        self._backlog.append(Waiting(exchange, journal))
        self._append_backlog()

    def recover(self) -> int:
        """Fold what dead writers left into the history; how many exchanges that were."""
        recovered = 0
        for exchange, path in orphans(self._live):
            if exchange is not None:
                self._history.append(record.line(exchange.finished()[0]))
                recovered += 1
            with suppress(FileNotFoundError):
                path.unlink()
        return recovered

    def tend(self, *, last: bool = False) -> bool:
        """Write what was put off, where it is due; whether something still waits. Raises OSError."""
        if self._backlog:
            self._append_backlog()
        if self._latest is not None and (last or time.monotonic() >= self._latest_due):
            self._write_latest(self._latest)
        return self._latest is not None or bool(self._backlog)

    def close(self) -> None:
        """Close the files; the journal of what could not be stored is left to the next start."""
        for waiting in self._backlog:
            if waiting.journal is not None:
                waiting.journal.close()
        self._history.close()

    def _append_backlog(self) -> None:
        while self._backlog:
            waiting = self._backlog[0]
            try:
                self._make_line(waiting)
                self._history.append(waiting.line)
            except OSError:
                self._limit_backlog()
                raise
            except Exception:
                self._backlog.popleft()  # nor could it be written the next time
                raise
            self.stored += 1
            self._backlog.popleft()
            if waiting.journal is not None:
                waiting.journal.remove()

    def _make_line(self, waiting: Waiting) -> None:
        exchange = waiting.exchange
        if exchange is None:
            return
        self.number(exchange)
        members, body = exchange.finished()
        if exchange.is_model_call:
            self._latest = Latest(members, b"\n".join(exchange.sent), body)
        waiting.exchange, waiting.line = None, record.line(members)

    def _limit_backlog(self) -> None:
        while len(self._backlog) > 1 and sum(waiting.size for waiting in self._backlog) > BACKLOG_LIMIT:
            journal = self._backlog.popleft().journal
            if journal is not None:
                journal.close()

    def _write_latest(self, latest: Latest) -> None:
        self._latest = None
        self._latest_due = time.monotonic() + INTERVAL
        replace_file(self.directory / "latest.json", record.page(latest.members))
        replace_file(self.directory / "latest.request.json", latest.request)
        replace_file(self.directory / "latest.response.txt", latest.response)
