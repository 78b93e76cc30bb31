"""Where lines lie in a file that is read from its end backwards; nothing of them is kept."""

import os
import zlib
from collections.abc import Iterator

BLOCK = 1024 * 1024
_MARKED = 1024  # bytes of each place that a mark covers

Span = tuple[int, int]  # from, and up to, in bytes


def line_start(fd: int, end: int) -> int:
    """Where the line begins that ends before ``end``: after the newline that is last before it; 0 without one."""
    while end > 0:
        begin = max(0, end - BLOCK)
        newline = os.pread(fd, end - begin, begin).rfind(b"\n")
        if newline >= 0:
            return begin + newline + 1
        end = begin
    return 0


def lines_backwards(fd: int, low: int, high: int) -> Iterator[Span]:
    """The lines in ``low`` to ``high``, the last first, without their newlines; the byte before ``high`` is one."""
    end, position = high - 1, high - 1  # of the line that is looked at; how far down was looked
    while position > low:
        begin = max(low, position - BLOCK)
        block = os.pread(fd, position - begin, begin)
        newline = block.rfind(b"\n")
        while newline >= 0:
            yield begin + newline + 1, end
            end = begin + newline
            newline = block.rfind(b"\n", 0, newline)
        position = begin
    if high > low:
        yield low, end


def mark(fd: int, last: int, end: int) -> int:
    """A sum by which to tell whether a file still begins as it did, and still has its line ``last`` to ``end``."""
    head = os.pread(fd, min(_MARKED, end), 0)
    begin = os.pread(fd, min(_MARKED, end - last), last)
    close = os.pread(fd, min(_MARKED, end - last), max(last, end - _MARKED))
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
