"""A history in stretches of whole lines, which are looked through side by side."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from codex_tui.history.offsets import Span, line_start
from codex_tui.history.segment import Segment

#: Bytes of one, or a little more, or less where a segment begins.
_LENGTH = 32 * 1024 * 1024


class Stretch(NamedTuple):
    """The lines of ``segment`` from ``low`` up to ``high``."""

    segment: Segment
    low: int
    high: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.high - self.low


def stretches(every: Sequence[Segment]) -> list[Stretch]:
    """All of these segments, which are given the oldest first: the newest lines first. Raises OSError."""
    return [Stretch(segment, *span) for segment in reversed(every) for span in _cut(segment)]


def _cut(segment: Segment) -> Iterator[Span]:
    starts = [low for low, _ in segment.parts(0, segment.size)]
    end = segment.size
    while end > 0:
        at = max(0, end - _LENGTH)
        if len(starts) > 1:
            begin = starts[bisect_right(starts, at) - 1]
        else:
            begin = line_start(segment.content, at + 1) if at else 0
        yield begin, end
        end = begin
