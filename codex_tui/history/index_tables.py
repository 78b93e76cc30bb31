"""The tables of ``history.index``, and what is done to them; see :mod:`codex_tui.history.index`."""

import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from codex_tui.history.offsets import Span, line_start, merged
from codex_tui.history.segment import Segment

FORMAT = 5
_SCHEMA = (
    "CREATE TABLE segment (inode INTEGER PRIMARY KEY, last INTEGER, ending INTEGER, mark INTEGER)",
    "CREATE TABLE span (inode INTEGER, beginning INTEGER, ending INTEGER)",
    "CREATE TABLE damage (inode INTEGER, offset INTEGER, reason TEXT, PRIMARY KEY (inode, offset)) WITHOUT ROWID",
    """CREATE TABLE exchange (
        inode INTEGER, offset INTEGER, length INTEGER, died INTEGER, id TEXT,
        started REAL, number INTEGER, reader INTEGER, summary BLOB, lineage BLOB, checksum INTEGER
    )""",
    "CREATE UNIQUE INDEX exchange_by_place ON exchange (inode, offset)",
    "CREATE INDEX exchange_by_start ON exchange (started, number)",
    # Where a row was taken out, by whatever hand, its line is to be read again.
    """CREATE TRIGGER uncovered AFTER DELETE ON exchange
        WHEN NOT EXISTS (SELECT 1 FROM damage WHERE inode = old.inode AND offset = old.offset)
        BEGIN DELETE FROM span WHERE inode = old.inode AND beginning <= old.offset AND ending > old.offset; END""",
    f"PRAGMA user_version = {FORMAT}",
)
_OF_SEGMENT = ("span", "damage", "exchange")
UPSERT = """
    INSERT INTO exchange VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (inode, offset) DO UPDATE SET reader = excluded.reader, summary = excluded.summary,
        lineage = excluded.lineage, checksum = excluded.checksum WHERE excluded.reader
"""
ROWS = "SELECT inode, offset, length, died, id, started, number, reader, summary, lineage, checksum FROM exchange"


class Row(NamedTuple):
    """A line of the segment ``inode``. ``started``: seconds since 1970. ``summary`` and ``lineage``: JSON.

    ``reader``: which version of the dialects made the summary; 0 where it says only what the small fields do.
    """

    inode: int
    offset: int
    length: int
    died: bool
    id: str
    started: float
    number: int
    reader: int
    summary: bytes
    lineage: bytes | None = None

    @property
    def checksum(self) -> int:
        """Of what does not change where its line moves."""
        named = f"{self.id} {self.started} {self.number} {self.reader}".encode(errors="replace")
        return zlib.crc32(self.lineage or b"", zlib.crc32(self.summary, zlib.crc32(named)))

    @property
    def stored(self) -> tuple[Any, ...]:
        """All columns of it."""
        return (*self, self.checksum)


class Known(NamedTuple):
    """What is to be believed of a segment: ``marked`` is its last line, see :class:`LineTail`.

    ``found``: between which bytes all of its lines are.
    """

    segment: Segment
    marked: tuple[int, int, int]
    found: Span


class Move(NamedTuple):
    """Lines of ``source`` from ``begin`` up to ``end`` that now stand in ``target`` too, from ``to`` on."""

    source: Segment
    begin: int
    end: int
    target: Segment
    to: int


class Gone(sqlite3.DatabaseError):
    """What was saved, and is counted on, is not there any more: others have made it an index of other files."""


def row_of(stored: Sequence[Any]) -> Row:
    """Out of all columns; raises sqlite3.DatabaseError where they are not what was stored."""
    *values, checksum = stored
    row = Row(*values)
    try:
        is_whole = row.checksum == checksum
    except TypeError:
        is_whole = False
    if not is_whole:
        raise sqlite3.DatabaseError("a row is damaged")
    return row


def make_tables(connection: sqlite3.Connection) -> None:
    """Where there are none yet."""
    if not connection.execute("PRAGMA user_version").fetchone()[0]:
        for statement in _SCHEMA:
            connection.execute(statement)


def forget_all_but(connection: sqlite3.Connection, inodes: list[int]) -> None:
    """Of other segments nothing is kept."""
    # By the table that has a row a segment: who looks for others among all exchanges reads all of them.
    for (inode,) in connection.execute("SELECT inode FROM segment").fetchall():
        if inode not in inodes:
            for table in ("segment", *_OF_SEGMENT):
                connection.execute(f"DELETE FROM {table} WHERE inode = ?", (inode,))


def claim(connection: sqlite3.Connection, segment: Segment, marked: tuple[int, int, int]) -> bool:
    """Make the rows those of this file; whether there were none, and what was held of another is gone."""
    inode = segment.identity.inode
    known = connection.execute("SELECT last, ending, mark FROM segment WHERE inode = ?", (inode,)).fetchone()
    is_new = known is None or not is_of(segment, *known)
    if is_new:
        for table in _OF_SEGMENT:
            connection.execute(f"DELETE FROM {table} WHERE inode = ?", (inode,))
    elif known[1] >= marked[1]:
        return False
    connection.execute("INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?)", (inode, *marked))
    return is_new


def covered(connection: sqlite3.Connection, inode: int) -> list[Span]:
    """Which bytes of a segment the rows cover."""
    return merged([*connection.execute("SELECT beginning, ending FROM span WHERE inode = ?", (inode,))])


def cover(connection: sqlite3.Connection, segment: Segment, span: Span) -> list[Span]:
    """Add to what the rows cover; all of it."""
    inode = segment.identity.inode
    spans = merged([*covered(connection, inode), span])
    connection.execute("DELETE FROM span WHERE inode = ?", (inode,))
    connection.executemany("INSERT INTO span VALUES (?, ?, ?)", [(inode, *each) for each in spans])
    return spans


def carry(connection: sqlite3.Connection, move: Move, known: list[Span]) -> None:
    """Make rows of a segment, which cover ``known``, those of another where the same lines are."""
    source, begin, end, target, to = move
    spans = [(max(begin, low), min(end, high)) for low, high in known]
    there = [(low - begin + to, high - begin + to) for low, high in spans if low < high]
    if not there:
        return
    inode, ending = target.identity.inode, there[-1][1]
    last = line_start(target.content, ending - 1)
    claim(connection, target, (last, ending, target.mark(last, ending)))
    where = "WHERE inode = ? AND offset >= ? AND offset < ?"
    for table in ("damage", "exchange"):
        moved = f"UPDATE {table} SET inode = ?, offset = offset - ? {where}"
        connection.execute(moved, (inode, begin - to, source.identity.inode, begin, end))
    for span in there:
        cover(connection, target, span)


def is_of(segment: Segment, last: int, end: int, known: int) -> bool:
    """Whether it is the file that was marked so."""
    return end <= segment.size and segment.mark(last, end) == known
