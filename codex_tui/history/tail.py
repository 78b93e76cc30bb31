"""Reads a file of lines that another process appends to."""

import os
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from codex_tui.history.handles import read_at
from codex_tui.history.offsets import line_start, mark

_CHUNK = 1024 * 1024


class Line(NamedTuple):
    """A complete line without its newline, and where it begins, in bytes."""

    offset: int
    content: bytes


class LineTail:
    """Follows one path. Call :meth:`look`, then :meth:`read` to its end, as often as there may be news.

    ``from_end``: what is there when the file is first seen is not read, but for a line that is not whole yet;
    ``begin`` is where reading begins then. ``more``: the last read stopped at its deadline, before what there was
    to read. The methods raise OSError, but not for a file that is not there.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic, *, from_end: bool = False) -> None:
        self.path = path
        self.more = False
        self.begin = 0
        self._from_end = from_end
        self._clock = clock
        self._fd: int | None = None
        self._line = 0  # where the next line begins
        self._last = 0  # where the line before it begins
        self._mark = 0  # of that line
        self._changed = 0  # when the file was last changed (ns), as far as that was looked at
        self._end = 0  # how far the last complete read came
        self._size = 0
        self._position = 0  # what is read next from the file
        self._pieces: list[bytes] = []  # of the unfinished line
        self._buffer = b""
        self._at = 0  # in the buffer
        self._close: Callable[[], object] = lambda: None

    @property
    def fd(self) -> int | None:
        """The open file; None where there is none."""
        return self._fd

    @property
    def inode(self) -> int | None:
        """Of the open file; None where there is none."""
        return os.fstat(self._fd).st_ino if self._fd is not None else None

    @property
    def end(self) -> int:
        """Where the last line ends that was read, or passed over."""
        return self._line

    @property
    def mark(self) -> tuple[int, int, int]:
        """Where the last line that was read, or passed over, begins and ends, and the :func:`mark` of that."""
        return self._last, self._line, mark(self.content, self._last, self._line)

    @property
    def cut_at(self) -> int | None:
        """Where the last line begins that no newline has ended yet."""
        return self._line if self._end > self._line else None

    def look(self) -> bool:
        """See what is there now. True where it does not go on from what was read (truncated, replaced, gone).

        Reading then starts anew.
        """
        had, anew = self._line > 0, False
        try:
            if self._fd is None or not os.path.samestat(self.path.stat(), os.fstat(self._fd)):
                self.close()
                self._open()
                anew = True
        except (FileNotFoundError, NotADirectoryError):
            self.close()
        if self._fd is None:
            return had
        stat = os.fstat(self._fd)
        if not self._goes_on(stat):
            self._start_over()
            anew = True
        elif stat.st_size < self._position:
            self._rewind()  # the unfinished line was taken back
        self._size, self._changed = stat.st_size, stat.st_ctime_ns
        return had and anew

    def grew(self) -> bool:
        """Whether there is more than was last read."""
        return self._fd is not None and os.fstat(self._fd).st_size != self._end

    def read(self, deadline: float) -> Iterator[Line]:
        """The lines that have come, until the deadline of the clock; at least one step is made."""
        self.more = False
        if self._fd is None or self._size == self._end:
            return
        while True:
            end = self._buffer.find(b"\n", self._at)
            if end >= 0:
                yield self._take(end)
            elif not self._fill(self._fd):
                self._end = self._position
                self._rewind()
                break
            if self._clock() >= deadline:
                self.more = True
                break
        self._mark = mark(self.content, self._last, self._line)

    def content(self, offset: int, length: int) -> bytes:
        """Bytes of the file that is being read; fewer where it has become shorter."""
        return read_at(self._fd, offset, length) if self._fd is not None else b""

    def close(self) -> None:
        """Let the file go; looking again opens it anew."""
        self._close()
        self._fd = None
        self._start_over()

    def _open(self) -> None:
        self._fd = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        self._close = weakref.finalize(self, os.close, self._fd)
        self._start_over()

    def _start_over(self) -> None:
        self._line = self._last = self._end = self._size = self._mark = self._changed = 0
        if self._fd is not None and self._from_end:
            self._line = self._end = line_start(self.content, os.fstat(self._fd).st_size)
            self._last = line_start(self.content, self._line - 1)
            self._mark = mark(self.content, self._last, self._line)
        self.begin = self._line
        self._rewind()

    def _rewind(self) -> None:
        """Read the unfinished line again next time: its writer may take it back and write another."""
        self._position = self._line
        self._pieces.clear()
        self._buffer = b""
        self._at = 0

    def _goes_on(self, stat: os.stat_result) -> bool:
        """Whether what was read is still there; a file may be written anew in place, to the same size even."""
        if stat.st_size < self._line:
            return False
        unchanged = stat.st_ctime_ns == self._changed and stat.st_size == self._size
        return self._line == 0 or unchanged or mark(self.content, self._last, self._line) == self._mark

    def _take(self, end: int) -> Line:
        content = self._buffer[self._at : end]
        if self._pieces:
            content = b"".join([*self._pieces, content])
            self._pieces.clear()
        line = Line(self._line, content)
        self._last = self._line
        self._line += len(content) + 1
        self._at = end + 1
        return line

    def _fill(self, fd: int) -> bool:
        if self._at < len(self._buffer):
            self._pieces.append(self._buffer[self._at :])
        self._buffer = os.pread(fd, max(0, min(_CHUNK, self._size - self._position)), self._position)
        self._at = 0
        self._position += len(self._buffer)
        return bool(self._buffer)
