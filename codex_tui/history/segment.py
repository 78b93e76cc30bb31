"""One file of the history, as the lines that it holds."""

from collections.abc import Set
from pathlib import Path
from typing import Protocol

from codex_tui.history.handles import File, Handles, Identity
from codex_tui.history.offsets import Span, mark


class Segment(Protocol):
    """``history.jsonl``, or a part of the history that was put aside and never changes.

    ``name``: of the file. ``size``: bytes of its lines, each of which a newline ends; of a packed one unpacked.
    """

    name: str
    identity: Identity

    @property
    def doubtful(self) -> Set[int]:
        """Where the last newlines are of what was read and does not fit a checksum."""

    @property
    def size(self) -> int: ...

    @property
    def weight(self) -> int:
        """Bytes on the disk."""

    def content(self, offset: int, length: int) -> bytes:
        """Some of its bytes; fewer where it ends. Raises OSError, Replaced where the file is another now."""

    def parts(self, low: int, high: int) -> list[Span]:
        """The bytes from ``low`` to ``high`` in parts of whole lines that are best read one after the other."""

    def mark(self, last: int, end: int) -> int:
        """A sum by which to tell whether it still holds what it did, up to its line ``last`` to ``end``.

        Raises as :meth:`content` does.
        """


class PlainSegment:
    """A file as it is; its last line is ended where nobody did. Not for what is still written to."""

    doubtful: Set[int] = frozenset()

    def __init__(self, path: Path, handles: Handles | None = None) -> None:
        """Raises OSError."""
        self.name = path.name
        self.file = File(path, handles)
        self.identity = self.file.identity
        self.weight = self.identity.size
        self._ending = b"\n" if self.weight and self.file.read(self.weight - 1, 1) != b"\n" else b""
        self.size = self.weight + len(self._ending)

    def content(self, offset: int, length: int) -> bytes:
        """Some of its bytes."""
        found = self.file.read(offset, min(length, self.size - offset))
        return found + self._ending if self._ending and offset <= self.weight < offset + length else found

    def parts(self, low: int, high: int) -> list[Span]:
        """All in one."""
        return [(low, high)]

    def mark(self, last: int, end: int) -> int:
        """See :class:`Segment`."""
        return mark(self.content, last, end)
