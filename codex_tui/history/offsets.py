"""Where lines lie in what is read, mostly from its end backwards; nothing of them is kept."""

import zlib
from collections.abc import Callable, Iterator

BLOCK = 1024 * 1024
_FIRST_BLOCK = 64 * 1024
_MARKED = 1024  # bytes of each place that a mark covers

Span = tuple[int, int]  # from, and up to, in bytes
#: Reads bytes: an offset and a length. Fewer come where the file ends.
Content = Callable[[int, int], bytes]


def line_start(content: Content, end: int) -> int:
    """Where the line begins that ends before ``end``: after the newline that is last before it; 0 without one."""
    block = _FIRST_BLOCK
    while end > 0:
        begin = max(0, end - block)
        newline = content(begin, end - begin).rfind(b"\n")
        if newline >= 0:
            return begin + newline + 1
        end, block = begin, BLOCK
    return 0


def lines_backwards(content: Content, low: int, high: int) -> Iterator[Span]:
    """The lines in ``low`` to ``high``, the last first, without their newlines; the byte before ``high`` is one."""
    end, position = high - 1, high - 1  # of the line that is looked at; how far down was looked
    while position > low:
        begin = max(low, position - BLOCK)
        block = content(begin, position - begin)
        newline = block.rfind(b"\n")
        while newline >= 0:
            yield begin + newline + 1, end
            end = begin + newline
            newline = block.rfind(b"\n", 0, newline)
        position = begin
    if high > low:
        yield low, end


def lines_forwards(content: Content, size: int) -> Iterator[Span]:
    """The lines up to ``size``, the first first, without their newlines; the byte before ``size`` is one."""
    begin = position = 0
    while position < size:
        block = content(position, min(BLOCK, size - position))
        newline = block.find(b"\n")
        while newline >= 0:
            yield begin, position + newline
            begin = position + newline + 1
            newline = block.find(b"\n", newline + 1)
        position += len(block) or BLOCK


def mark(content: Content, last: int, end: int) -> int:
    """A sum by which to tell whether a file still begins as it did, and still has its line ``last`` to ``end``."""
    head = content(0, min(_MARKED, end))
    begin = content(last, min(_MARKED, end - last))
    close = content(max(last, end - _MARKED), min(_MARKED, end - last))
    return zlib.crc32(b"\n".join((head, begin, close)))


def merged(spans: list[Span]) -> list[Span]:
    """The same bytes in as few spans as can be, in order."""
    result: list[Span] = []
    for begin, end in sorted(spans):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif begin < end:
            result.append((begin, end))
    return result
