"""Text as wrapped rows; adding to it costs what is added."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol

from rich.cells import cell_len
from textual.cache import LRUCache

from codex_tui.neutral import neutral
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, row_text
from codex_tui.tui.widgets.lines.wrap import row_at, wrap

_LONGEST_LINE = 2_000
"""Characters of a line that are wrapped as one: a longer one goes in pieces, so that its end stays cheap."""

_TAB = 4
_STYLING = 4
_KEPT = 400


class Styling(Protocol):
    """How a line of source looks. ``fenced``: whether it stands inside a code fence."""

    def fenced_after(self, line: str, fenced: bool) -> bool:
        """Whether the line after ``line`` stands inside a fence."""

    def style(self, line: str, fenced: bool) -> tuple[list[Piece], int] | None:
        """What is shown of ``line``, and by how many cells its further rows are indented; None for nothing."""


class Plain:
    """Every line as it is, in one ink."""

    def __init__(self, ink: str, indent: int = 0) -> None:
        self._ink, self._indent = ink, indent

    def fenced_after(self, line: str, fenced: bool) -> bool:
        """Knows no fences."""
        return False

    def style(self, line: str, fenced: bool) -> tuple[list[Piece], int]:
        """The line itself."""
        return [(" " * self._indent + line, self._ink)], self._indent


class Flow:
    """Rows of a text at a width in cells; of each line only how many rows it has is kept."""

    def __init__(self, styling: Styling, text: str = "") -> None:
        self._styling = styling
        self._source = text
        self._width = 0
        self._lines: list[str] = []
        self._fenced: list[bool] = []
        self._ends: list[int] = []
        self._open = False
        self._taken = 0
        self._drawn: LRUCache[int, list[Pieces]] = LRUCache(_KEPT)

    @property
    def source(self) -> str:
        """The text."""
        return self._source

    def extend(self, text: str) -> None:
        """Take ``text``, which begins with all that is here already."""
        self._source = text
        if self._width:
            self._take()

    def rows(self, width: int) -> int:
        """How many rows there are at ``width``."""
        if width != self._width:
            self._width = max(1, width)
            self._lines, self._fenced, self._ends = [], [], []
            self._open, self._taken = False, 0
            self._drawn.clear()
            self._take()
        return self._ends[-1] if self._ends else 0

    def row(self, index: int) -> Pieces:
        """Row ``index`` at the width last asked for."""
        line = bisect_right(self._ends, index)
        rows = self._drawn.get(line)
        if rows is None:
            rows = self._drawn[line] = self._wrapped(line)
        return rows[index - (self._ends[line - 1] if line else 0)]

    def lines(self) -> Iterator[str]:
        """Every line as it looks before it is wrapped; one that is not shown is empty."""
        fenced, before = False, None
        for line in _lines_of(self._source):
            fenced = before is not None and self._styling.fenced_after(before, fenced)
            styled = self._styling.style(line, fenced)
            yield "" if styled is None else row_text(styled[0])
            before = line

    def row_of(self, line: int, column: int) -> int:
        """The row of character ``column`` of a line as it looks, at the width last asked for."""
        if line >= len(self._lines):
            return max(0, (self._ends[-1] if self._ends else 0) - 1)
        first = self._ends[line - 1] if line else 0
        styled = self._styling.style(self._lines[line], self._fenced[line])
        if styled is None:
            return first
        return first + row_at(row_text(styled[0]), self._width, min(styled[1], self._width // 2), column)

    def line_of(self, row: int) -> int:
        """The line that a row is of, at the width last asked for; beyond the end the last."""
        return max(0, min(bisect_right(self._ends, row), len(self._lines) - 1))

    def _take(self) -> None:
        """Read what was not read yet; a CR at its end waits for its LF."""
        end = len(self._source) - self._source.endswith("\r")
        text, self._taken = self._source[self._taken : end], max(end, self._taken)
        if not text:
            return
        if self._open:
            # Only the line that was not yet at its end changes.
            text = self._lines.pop() + text
            self._fenced.pop()
            self._ends.pop()
            self._drawn.discard(len(self._lines))
        *whole, last = neutral(text.replace("\r\n", "\n")).split("\n")
        for line in whole:
            self._add(line)
        self._open = bool(last)
        if last:
            self._add(last)

    def _add(self, line: str) -> None:
        for piece in _pieces(line):
            self._add_line(piece)

    def _add_line(self, line: str) -> None:
        fenced = bool(self._fenced) and self._styling.fenced_after(self._lines[-1], self._fenced[-1])
        number = len(self._lines)
        self._lines.append(line)
        self._fenced.append(fenced)
        self._ends.append((self._ends[-1] if self._ends else 0) + self._height(line, number))

    def _height(self, line: str, number: int) -> int:
        # Styling adds a few cells at most, and only a fence hides a line: most lines need no look.
        if len(line) + _STYLING <= self._width and line.isascii() and "`" not in line and "~" not in line:
            return 1
        return len(self._wrapped(number))

    def _wrapped(self, number: int) -> list[Pieces]:
        styled = self._styling.style(self._lines[number], self._fenced[number])
        return [] if styled is None else wrap_pieces(styled[0], self._width, styled[1])


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a text as a flow takes them."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield from _pieces(neutral(text[start:end].removesuffix("\r")))
        start = end + 1


def _pieces(line: str) -> Iterator[str]:
    if "\t" in line:
        line = line.expandtabs(_TAB)
    while len(line) > _LONGEST_LINE:
        end = line.rfind(" ", _LONGEST_LINE // 2, _LONGEST_LINE) + 1 or _LONGEST_LINE
        yield line[:end]
        line = line[end:]
    yield line


def wrap_pieces(pieces: list[Piece], width: int, hanging: int = 0) -> list[Pieces]:
    """The rows of one line of pieces; rows after the first are indented by ``hanging`` cells."""
    text = "".join(text for text, _ in pieces)
    if len(text) <= width and (text.isascii() or cell_len(text) <= width):
        return [pieces]
    hanging = min(hanging, width // 2)
    rows: list[Pieces] = []
    for start, end in wrap(text, width, hanging):
        indent = [(" " * hanging, pieces[0][1])] if rows and hanging else []
        rows.append(indent + _between(pieces, start, end))
    return rows


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
