"""The lines of a history that may hold a text, without reading what they say."""

import re
from collections.abc import Iterator

from codex_tui.history.offsets import Content, Span, line_start, lines_backwards
from codex_tui.history.query import Text

#: Small enough for a processor's own cache: each block is looked at twice.
_BLOCK = 64 * 1024
#: What every JSON writer leaves as it is; others may be escaped, or stand for one another in any case.
_SAFE = re.compile(r"[A-Za-z0-9 _.,:;()\[\]{}=*#$%@!?|~^-]+")


def needle(text: Text) -> bytes:
    """Bytes, in lower case, that a line holds if it holds ``text``; none where that cannot be told."""
    if text.is_regex:
        return b""
    return max(_SAFE.findall(text.words), key=len, default="").lower().encode()


def candidates(content: Content, size: int, sought: bytes) -> Iterator[tuple[int, Span | None]]:
    """The lines that hold ``sought``, the last first; all where that is empty.

    With each comes how far down the file was looked; between them the same without a line, as progress. The byte
    before ``size`` is a newline.
    """
    if not sought:
        for begin, end in lines_backwards(content, 0, size):
            yield begin, (begin, end)
        return
    high = size
    while high > 0:
        low = max(0, high - _BLOCK)
        # A run of bytes may begin in this block and end in the next.
        block = content(low, high - low + len(sought) - 1).lower()
        at = block.rfind(sought) if sought in block else -1
        high = low
        while at >= 0:
            begin = line_start(content, low + at)
            yield begin, (begin, _line_end(content, low + at, size))
            high = min(low, begin)
            at = block.rfind(sought, 0, begin - low) if begin > low else -1
        yield high, None


def _line_end(content: Content, at: int, size: int) -> int:
    while at < size:
        newline = content(at, min(_BLOCK, size - at)).find(b"\n")
        if newline >= 0:
            return at + newline
        at += _BLOCK
    return size
