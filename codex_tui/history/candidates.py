"""The lines of a history that may hold what is sought, or are damage, without reading what they say."""

from collections.abc import Iterator

from codex_tui.history.handles import Replaced
from codex_tui.history.needle import Needle
from codex_tui.history.resent import Resent
from codex_tui.history.segment import Segment
from mitm_addons.codex_record import VERSION

_BLOCK = 1024 * 1024
_BEGINNING = b'{"v":%d,' % VERSION
_END = b"}"

#: Where a block lies, it, and where its first whole line begins.
_Block = tuple[int, bytes, int]


class Candidates:
    """Of a history that is read from its end: lines that may hold what is ``sought``, in any case."""

    def __init__(self, sought: Needle) -> None:
        self._resent = Resent(sought)

    def among(self, segment: Segment, low: int, high: int) -> Iterator[tuple[int, bytes | None]]:
        """Those from ``low``, where a line begins, up to ``high``, where one ends: the last first.

        With each comes how far down was looked; between them the same without a line, as progress. Raises OSError,
        Replaced where the file is another now, or was cut meanwhile.
        """
        for position, block, first in _blocks(segment, low, high):
            end = len(block) - 1
            while end >= first:
                begin = block.rfind(b"\n", first, end) + 1 or first
                if _is_doubtful(block, begin, end) or self._resent.holds(block, begin, end):
                    yield position + begin, block[begin:end]
                end = begin - 1
            yield position + first, None


def _is_doubtful(block: bytes, begin: int, end: int) -> bool:
    """Whether a line is not framed as the capture writes it: it is damage, or by another hand."""
    return not (block.startswith(_BEGINNING, begin, end) and block.endswith(_END, begin, end))


def _blocks(segment: Segment, low: int, high: int) -> Iterator[_Block]:
    """Whole lines in blocks, the last first."""
    parts = [part for part in segment.parts(low, high) if part[0] < part[1]]
    if len(parts) > 1:
        for begin, end in reversed(parts):
            yield begin, _whole(segment, begin, end), 0
        return
    end, length = high, _BLOCK
    while end > low:
        position = max(low, end - length)
        block = _whole(segment, position, end)
        first = block.find(b"\n") + 1 if position > low else 0
        if first == len(block):
            length *= 2  # a line that is longer than the block
        else:
            yield position, block, first
            end, length = position + first, _BLOCK


def _whole(segment: Segment, begin: int, end: int) -> bytes:
    block = segment.content(begin, end - begin)
    if len(block) < end - begin:
        raise Replaced(f"{segment.name} was cut while it was read")
    return block
