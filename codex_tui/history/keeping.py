"""What all that changes the files of a history has in common: one at a time, and nothing that half is there."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from codex_tui.errors import CodexTuiError
from codex_tui.history.offsets import Content
from codex_tui.history.segment import PlainSegment, Segment
from codex_tui.history.segments import PACKED, segments
from mitm_addons.codex_history import open_private, write_all

NEW_HISTORY = ".history.jsonl.new"
NEW_SEGMENT = ".history.jsonl.zst.new"

_BLOCK = 1024 * 1024
_GLANCE = 1024
_PIECE = 16 * _BLOCK  # a frame of what is packed


class Amount(NamedTuple):
    """Lines of the history, and bytes."""

    lines: int = 0
    size: int = 0

    def plus(self, size: int) -> "Amount":
        """And one line more."""
        return Amount(self.lines + 1, self.size + size)


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Raises CodexTuiError where another prune or compact is at work in ``directory``, OSError where it is not there.

    Captures go on meanwhile.
    """
    fd = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CodexTuiError(
                f"Another prune or compact is at work in {directory}.", "Try again when it is done."
            ) from error
        yield
    finally:
        os.close(fd)


def tidy(directory: Path) -> None:
    """Take away what one that was killed has left: what is half there, and what is packed and plain too."""
    for name in (NEW_HISTORY, NEW_SEGMENT):
        (directory / name).unlink(missing_ok=True)
    for packed in directory.glob(f"history-*{PACKED}"):
        if packed.with_suffix("").exists():
            packed.unlink()  # the plain one, which counts, was to go next
    every = segments(directory)
    for at, segment in enumerate(every):
        # It was to go out of the history next, which may have been put aside since then.
        later = (each for each in every[at + 1 :] if isinstance(each, PlainSegment))
        plain = next((each for each in later if segment.size and holds(each, segment)), None)
        if plain is not None:
            os.fsync(plain.file.fd)
            (directory / segment.name).unlink()


def holds(plain: Segment, other: Segment) -> bool:
    """Whether it begins, byte for byte, with all that is in the other."""
    if other.size > plain.size or other.content(0, _GLANCE) != plain.content(0, min(_GLANCE, other.size)):
        return False
    pieces = (
        (at, min(_PIECE, high - at)) for low, high in other.parts(0, other.size) for at in range(low, high, _PIECE)
    )
    return all(other.content(*piece) == plain.content(*piece) for piece in pieces)


@contextmanager
def written(path: Path) -> Iterator[int]:
    """A new file to write to, the owner's alone; what one that was killed has left is written over.

    It goes where this is left by an error.
    """
    fd = open_private(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        yield fd
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(fd)


def copy(source: Content, target: int, begin: int, end: int) -> None:
    """Append what ``source`` holds there; raises OSError where it holds less."""
    while begin < end:
        block = source(begin, min(_BLOCK, end - begin))
        if not block:
            raise OSError(0, "the history became shorter")
        write_all(target, block)
        begin += len(block)


def sync(directory: Path) -> None:
    """Have what was renamed and removed in it survive a loss of power."""
    fd = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
