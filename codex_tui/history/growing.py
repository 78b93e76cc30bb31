"""``history.jsonl`` as far as it has come."""

import os
from collections.abc import Set

from codex_tui.history.handles import Identity
from codex_tui.history.offsets import Span, mark
from codex_tui.history.tail import LineTail


class Growing:
    """The file that a :class:`LineTail` has open now, as a segment; ``inode``: of that."""

    doubtful: Set[int] = frozenset()

    def __init__(self, tail: LineTail) -> None:
        assert tail.fd is not None
        self.name = tail.path.name
        self.identity = Identity.of(tail.fd)
        self.content = tail.content
        self._fd = tail.fd

    @property
    def size(self) -> int:
        """By now."""
        return os.fstat(self._fd).st_size

    @property
    def weight(self) -> int:
        """By now."""
        return self.size

    def parts(self, low: int, high: int) -> list[Span]:
        """All in one."""
        return [(low, high)]

    def mark(self, last: int, end: int) -> int:
        """See :class:`codex_tui.history.segment.Segment`."""
        return mark(self.content, last, end)
