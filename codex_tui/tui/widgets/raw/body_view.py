"""A body with line numbers: JSON pretty and foldable, anything else as text; or exactly as it was sent."""

import re
from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.cache import LRUCache

from codex_tui import formats
from codex_tui.neutral import neutral
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.passages import Passage, Spot, TextPlace, passages_of
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.lines.wrap import chop
from codex_tui.tui.widgets.raw.body_row import abstract_row, gutter, line_row, opening_row, tall_row, unchanged_row
from codex_tui.tui.widgets.raw.document import Document
from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.tui.widgets.raw.text_lines import TextLines
from codex_tui.tui.widgets.raw.unchanged import Run, unchanged_run
from codex_tui.tui.widgets.raw.value import Value, value_at

_LONG_LINES = 64
_PIECE = 4_000
"""Characters of an endless line that are looked at for one row."""

_CUT = 14
"""Cells at the end of a cut string's row that its size and the ellipsis take."""


class BodyView(LineView):
    """Shows one body. A 10 MB one costs a few passes over its bytes, and then what is visible."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("fold.toggle", "fold.all", "unfold.all", "plain", "wrap")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._body = self._before = b""
        self._since: int | None = None
        self._unchanged: Run | None = None
        self._document: Document | None = None
        self._plain = False
        self._wraps = {False: False, True: True}
        self._opened: set[int] = set()
        self._lines = TextLines("")
        self._rows = Rows(0)
        self._long_lines: LRUCache[tuple[int, int], tuple[str, list[tuple[int, int]]]] = LRUCache(_LONG_LINES)
        self._room = 8
        """Cells for the text of a line, as of the last layout."""

    # What it shows

    def show(self, body: bytes, before: bytes = b"", since: int | None = None) -> None:
        """Show another body from its beginning; what ``before`` held, the body of request ``since``, is one line."""
        self._body, self._before, self._since = body, before, since
        self._document = None if self._plain else Document.of(body)
        self._opened = set()
        self._begin()
        self.text_changed()
        self._cursor = 0
        self.touched = False
        self.scroll_to(y=0, animate=False, force=True)

    def extend(self, body: bytes) -> None:
        """Show more of the same body."""
        if body == self._body:
            return
        if self._document is not None or not body.startswith(self._body):
            self.show(body)
            return
        before = self._lines.count
        self._body = body
        self._lines.extend(_text(body))
        self._rows.lines = self._lines.count
        self._settle(max(0, before - 1))
        self.text_changed(TextPlace(0, max(0, before - 1)))

    def _begin(self) -> None:
        self._lines = self._document.lines if self._document else TextLines(_text(self._body))
        self._rows = Rows(self._lines.count)
        self._rows.folded = self._document.first_folds() if self._document else {}
        self._fold_unchanged()
        self._settle()

    def _fold_unchanged(self) -> None:
        self._unchanged = None
        before = Document.of(self._before) if self._document and self._before else None
        run = unchanged_run(self._document, before) if self._document and before else None
        if run is not None and run.line in self._rows.folded:
            self._unchanged = run
            self._rows.folded[run.line] = run.lines

    def _settle(self, first: int = 0) -> None:
        """Lay out again, from line ``first`` on."""
        self._room = max(8, self.width - self._digits - 5)
        self._long_lines.clear()
        self._rows.tall = self._tall()
        self._rows.settle()
        self.lines_changed(self._rows.row_of(first) if first else 0)

    def _tall(self) -> dict[int, int]:
        room, text = self._room, self._lines.text
        if not self._wraps[self._plain]:
            return {line: self._height(self._lines.start(line), room) for line in self._opened}
        long = re.finditer(f"[^\\n]{{{room + 1},}}" if text.isascii() else f"[^\\n]{{{room // 2 + 1},}}", text)
        heights = ((match.start(), self._height(match.start(), room)) for match in long)
        return {self._lines.line_at(start): height for start, height in heights if height > 1}

    def _height(self, start: int, room: int) -> int:
        line, places = self._chopped(start, room)
        return len(places) if places else max(1, -(-len(line) // room))

    def _chopped(self, start: int, room: int) -> tuple[str, list[tuple[int, int]]]:
        """A whole line, and the places of its rows, none where all characters are one cell wide."""
        found = self._long_lines.get((start, room))
        if found is None:
            line = neutral(self._lines.text[start : self._lines.end(start)])
            found = (line, [] if line.isascii() else chop(line, room))
            self._long_lines[start, room] = found
        return found

    @property
    def _digits(self) -> int:
        return max(4, len(str(self._lines.count)))

    @property
    def about(self) -> str:
        """Form and length, for the lower rule."""
        form = "exact bytes" if self._plain else "pretty" if self._document else "text"
        return f"{form}, {formats.count(self._lines.count, 'line')}"

    @property
    def content(self) -> bytes:
        """The body itself."""
        return self._body

    @property
    def value(self) -> Value | None:
        """The JSON value under the cursor, where that is not all of the body."""
        if self._document is None or not self.count:
            return None
        return value_at(self._document, self._rows.at(self.cursor)[0])

    # Lines

    @property
    def count(self) -> int:
        """Rows."""
        return self._rows.count

    def draw(self, index: int, width: int) -> Pieces:
        """One row: number, fold glyph, text."""
        line, within = self._rows.at(index)
        start = self._lines.start(line)
        if line in self._rows.tall:
            return self._tall_row(line, start, within)
        end = self._lines.end(start)
        text = neutral(self._lines.text[start : min(end, start + _PIECE)])
        lead = gutter(line + 1, self._digits)
        if self._document is None:
            return [*lead, ("  ", "disabled"), *_cropped(text, self._room)]
        run = self._unchanged
        if run is not None and line == run.line and self._rows.folded.get(line) == run.lines:
            return [*lead, *unchanged_row(text, run, self._since, self._room)]
        node = self._document.node(line) if self._lines.text[end - 1 : end] in ("{", "[") else None
        if node is None:
            return [*lead, *line_row(text, end - start, self._room)]
        size = len(self._body) if line == 0 else self._document.size(node)
        if line not in self._rows.folded:
            items = self._document.items(node) if text.endswith("[") else 0
            return [*lead, *opening_row(text, size, items, self._room)]
        comma = "," if self._lines.text[node.end + 1 : node.end + 2] == "," else ""
        return [*lead, *abstract_row(text, self._document.abstract(node), comma, size, self._room)]

    def _tall_row(self, line: int, start: int, within: int) -> list[Piece]:
        room = self._room
        text, places = self._chopped(start, room)
        first, last = places[within] if places else (within * room, (within + 1) * room)
        piece = text[first:last]
        return tall_row(line + 1, self._digits, piece, within, json=self._document is not None)

    # Search

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """The body as it is shown, whatever is folded."""
        return passages_of(self._lines.text, self._lines.start(start.line), 0, start.line)

    def place_of(self, row: int) -> TextPlace:
        """The line on it."""
        return TextPlace(0, self._rows.at(row)[0] if self.count else 0)

    def show_spot(self, spot: Spot) -> None:
        """Unfold the nodes that hide its line, and show the whole of a string that would be cut before it."""
        line = spot.line
        hiding = [first for first, lines in self._rows.folded.items() if first < line < first + lines]
        for first in hiding:
            del self._rows.folded[first]
        beyond = spot.end > self._room - _CUT and line not in self._rows.tall and self._is_long(line)
        if beyond:
            self._opened.add(line)
        if hiding or beyond:
            self._settle()
        self.go_to(self._rows.row_of(line) + self._within(line, spot.begin))

    def line_of_path(self, path: str, said: str) -> int:
        """The line of a value, by its jq path; in a body that is no JSON the line that says ``said``."""
        if self._document is not None:
            return self._document.line_of_path(path)
        at = self._lines.text.find(said.strip("…"))
        return self._lines.line_at(at) if at >= 0 else 0

    def _within(self, line: int, column: int) -> int:
        """On which of its rows a wrapped line has a character."""
        if line not in self._rows.tall:
            return 0
        _, places = self._chopped(self._lines.start(line), self._room)
        if not places:
            return min(column // self._room, self._rows.tall[line] - 1)
        return max(0, sum(first <= column for first, _ in places) - 1)

    def bookmark(self) -> Callable[[], None]:
        """Also the folds as they are."""
        back, folded, opened = super().bookmark(), {**self._rows.folded}, {*self._opened}

        def unfolded_again() -> None:
            if (folded, opened) != (self._rows.folded, self._opened):
                self._rows.folded, self._opened = {**folded}, {*opened}
                self._settle()
            back()

        return unfolded_again

    # What keys do

    def action_toggle_fold(self) -> None:
        """Fold or unfold the node under the cursor; show the whole of a long string, or cut it again."""
        if not self.count:
            return
        line, _ = self._rows.at(self.cursor)
        node = self._document.node(line) if self._document else None
        if node is None:
            self._opened ^= {line} if line in self._opened or self._is_long(line) else set()
        elif self._rows.folded.get(line, node.lines) != node.lines:
            self._rows.folded[line] = node.lines  # the run opens, its items stay folded
        elif line in self._rows.folded:
            del self._rows.folded[line]
        else:
            self._rows.folded[line] = node.lines
        self._settle(line)
        self.place(self._rows.row_of(line))

    def action_fold_all(self) -> None:
        """Only the root's keys."""
        self._refold(self._document.outer_folds() if self._document else {})

    def action_unfold_all(self) -> None:
        """Every line."""
        self._refold({})

    def action_toggle_wrap(self) -> None:
        """Wrap every long line, or cut them at the edge."""
        self._wraps[self._plain] = not self._wraps[self._plain]
        self._again()

    def action_toggle_plain(self) -> None:
        """Exactly as it was sent, or pretty."""
        self._plain = not self._plain
        self.show(self._body, self._before, self._since)

    def wrap_again(self) -> None:
        """Wrapped lines have other heights now."""
        self._again()

    def _is_long(self, line: int) -> bool:
        start = self._lines.start(line)
        return cell_len(self._lines.text[start : self._lines.end(start)][:_PIECE]) > self._room

    def _refold(self, folds: dict[int, int]) -> None:
        line, _ = self._rows.at(self.cursor) if self.count else (0, 0)
        self._rows.folded = folds
        self._settle()
        self.place(self._rows.row_of(line))

    def _again(self) -> None:
        line, within = self._rows.at(self.cursor) if self.count else (0, 0)
        self._settle()
        self.place(self._rows.row_of(line) + min(within, self._rows.tall.get(line, 1) - 1))


def _text(body: bytes) -> str:
    # Bytes that are no UTF-8 stay readable as \xff.
    return body.decode(errors="backslashreplace")


def _cropped(text: str, room: int) -> list[Piece]:
    if cell_len(text) <= room:
        return [(text, "foreground")]
    first, last = chop(text, room - 1)[0]
    return [(text[first:last], "foreground"), ("…", "muted")]
