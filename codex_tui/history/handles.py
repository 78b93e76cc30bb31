"""The files of a history that are open: a handful, however many there are."""

import errno
import os
import weakref
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

#: How many files are open at once of all that share the handles.
MOST = 8
#: Why a file cannot be opened where it is not there: a link is none.
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_EDGE = 1024  # bytes at each end of a file by which it is told again


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


class Replaced(OSError):
    """A file is gone, or another now, since it was first opened: who looks at the directory sees what is there."""


class Handles:
    """Descriptors of the files that were read last. Not to be used by two threads at once."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, int] = OrderedDict()
        self._given = 0

    def key(self) -> int:
        """For another file."""
        self._given += 1
        return self._given

    def get(self, key: int) -> int | None:
        """The descriptor of a file, where it is open still; it is then the last that goes."""
        if key in self._open:
            self._open.move_to_end(key)
        return self._open.get(key)

    def put(self, key: int, fd: int) -> None:
        """A file was opened; the one that was read the longest ago may be closed for it."""
        self._open[key] = fd
        if len(self._open) > MOST:
            os.close(self._open.popitem(last=False)[1])

    def close(self, key: int) -> None:
        """Let a file go, if it is open."""
        if (fd := self._open.pop(key, None)) is not None:
            os.close(fd)


class File:
    """A file that is read as it was when it was first opened, or not at all.

    What has its ``handles`` for itself stays open, and may grow, be renamed and removed. The methods raise OSError;
    Replaced where it was closed and cannot be had again: it is ``lost`` then.
    """

    def __init__(self, path: Path, handles: Handles | None = None) -> None:
        self.lost = False
        self._path = path
        self._handles = handles or Handles()
        self._key = self._handles.key()
        self.close = weakref.finalize(self, self._handles.close, self._key)
        fd = self._open()
        self._handles.put(self._key, fd)
        self.identity = Identity.of(fd)
        self._edges = _edges(fd, self.identity.size)

    @property
    def fd(self) -> int:
        """Its descriptor, for what is done with it at once: another file that is read may close it."""
        fd = self._handles.get(self._key)
        return fd if fd is not None else self._opened_again()

    def read(self, offset: int, length: int) -> bytes:
        """Some of its bytes; fewer where it ends."""
        return read_at(self.fd, offset, length)

    def _open(self) -> int:
        return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)

    def _opened_again(self) -> int:
        try:
            fd = self._open()
        except OSError as error:
            if error.errno not in _GONE:
                raise
            self.lost = True
            raise Replaced(error.errno, f"{self._path.name} is gone") from error
        try:
            is_same = Identity.of(fd) == self.identity and _edges(fd, self.identity.size) == self._edges
        except OSError:
            os.close(fd)
            raise
        if not is_same:
            os.close(fd)
            self.lost = True
            raise Replaced(0, f"{self._path.name} is another file now")
        self._handles.put(self._key, fd)
        return fd


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


def _edges(fd: int, size: int) -> int:
    return zlib.crc32(read_at(fd, 0, _EDGE) + read_at(fd, max(0, size - _EDGE), _EDGE))
