"""Rows of a body: its lines, less what is folded; a line that is wrapped takes several."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from textual.cache import LRUCache

from codex_tui.neutral import neutral
from codex_tui.tui.widgets.lines.extents import Extents
from codex_tui.tui.widgets.lines.wrap import chop
from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.tui.widgets.raw.text_lines import TextLines

_LINES = 128
_ROWS = 64
"""How many lines, or rows of an endless line, are measured together."""

_KEPT = 64


class Chunk(NamedTuple):
    """Rows that are measured together.

    ``line`` None: ``length`` lines from ``first`` on, counted without those that are folded away. Else characters
    ``first`` to ``first + length`` of the text, of that line.
    """

    line: int | None
    first: int
    length: int


class Row(NamedTuple):
    """Row ``within`` of a line that is wrapped, or of a piece of an endless one: ``start`` to ``end`` of the text.

    ``tall``: whether it is wrapped at all. ``column``: where the piece begins in its line.
    """

    line: int
    start: int
    end: int
    within: int
    tall: bool
    column: int = 0


Anchor = tuple[int, int]
"""A chunk, and which of its rows."""


class Sheet:
    """``wraps``: every line is wrapped, else only those in ``opened``. Measured is what is looked at."""

    def __init__(self, lines: TextLines, rows: Rows, room: int, opened: Collection[int], *, wraps: bool) -> None:
        self._lines, self._slots, self._room, self._wraps = lines, rows, room, wraps
        self._narrow = lines.text.isascii()
        self._chopped: LRUCache[tuple[int, int], tuple[str, list[tuple[int, int]]]] = LRUCache(_KEPT)
        self._ends: dict[int, list[int]] = {}
        endless = [*lines.endless()]
        tall = endless if wraps else sorted(opened)
        self._chunks = [*self._parted([line for line in tall if self._is_seen(line)])]
        length = len(lines.text) - sum(lines.length(line) for line in endless)
        self._pace = max(1.0, length / max(1, lines.count) / room + 0.5) if wraps else 1.0
        self._extents = Extents(map(self._guess, self._chunks))

    @property
    def count(self) -> int:
        """Rows: about so many, where lines are wrapped that nobody has looked at."""
        return self._extents.rows

    def anchor(self, row: int) -> Anchor:
        """What stands on a row."""
        return self._extents.at(row)

    def row_of(self, anchor: Anchor) -> int:
        """Where that is now."""
        return self._extents.start(anchor[0]) + anchor[1]

    def last(self) -> Anchor:
        """The last row, exactly."""
        chunk = len(self._chunks) - 1
        return chunk, self._measure(chunk) - 1

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side exactly."""
        chunk, row = anchor
        rows = self._measure(chunk)
        row = min(row, rows - 1)
        below -= rows - row
        after = chunk + 1
        while below > 0 and after < len(self._chunks):
            below -= self._measure(after)
            after += 1
        above -= row
        before = chunk - 1
        while above > 0 and before >= 0:
            above -= self._measure(before)
            before -= 1
        return chunk, row

    def at(self, row: int) -> Row:
        """What stands on a row that is known."""
        number, within = self._extents.at(row)
        chunk = self._chunks[number]
        if chunk.line is not None:
            column = chunk.first - self._lines.start(chunk.line)
            return Row(chunk.line, chunk.first, chunk.first + chunk.length, within, True, column)
        ends = self._ends.get(number)
        at = min(within, chunk.length - 1) if ends is None else bisect_right(ends, within)
        line = self._line(chunk.first + at)
        start = self._lines.start(line)
        if ends is None:
            return Row(line, start, self._lines.end(start), 0, False)
        begin = ends[at - 1] if at else 0
        return Row(line, start, self._lines.end(start), within - begin, ends[at] - begin > 1)

    def text_at(self, row: int) -> tuple[int, int]:
        """The line on a row, and with which of its characters that begins."""
        if not self.count:
            return 0, 0
        found = self.at(row)
        return found.line, found.column + self.piece(found)[1] if found.tall else 0

    def anchor_of(self, line: int, column: int) -> Anchor:
        """The row of a character, or of the fold that hides it."""
        slot = self._slots.row_of(line)
        if self._line(slot) != line:
            line, column = self._line(slot), 0
        number = self._chunk_of(slot, line, self._lines.start(line) + column)
        chunk = self._chunks[number]
        self._measure(number)
        if chunk.line is not None:
            return number, self._row_in(chunk.first, chunk.length, self._lines.start(line) + column - chunk.first)
        ends, at = self._ends.get(number), slot - chunk.first
        if ends is None:
            return number, at
        begin = ends[at - 1] if at else 0
        if ends[at] - begin == 1:
            return number, begin
        start = self._lines.start(line)
        return number, begin + self._row_in(start, self._lines.end(start) - start, column)

    def piece(self, row: Row) -> tuple[str, int, int]:
        """All that the line or its piece says, and from where to where this row."""
        text, places = self._chop(row.start, row.end)
        if not places:
            return text, row.within * self._room, min(len(text), (row.within + 1) * self._room)
        return text, *places[row.within]

    def is_tall(self, line: int) -> bool:
        """Whether a line shows all that it says."""
        return self.at(self.row_of(self.anchor_of(line, 0))).tall

    # Chunks

    def _parted(self, tall: list[int]) -> Iterator[Chunk]:
        slot = 0
        for line in tall:
            own = self._slots.row_of(line)
            yield from self._run(slot, own)
            start = self._lines.start(line)
            end = self._lines.end(start)
            step = self._room * _ROWS
            for first in range(start, end, step):
                yield Chunk(line, first, min(step, end - first))
            slot = own + 1
        yield from self._run(slot, self._slots.count)

    def _run(self, first: int, stop: int) -> Iterator[Chunk]:
        step = _LINES if self._wraps else max(1, stop - first)
        for slot in range(first, stop, step):
            yield Chunk(None, slot, min(step, stop - slot))

    def _guess(self, chunk: Chunk) -> int:
        if chunk.line is not None:
            return -(-chunk.length // self._room)
        return round(chunk.length * self._pace)

    def _measure(self, number: int) -> int:
        chunk = self._chunks[number]
        if chunk.line is not None:
            if not self._narrow and number not in self._ends:
                self._ends[number] = []
                self._extents.put(number, self._height(chunk.first, chunk.first + chunk.length))
        elif self._wraps and number not in self._ends:
            heights = map(self._height_of_slot, range(chunk.first, chunk.first + chunk.length))
            self._ends[number] = [*accumulate(heights)]
            self._extents.put(number, self._ends[number][-1])
        return self._extents[number]

    def _height_of_slot(self, slot: int) -> int:
        line = self._line(slot)
        if line in self._slots.folded:
            return 1
        start = self._lines.start(line)
        return self._height(start, self._lines.end(start))

    def _height(self, start: int, end: int) -> int:
        if end - start <= self._room and (self._narrow or self._lines.text[start:end].isascii()):
            return 1
        text, places = self._chop(start, end)
        return len(places) or max(1, -(-len(text) // self._room))

    def _row_in(self, start: int, length: int, column: int) -> int:
        text, places = self._chop(start, start + length)
        if not places:
            return min(column // self._room, max(0, -(-len(text) // self._room) - 1))
        return max(0, bisect_right(places, column, key=lambda place: place[0]) - 1)

    def _chop(self, start: int, end: int) -> tuple[str, list[tuple[int, int]]]:
        """What stands there, and the places of its rows; none where all characters are one cell wide."""
        found = self._chopped.get((start, end))
        if found is None:
            text = neutral(self._lines.text[start:end])
            found = self._chopped[start, end] = (text, [] if text.isascii() else chop(text, self._room))
        return found

    # Lines

    def _line(self, slot: int) -> int:
        return self._slots.at(slot)

    def _is_seen(self, line: int) -> bool:
        return line not in self._slots.folded and self._line(self._slots.row_of(line)) == line

    def _chunk_of(self, slot: int, line: int, position: int) -> int:
        """Chunks are in the order of the lines."""

        def place(chunk: Chunk) -> tuple[int, int]:
            return (chunk.first, 0) if chunk.line is None else (self._slots.row_of(chunk.line), chunk.first)

        return max(0, bisect_right(self._chunks, (slot, position), key=place) - 1)
