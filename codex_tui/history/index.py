"""``history.index``: what was read out of the history before, so that it need not be read again.

A cache in SQLite, of any number of processes; it may be deleted at any time, and what is wrong with it costs only
the time to read the history again. Nothing in it is believed but of the file that it was made of.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from codex_tui.history.offsets import Span, mark, merged

_FORMAT = 1
#: Seconds to wait for another process that is writing.
_PATIENCE = 0.02

_SCHEMA = (
    "CREATE TABLE file (inode INTEGER, last INTEGER, ending INTEGER, mark INTEGER)",
    "CREATE TABLE span (beginning INTEGER, ending INTEGER)",
    "CREATE TABLE damage (offset INTEGER PRIMARY KEY, reason TEXT)",
    """CREATE TABLE exchange (
        offset INTEGER PRIMARY KEY, length INTEGER, died INTEGER, id TEXT,
        started REAL, number INTEGER, reader INTEGER, summary BLOB
    )""",
    "CREATE INDEX exchange_by_start ON exchange (started, number)",
    f"PRAGMA user_version = {_FORMAT}",
)
_UPSERT = """
    INSERT INTO exchange VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (offset) DO UPDATE SET reader = excluded.reader, summary = excluded.summary WHERE excluded.reader
"""
_ROWS = "SELECT offset, length, died, id, started, number, reader, summary FROM exchange"
#: How SQLite says that a file cannot be had, as opposed to that it is broken.
_UNAVAILABLE = ("readonly", "unable to open", "disk is full", "disk I/O error", "authorized")


class Row(NamedTuple):
    """A line of the history. ``started``: seconds since 1970. ``summary``: a JSON object.

    ``reader``: which version of the dialects made the summary; 0 where it says only what the small fields do.
    """

    offset: int
    length: int
    died: bool
    id: str
    started: float
    number: int
    reader: int
    summary: bytes


class Index:
    """Of one directory, for the summaries that the dialects of version ``reader`` make; 0: it stays empty.

    ``spans``: which bytes of the history its rows cover; none until :meth:`open` has found it to be of use.
    ``pending``: how much waits to be saved.
    """

    def __init__(self, directory: Path, reader: int) -> None:
        self.spans: list[Span] = []
        self.reader = reader
        self._path = directory / "history.index"
        self._connection: sqlite3.Connection | None = None
        self._close: Callable[[], object] = lambda: None
        self._usable = reader != 0
        self._writable = reader != 0
        self._depends = False  # on rows that are in the file: without them nothing can be added
        self._rows: list[Row] = []
        self._damage: list[tuple[int, str]] = []

    @property
    def pending(self) -> int:
        """Lines that were noted and are not saved."""
        return len(self._rows) + len(self._damage)

    def open(self, history: int) -> None:
        """Look what is of use for the history that is open as ``history``; nothing, where it is of another file."""
        self.close()
        self._depends, self._writable = False, self._usable
        with self._attempt():
            if self._usable and self._path.is_file() and not self._path.is_symlink():
                self._validate(self._connect(), history)

    def close(self) -> None:
        """Let go of the file, and of what is not saved; its rows are of no use any more."""
        self._close()
        self._connection = None
        self.spans = []
        self._rows, self._damage = [], []

    def rows(self, begin: int, end: int, limit: int) -> list[Row]:
        """Of the lines that begin in ``begin`` to ``end``, the last first; none where the index is broken."""
        where = "WHERE offset >= ? AND offset < ? ORDER BY offset DESC LIMIT ?"
        return [Row(*row) for row in self._select(f"{_ROWS} {where}", begin, end, limit)]

    def newest(self, limit: int) -> list[Row]:
        """Those that started last, the newest first."""
        return [Row(*row) for row in self._select(f"{_ROWS} ORDER BY started DESC, number DESC LIMIT ?", limit)]

    def damage(self) -> list[tuple[int, str]]:
        """Where lines begin that cannot be read, and why."""
        return self._select("SELECT offset, reason FROM damage ORDER BY offset")

    def note(self, row: Row) -> None:
        """A line was read."""
        if self._writable:
            self._rows.append(row)

    def note_damage(self, offset: int, reason: str) -> None:
        """A line could not be read; if it was noted as an exchange, it is none."""
        if self._writable:
            self._damage.append((offset, reason))

    def save(self, history: int, marked: tuple[int, int, int], found: Span) -> None:
        """Add what was noted of the file ``history``, whose lines have all been ``found`` there.

        ``marked``: its last line, see :func:`mark`. What another process keeps from being saved stays noted.
        """
        with self._attempt():
            if not self._writable:
                return
            connection = self._connection or self._create()
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                _make_tables(connection)
                if self._claim(connection, history, marked) and self._depends:
                    raise sqlite3.DatabaseError("what was saved is gone")
                connection.executemany(_UPSERT, self._rows)
                connection.executemany("DELETE FROM exchange WHERE offset = ?", [(at,) for at, _ in self._damage])
                connection.executemany("INSERT OR REPLACE INTO damage VALUES (?, ?)", self._damage)
                self.spans = merged([*connection.execute("SELECT * FROM span"), found])
                connection.execute("DELETE FROM span")
                connection.executemany("INSERT INTO span VALUES (?, ?)", self.spans)
            self._rows, self._damage, self._depends = [], [], True

    def _select(self, query: str, *values: int) -> list[Any]:
        with self._attempt():
            if self._connection is not None and self.spans:
                return self._connection.execute(query, values).fetchall()
        return []

    def _validate(self, connection: sqlite3.Connection, history: int) -> None:
        """Believe it only if the history is the same file and still has the line that it knew as the last."""
        if connection.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
            raise sqlite3.DatabaseError("another format")
        for known in connection.execute("SELECT * FROM file"):
            if _is_of(history, *known):
                self.spans = merged([*connection.execute("SELECT * FROM span")])
                self._depends = True

    def _claim(self, connection: sqlite3.Connection, history: int, marked: tuple[int, int, int]) -> bool:
        """Make it an index of this file; whether it was none, and what it held of another is gone."""
        inode, end = os.fstat(history).st_ino, marked[1]
        known = connection.execute("SELECT * FROM file").fetchone()
        is_new = known is None or not _is_of(history, *known)
        if is_new:
            for table in ("span", "damage", "exchange"):
                connection.execute(f"DELETE FROM {table}")
        elif known[2] >= end:
            return False
        connection.execute("DELETE FROM file")
        connection.execute("INSERT INTO file VALUES (?, ?, ?, ?)", (inode, *marked))
        return is_new

    def _connect(self) -> sqlite3.Connection:
        mode = "rw" if os.access(self._path, os.W_OK) and os.access(self._path.parent, os.W_OK) else "ro"
        self._writable = mode == "rw"
        address = f"{self._path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(
            address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._close = weakref.finalize(self, connection.close)
        # A cache need not survive the loss of power; the journal that is kept guards it against a killed process.
        connection.execute("PRAGMA synchronous = OFF")
        self._connection = connection
        return connection

    def _create(self) -> sqlite3.Connection:
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        os.close(fd)
        return self._connect()

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Go on without what cannot be had; a broken file makes room for a new one."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            said = str(error)
            if "locked" in said:
                return
            self.close()
            self._writable = self._writable and not self._depends
            if any(words in said for words in _UNAVAILABLE):
                self._usable = self._writable = False
            else:
                with suppress(OSError):
                    self._path.unlink()
        except OSError:
            self.close()
            self._usable = self._writable = False


def _make_tables(connection: sqlite3.Connection) -> None:
    if not connection.execute("PRAGMA user_version").fetchone()[0]:
        for statement in _SCHEMA:
            connection.execute(statement)


def _is_of(history: int, inode: int, last: int, end: int, known: int) -> bool:
    stat = os.fstat(history)
    return inode == stat.st_ino and end <= stat.st_size and mark(history, last, end) == known
