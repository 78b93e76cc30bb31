"""``history.index``: what was read out of the history before, so that it need not be read again.

A cache in SQLite, of any number of processes; it may be deleted at any time, and what is wrong with it costs only
the time to read the history again. Nothing in it is believed but of the file that it was made of.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from codex_tui.history.handles import Replaced
from codex_tui.history.index_tables import (
    FORMAT,
    ROWS,
    UPSERT,
    Gone,
    Known,
    Move,
    Row,
    carry,
    claim,
    cover,
    covered,
    forget_all_but,
    is_of,
    make_tables,
    row_of,
)
from codex_tui.history.offsets import Span
from codex_tui.history.segment import Segment

#: Seconds to wait for another process that is writing.
_PATIENCE = 0.02

#: How SQLite says that a file cannot be had, as opposed to that it is broken.
_UNAVAILABLE = ("readonly", "unable to open", "disk is full", "disk I/O error", "authorized")

#: What Python makes of a broken file where SQLite does not notice: values of other kinds, text that is none.
_BROKEN = (TypeError, ValueError, OverflowError)


class Index:
    """Of one directory, for the summaries that the dialects of version ``reader`` make; 0: it stays empty.

    ``pending``: how much waits to be saved.
    """

    def __init__(self, directory: Path, reader: int) -> None:
        self.reader = reader
        self._path = directory / "history.index"
        self._connection: sqlite3.Connection | None = None
        self._close: Callable[[], object] = lambda: None
        self._usable = reader != 0
        self._writable = reader != 0
        self._spans: dict[int, list[Span]] = {}
        self._depends: set[int] = set()  # on the rows of these: without them nothing can be added
        self._rows: list[Row] = []
        self._damage: list[tuple[int, int, str]] = []

    @property
    def pending(self) -> int:
        """Lines that were noted and are not saved."""
        return len(self._rows) + len(self._damage)

    def open(self, segments: Iterable[Segment]) -> None:
        """Look what is of use for these; nothing, where it is of other files."""
        self.close()
        self._writable = self._usable
        self._depends.clear()
        with self._attempt():
            if self._usable and self._path.is_file() and not self._path.is_symlink():
                self._validate(self._connect(), segments)

    def close(self) -> None:
        """Let go of the file, and of what is not saved; its rows are of no use any more."""
        self._close()
        self._connection = None
        self._spans = {}
        self._rows, self._damage = [], []

    def spans(self, segment: Segment) -> list[Span]:
        """Which of its bytes the rows cover; none until :meth:`open` has found them to be of use."""
        return self._spans.get(segment.identity.inode, [])

    def rows(self, segment: Segment, begin: int, end: int, limit: int) -> list[Row]:
        """Of the lines that begin in ``begin`` to ``end``, the last first; none where the index is broken."""
        where = "WHERE inode = ? AND offset >= ? AND offset < ? ORDER BY offset DESC LIMIT ?"
        return self._select_rows(where, segment.identity.inode, begin, end, limit)

    def newest(self, limit: int) -> list[Row]:
        """Those that started last, the newest first."""
        known = ", ".join(map(str, self._spans))
        # The plus: by time, not all of these inodes and then sorted.
        where = f"WHERE +inode IN ({known}) ORDER BY started DESC, number DESC LIMIT ?"
        return self._select_rows(where, limit)

    def damage(self, segment: Segment) -> list[tuple[int, str]]:
        """Where lines begin that cannot be read, and why."""
        query = "SELECT offset, reason FROM damage WHERE inode = ? ORDER BY offset"
        return self._select(query, segment.identity.inode)

    def note(self, row: Row) -> None:
        """A line was read."""
        if self._writable:
            self._rows.append(row)

    def note_damage(self, segment: Segment, offset: int, reason: str) -> None:
        """A line could not be read; if it was noted as an exchange, it is none."""
        if self._writable:
            self._damage.append((segment.identity.inode, offset, reason))

    def save(self, known: Sequence[Known]) -> None:
        """Add what was noted of these, which are all that there are.

        What another process keeps from being saved stays noted.
        """
        with self._attempt():
            if not self._writable:
                return
            with self._writing() as connection:
                for each in known:
                    inode = each.segment.identity.inode
                    if claim(connection, each.segment, each.marked) and inode in self._depends:
                        raise Gone
                forget_all_but(connection, [each.segment.identity.inode for each in known])
                connection.executemany(UPSERT, [row.stored for row in self._rows])
                gone = [place[:2] for place in self._damage]
                connection.executemany("INSERT OR REPLACE INTO damage VALUES (?, ?, ?)", self._damage)
                connection.executemany("DELETE FROM exchange WHERE inode = ? AND offset = ?", gone)
                for each in known:
                    self._spans[each.segment.identity.inode] = cover(connection, each.segment, each.found)
            self._depends = {each.segment.identity.inode for each in known}
            self._rows, self._damage = [], []

    def carry(self, moves: Sequence[Move]) -> None:
        """Take what is known of lines along to where they stand now.

        The index was opened for the sources, as they were; what it does not know of them is not known there either.
        """
        with self._attempt():
            if self._writable and self._spans:
                with self._writing() as connection:
                    for move in moves:
                        carry(connection, move, self.spans(move.source))

    def _select_rows(self, where: str, *values: int) -> list[Row]:
        found = self._select(f"{ROWS} {where}", *values)
        with self._attempt():
            if found:
                return [row_of(stored) for stored in found]
        return []

    def _select(self, query: str, *values: int) -> list[Any]:
        with self._attempt():
            if self._connection is not None and self._spans:
                return self._connection.execute(query, values).fetchall()
        return []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        connection = self._connection or self._create()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            make_tables(connection)
            yield connection

    def _validate(self, connection: sqlite3.Connection, segments: Iterable[Segment]) -> None:
        """Believe it only of what is the same file and still has the line that it knew as the last."""
        if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            raise sqlite3.DatabaseError("another format")
        marks = {known[0]: known[1:] for known in connection.execute("SELECT * FROM segment")}
        for segment in segments:
            inode = segment.identity.inode
            if inode in marks and is_of(segment, *marks[inode]):
                self._spans[inode] = covered(connection, inode)
                self._depends.add(inode)

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
        except Gone:
            self.close()
            self._writable = False
        except (sqlite3.DatabaseError, *_BROKEN) as error:
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
        except Replaced:
            self.close()  # it is opened anew for what is there now
        except OSError:
            self.close()
            self._usable = self._writable = False
