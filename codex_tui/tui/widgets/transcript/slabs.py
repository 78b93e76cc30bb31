"""Slabs: some lines of text each, which are wrapped together, and only when they are looked at."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, row_text
from codex_tui.tui.widgets.lines.wrap import wrap


class Row(NamedTuple):
    """A row of a wrapped line: characters ``start`` to ``end`` of it, behind ``lead`` characters of its own.

    ``parts``: of a row that shows several pieces of its line beside each other, as of a table, which; ascending.
    """

    pieces: Pieces
    start: int
    end: int
    lead: int = 0
    parts: tuple[tuple[int, int], ...] = ()


class Slab:
    """A subclass gives its lines: ``count``, ``text`` and ``wrapped``. Rows may be asked for after ``measure``."""

    def __init__(self) -> None:
        self._width = 0
        self._ends: list[int] = []
        self._last: tuple[int, list[Row]] = (-1, [])

    @property
    def count(self) -> int:
        """Lines."""
        raise NotImplementedError

    def text(self, line: int) -> str:
        """What a line says, before it is wrapped."""
        raise NotImplementedError

    def wrapped(self, line: int, width: int) -> list[Row]:
        """Its rows; a line that is not shown has none."""
        raise NotImplementedError

    def guess(self, width: int) -> int:
        """About how many rows there are."""
        return self.count

    def begun(self, width: int) -> bool:
        """Whether some of it was measured for ``width``: what was added since is little."""
        return width == self._width

    def known(self, width: int) -> bool:
        """Whether all of it was."""
        return self.begun(width)

    @property
    def stable(self) -> int:
        """How many rows, from the first on, are as they were before it was measured last."""
        return 0

    def measure(self, width: int) -> int:
        """How many rows there are."""
        if not self.known(width):
            self._width, self._ends, self._last = width, [], (-1, [])
            for line in range(self.count):
                self._ends.append(self.rows + len(self.wrapped(line, width)))
        return self.rows

    @property
    def rows(self) -> int:
        """As measured last."""
        return self._ends[-1] if self._ends else 0

    def row(self, index: int) -> Pieces:
        """One of them."""
        line, row = self._at(index)
        return self._rows_of(line)[row].pieces

    def line_at(self, index: int) -> tuple[int, Row]:
        """The line on a row, and the row."""
        line, row = self._at(index)
        return line, self._rows_of(line)[row]

    def joined(self, line: int) -> tuple[str, int]:
        """A line with what is next to it where it is cut, and how much of that stands before it."""
        return self.text(line), 0

    def row_of(self, line: int, column: int) -> int:
        """The row on which character ``column`` of a line stands."""
        if line >= len(self._ends):
            return max(0, self.rows - 1)
        first = self._ends[line - 1] if line else 0
        rows = self._rows_of(line)
        for place, row in enumerate(rows):
            if any(start <= column < end for start, end in row.parts):
                return first + place
        return first + max(0, bisect_right(rows, column, key=lambda row: row.start) - 1)

    def lines(self) -> Iterator[str]:
        """What all lines say."""
        return map(self.text, range(self.count))

    def _at(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._ends, index)
        return line, index - (self._ends[line - 1] if line else 0)

    def _rows_of(self, line: int) -> list[Row]:
        # A long line has many rows, which are asked for one after the other.
        if self._last[0] != line:
            self._last = (line, self.wrapped(line, self._width))
        return self._last[1]


class Listed(Slab):
    """A few lines of pieces."""

    def __init__(self, lines: Sequence[Pieces], hanging: int = 0) -> None:
        super().__init__()
        self._lines = lines
        self._hanging = hanging

    @property
    def count(self) -> int:
        """As many as were given."""
        return len(self._lines)

    def text(self, line: int) -> str:
        """Its pieces together."""
        return row_text(self._lines[line])

    def wrapped(self, line: int, width: int) -> list[Row]:
        """Broken at spaces."""
        return wrap_rows([*self._lines[line]], width, self._hanging)


def indent_of(line: str) -> int:
    """The blanks that it begins with."""
    return len(line) - len(line.lstrip())


def wrap_rows(pieces: list[Piece], width: int, hanging: int = 0) -> list[Row]:
    """The rows of one line of pieces; rows after the first are indented by ``hanging`` cells."""
    text = row_text(pieces)
    if len(text) <= width and (text.isascii() or cell_len(text) <= width):
        return [Row(pieces, 0, len(text))]
    hanging = min(hanging, width // 2)
    rows: list[Row] = []
    for start, end in wrap(text, width, hanging):
        indent = [(" " * hanging, pieces[0][1])] if rows and hanging else []
        rows.append(Row(indent + _between(pieces, start, end), start, end, hanging if indent else 0))
    return rows


def wrap_pieces(pieces: list[Piece], width: int, hanging: int = 0) -> list[Pieces]:
    """The same, without where they come from."""
    return [row.pieces for row in wrap_rows(pieces, width, hanging)]


def _between(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """Characters ``start`` to ``end``."""
    found = []
    for text, ink in pieces:
        if start < len(text) and end > 0:
            found.append((text[max(0, start) : end], ink))
        start -= len(text)
        end -= len(text)
        if end <= 0:
            break
    return found
