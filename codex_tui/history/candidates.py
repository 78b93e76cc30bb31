"""The lines of a history that may hold a text, without reading what they say."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from codex_tui.history.offsets import Content

_BLOCK = 1024 * 1024


def candidates(
    content: Content, size: int, holds: Callable[[bytes, int, int], bool]
) -> Iterator[tuple[int, bytes | None]]:
    """The lines of which it ``holds``, the last first: it is given a block, and where in it a line begins and ends.

    With each comes how far down was looked; between them the same without a line, as progress. The byte before
    ``size`` is a newline.
    """
    for position, block, first in _blocks(content, size):
        end = len(block) - 1
        while end >= first:
            begin = block.rfind(b"\n", first, end) + 1 or first
            if holds(block, begin, end):
                yield position + begin, block[begin:end]
            end = begin - 1
        yield position + first, None


def _blocks(content: Content, size: int) -> Iterator[tuple[int, bytes, int]]:
    """Whole lines in blocks, the last first: where a block lies, it, and where its first whole line begins.

    The next one is read, or unpacked, in a thread while this one is looked through.
    """
    with ThreadPoolExecutor(1) as thread:
        end, length = size, _BLOCK
        coming = thread.submit(content, max(0, end - length), min(end, length))
        while end > 0:
            position, block = max(0, end - length), coming.result()
            if len(block) < end - position:
                return  # it was cut meanwhile
            first = block.find(b"\n") + 1 if position else 0
            if first == len(block):
                length *= 2  # a line that is longer than the block
            else:
                end, length = position + first, _BLOCK
            coming = thread.submit(content, max(0, end - length), min(end, length))
            if first < len(block):
                yield position, block, first
