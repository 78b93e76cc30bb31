"""The lines of a history that may hold a text, without reading what they say."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from codex_tui.history.handles import Replaced
from codex_tui.history.offsets import Span
from codex_tui.history.segment import Segment

_BLOCK = 1024 * 1024

#: Where a block lies, it, and where its first whole line begins.
_Block = tuple[int, bytes, int]


def candidates(segment: Segment, holds: Callable[[bytes, int, int], bool]) -> Iterator[tuple[int, bytes | None]]:
    """The lines of which it ``holds``, the last first: it is given a block, and where in it a line begins and ends.

    With each comes how far down was looked; between them the same without a line, as progress. Raises OSError,
    Replaced where the file is another now, or was cut meanwhile.
    """
    parts = [part for part in segment.parts(0, segment.size) if part[0] < part[1]]
    for position, block, first in _blocks(segment) if len(parts) == 1 else _whole(segment, parts):
        end = len(block) - 1
        while end >= first:
            begin = block.rfind(b"\n", first, end) + 1 or first
            if holds(block, begin, end):
                yield position + begin, block[begin:end]
            end = begin - 1
        yield position + first, None


def _blocks(segment: Segment) -> Iterator[_Block]:
    """Whole lines in blocks, the last first."""
    end, length = segment.size, _BLOCK
    while end > 0:
        position = max(0, end - length)
        block = segment.content(position, end - position)
        if len(block) < end - position:
            raise Replaced(f"{segment.name} was cut while it was read")
        first = block.find(b"\n") + 1 if position else 0
        if first == len(block):
            length *= 2  # a line that is longer than the block
        else:
            yield position, block, first
            end, length = position + first, _BLOCK


def _whole(segment: Segment, parts: list[Span]) -> Iterator[_Block]:
    """Each part at once, the last first; the next is unpacked in a thread while one is looked through."""

    def read(at: int) -> bytes:
        begin, end = parts[at]
        return segment.content(begin, end - begin)

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(read, len(parts) - 1)
        for at in reversed(range(len(parts))):
            block = coming.result()
            if at:
                coming = thread.submit(read, at - 1)
            yield parts[at][0], block, 0
