"""``history.jsonl`` appended to under a lock that every writer of the directory takes. Standard library only."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: In the first bytes of a line, and of a packed segment, where it is the highest of all in it.
NUMBER = re.compile(rb'"number":(\d{1,18})[,}]')

_HEAD = 512
_NAME = re.compile(r"history-(\d{8}T\d{6}Z)\.jsonl(?:\.zst)?")
_TIME = "%Y%m%dT%H%M%SZ"
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([kmg]?)b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def size(text: str) -> int:
    """Bytes: ``2G``, ``500MB``, ``0``; raises ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no size: 2G, 500M, or 0")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def open_private(path: Path, flags: int) -> int:
    """A file descriptor; a file that this creates is the owner's alone (0600), and no symlink is followed."""
    return os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, or raise OSError (a full disk first writes short, then raises)."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` atomically: a reader sees the old file or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    fd = open_private(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        try:
            write_all(fd, data)
        finally:
            os.close(fd)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


class HistoryFile:
    """The shared files of one capture directory: history, next number, mask key. Several processes may hold one.

    ``limit``: bytes from which on the history is put aside, as a segment, and begun anew; 0 for never.
    """

    def __init__(self, directory: Path, limit: int = 0) -> None:
        self.directory = directory
        self._limit = limit
        self._path = directory / "history.jsonl"
        self._lock = -1
        self._history = -1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold ``history.lock``. Not reentrant."""
        if self._lock < 0:
            self._lock = open_private(self.directory / "history.lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def next_number(self) -> int:
        """Take a number for an exchange: from 1, never given twice."""
        with self.locked():
            return self._take_number()

    def append(self, line: bytes) -> None:
        """Append one line, whole or not at all; raises OSError."""
        with self.locked():
            self._append(line)

    def append_unless(self, known: Callable[[], bool], line: Callable[[int], bytes]) -> bool:
        """Append the ``line`` for the next number unless it is ``known``, in one hold of the lock; whether it did.

        Raises OSError.
        """
        with self.locked():
            if known():
                return False
            self._append(line(self._take_number()))
        return True

    def mask_key(self) -> bytes:
        """The key of the masks, made when first asked for."""
        path = self.directory / "mask.key"
        with self.locked():
            try:
                key = bytes.fromhex(path.read_text("ascii"))
            except (FileNotFoundError, ValueError):
                key = b""
            if len(key) < 16:
                key = os.urandom(32)
                replace_file(path, key.hex().encode() + b"\n")
        return key

    def close(self) -> None:
        """Close the files; the object may be used again."""
        for fd in (self._lock, self._history):
            if fd >= 0:
                os.close(fd)
        self._lock = self._history = -1

    def _take_number(self) -> int:
        fd = open_private(self.directory / "history.seq", os.O_RDWR | os.O_CREAT)
        try:
            content = os.pread(fd, 32, 0).strip()
            number = int(content) if content.isdigit() else self._highest_number() + 1
            os.pwrite(fd, b"%d\n" % (number + 1), 0)
        finally:
            os.close(fd)
        return number

    def _append(self, line: bytes) -> None:
        fd = self._current()
        end = os.lseek(fd, 0, os.SEEK_END)
        if 0 < self._limit <= end and self._put_aside(fd, end):
            fd, end = self._current(), 0
        if end and os.pread(fd, 1, end - 1) != b"\n":
            line = b"\n" + line
        try:
            write_all(fd, line)
        except OSError:
            os.ftruncate(fd, end)
            raise

    def _current(self) -> int:
        """The history's descriptor: reopened where a prune, compaction or rotation has replaced the file."""
        if self._history >= 0:
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(self._history), self._path.stat()):
                    return self._history
            os.close(self._history)
            self._history = -1
        self._history = open_private(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        return self._history

    def segment(self, at: datetime) -> Path:
        """Where to put aside what was captured until then: a name after all that are there. Call it ``locked``."""
        taken = [found[1] for path in self.directory.iterdir() if (found := _NAME.fullmatch(path.name))]
        last = max(taken, default="")
        while at.strftime(_TIME) <= last:
            later = datetime.strptime(last, _TIME).replace(tzinfo=UTC)
            at = later + timedelta(seconds=1)
        return self.directory / f"history-{at.strftime(_TIME)}.jsonl"

    def _put_aside(self, fd: int, end: int) -> bool:
        """Whether that could be done; else the history goes on as it is."""
        with suppress(OSError, ValueError, OverflowError):  # a file may be there whose name is no time
            is_cut = os.pread(fd, 1, end - 1) != b"\n"
            self._path.rename(self.segment(datetime.now(UTC)))
            if is_cut:
                with suppress(OSError):
                    write_all(fd, b"\n")
            return True
        return False

    def _highest_number(self) -> int:
        """Found the long way, for a directory whose ``history.seq`` is gone."""
        highest = 0
        kept = (self._path, *self.directory.glob("history-*.jsonl*"), *(self.directory / "live").glob("*.jsonl"))
        for path in kept:
            with suppress(OSError), path.open("rb") as lines:
                heads = [lines.read(_HEAD)] if path.suffix == ".zst" else lines
                for line in heads:
                    if found := NUMBER.search(line, 0, _HEAD):
                        highest = max(highest, int(found[1]))
        return highest
