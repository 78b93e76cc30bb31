"""One file of the history, as the lines that it holds."""

import os
import weakref
from pathlib import Path
from typing import NamedTuple, Protocol

from codex_tui.history.offsets import mark


class Identity(NamedTuple):
    """By which to tell a file again. ``changed``: when it was, in ns; of a file that grows it says nothing."""

    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, fd: int) -> "Identity":
        """Of an open file."""
        stat = os.fstat(fd)
        return cls(stat.st_ino, stat.st_size, stat.st_mtime_ns)


class Segment(Protocol):
    """``history.jsonl``, or a part of the history that was put aside and never changes.

    ``name``: of the file. ``size``: bytes of its lines, each of which a newline ends; of a packed one unpacked.
    """

    name: str
    identity: Identity

    @property
    def size(self) -> int: ...

    @property
    def weight(self) -> int:
        """Bytes on the disk."""

    def content(self, offset: int, length: int) -> bytes:
        """Some of its bytes; fewer where it ends. Raises OSError."""

    def mark(self, last: int, end: int) -> int:
        """A sum by which to tell whether it still holds what it did, up to its line ``last`` to ``end``."""


class PlainSegment:
    """A file as it is; its last line is ended where nobody did. Not for what is still written to."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self.name = path.name
        self.fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        self.close = weakref.finalize(self, os.close, self.fd)
        self.identity = Identity.of(self.fd)
        self.weight = self.identity.size
        self._ending = b"\n" if self.weight and os.pread(self.fd, 1, self.weight - 1) != b"\n" else b""
        self.size = self.weight + len(self._ending)

    def content(self, offset: int, length: int) -> bytes:
        """Some of its bytes."""
        found = read_at(self.fd, offset, min(length, self.size - offset))
        return found + self._ending if self._ending and offset <= self.weight < offset + length else found

    def mark(self, last: int, end: int) -> int:
        """See :class:`Segment`."""
        return mark(self.content, last, end)


def read_at(fd: int, offset: int, length: int) -> bytes:
    """Bytes of a file; fewer where it ends."""
    found = os.pread(fd, max(0, length), offset)
    if len(found) == length or not found:
        return found
    pieces = [found]
    while found and (left := length - sum(map(len, pieces))) > 0:
        found = os.pread(fd, left, offset + sum(map(len, pieces)))
        pieces.append(found)
    return b"".join(pieces)
