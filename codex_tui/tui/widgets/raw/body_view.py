"""A body with line numbers: JSON pretty and foldable, anything else as text; or exactly as it was sent."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType

from codex_tui import formats
from codex_tui.neutral import neutral
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.lazy import LazyView
from codex_tui.tui.widgets.lines.marks import SaidOn
from codex_tui.tui.widgets.lines.passages import Passage, Spot, TextPlace, passages_of
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.lines.wrap import chop
from codex_tui.tui.widgets.raw.body_row import abstract_row, gutter, line_row, opening_row, tall_row, unchanged_row
from codex_tui.tui.widgets.raw.document import Document
from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.tui.widgets.raw.sheet import Anchor, Row, Sheet
from codex_tui.tui.widgets.raw.text_lines import TextLines
from codex_tui.tui.widgets.raw.unchanged import Run, unchanged_run
from codex_tui.tui.widgets.raw.value import Value, value_at

_PIECE = 4_000
"""Characters of an endless line that are looked at for one row."""

_BESIDE = 256
"""Characters beyond a row that a hit may reach."""

_CUT = 14
"""Cells at the end of a cut string's row that its size and the ellipsis take."""


class BodyView(LazyView[Anchor]):
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
        self._room = 8
        """Cells for the text of a line, as of the last layout."""

        self._sheet = Sheet(self._lines, self._rows, self._room, (), wraps=False)

    # What it shows

    def show(self, body: bytes, before: bytes = b"", since: int | None = None) -> None:
        """Show another body from its beginning; what ``before`` held, the body of request ``since``, is one line."""
        self._body, self._before, self._since = body, before, since
        self._document = None if self._plain else Document.of(body)
        self._opened = set()
        self._cursor = 0
        self.touched = False
        self._scroll_silently(0)
        self._begin()
        self.text_changed()

    def extend(self, body: bytes) -> None:
        """Show more of the same body."""
        if body == self._body:
            return
        if self._document is not None or not body.startswith(self._body):
            self.show(body)
            return
        first = max(0, self._lines.count - 1)
        self._body = body
        self._lines.extend(_text(body))
        self._rows.lines = self._lines.count
        self._relaid()
        self.text_changed(TextPlace(0, first))

    def _begin(self) -> None:
        self._lines = self._document.lines if self._document else TextLines(_text(self._body))
        self._rows = Rows(self._lines.count)
        self._rows.folded = self._document.first_folds() if self._document else {}
        self._fold_unchanged()
        self._lay_out()
        self.lines_changed()

    def _fold_unchanged(self) -> None:
        self._unchanged = None
        document = self._document
        if document is None or not self._before or not document.conversation():
            return
        before = Document.of(self._before)
        run = unchanged_run(document, before) if before else None
        if run is not None and run.line in self._rows.folded:
            self._unchanged = run
            self._rows.folded[run.line] = run.lines

    def _lay_out(self) -> None:
        self._room = max(8, self.width - self._digits - 5)
        self._rows.settle()
        self._sheet = Sheet(self._lines, self._rows, self._room, self._opened, wraps=self._wraps[self._plain])

    def _relaid(self) -> None:
        """Lay out again; what is at the top and under the cursor stays."""
        if not self.count:
            self._lay_out()
            self.lines_changed()
            return
        top, cursor = self._sheet.text_at(self.scroll_offset.y), self._sheet.text_at(self.cursor)
        self._lay_out()
        self.settle_seen(self._sheet.anchor_of(*top), self._sheet.anchor_of(*cursor))
        self.lines_changed()

    @property
    def margin_cells(self) -> int:
        """The number, and the glyph that folds."""
        return self._digits + 4

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
        return value_at(self._document, self._sheet.at(self.cursor).line)

    # Lines

    @property
    def count(self) -> int:
        """Rows: about so many, where lines are wrapped that nobody has looked at."""
        return self._sheet.count

    def anchor_at(self, row: int) -> Anchor:
        """What stands on a row."""
        return self._sheet.anchor(row)

    def row_of(self, anchor: Anchor) -> int:
        """Where that is now."""
        return self._sheet.row_of(anchor)

    def last_anchor(self) -> Anchor:
        """The last row, exactly."""
        return self._sheet.last()

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side exactly."""
        return self._sheet.measure(anchor, above, below)

    def draw(self, index: int, width: int) -> Pieces:
        """One row: number, fold glyph, text."""
        row = self._sheet.at(index)
        if row.tall:
            return self._tall_row(row)
        line, start, end = row.line, row.start, row.end
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

    def _tall_row(self, row: Row) -> list[Piece]:
        text, first, last = self._sheet.piece(row)
        within = row.within or row.column
        return tall_row(row.line + 1, self._digits, text[first:last], within, json=self._document is not None)

    # Search

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """The body as it is shown, whatever is folded."""
        return passages_of(self._lines.text, self._lines.start(start.line), 0, start.line)

    def place_of(self, row: int) -> TextPlace:
        """The line on it."""
        return TextPlace(0, self._sheet.at(row).line if self.count else 0)

    def said_on(self, index: int) -> SaidOn | None:
        """Which part of a wrapped line a row is."""
        row = self._sheet.at(index)
        if not row.tall:
            return None
        text, first, last = self._sheet.piece(row)
        begin, end = max(0, first - _BESIDE), min(len(text), last + _BESIDE)
        before = self._lines.text[max(row.start - row.column, row.start - _BESIDE) : row.start] if not begin else ""
        after = (
            self._lines.text[row.end : min(row.end + _BESIDE, self._lines.end(row.end))] if end == len(text) else ""
        )
        moved = len(before) - begin
        said = neutral(before) + text[begin:end] + neutral(after)
        return SaidOn(TextPlace(0, row.line), said, first + moved, last + moved, self._digits + 4, row.column - moved)

    def show_spot(self, spot: Spot) -> None:
        """Unfold the nodes that hide its line, and show the whole of a string that would be cut before it."""
        line = spot.line
        hiding = [first for first, lines in self._rows.folded.items() if first < line < first + lines]
        for first in hiding:
            del self._rows.folded[first]
        wrapped = self._wraps[self._plain] or line in self._opened
        beyond = spot.end > self._room - _CUT and not wrapped and self._is_long(line)
        if beyond:
            self._opened.add(line)
        if hiding or beyond:
            self._relaid()
        self.go_to(self.settle(self._sheet.anchor_of(line, spot.begin)))

    def line_of_path(self, path: str, said: str) -> int:
        """The line of a value, by its jq path; in a body that is no JSON the line that says ``said``."""
        if self._document is not None:
            return self._document.line_of_path(path)
        at = self._lines.text.find(said.strip("…"))
        return self._lines.line_at(at) if at >= 0 else 0

    def bookmark(self) -> Callable[[], None]:
        """Also the folds as they are."""
        back, folded, opened = super().bookmark(), {**self._rows.folded}, {*self._opened}
        lines = self._lines

        def unfolded_again() -> None:
            if self._lines is not lines:
                return  # another body is shown
            if (folded, opened) != (self._rows.folded, self._opened):
                self._rows.folded, self._opened = {**folded}, {*opened}
                self._relaid()
            back()

        return unfolded_again

    # What keys do

    def action_toggle_fold(self) -> None:
        """Fold or unfold the node under the cursor; show the whole of a long string, or cut it again."""
        if not self.count:
            return
        line = self._sheet.at(self.cursor).line
        node = self._document.node(line) if self._document else None
        if node is None:
            self._opened ^= {line} if line in self._opened or self._is_long(line) else set()
        elif self._rows.folded.get(line, node.lines) != node.lines:
            self._rows.folded[line] = node.lines  # the run opens, its items stay folded
        elif line in self._rows.folded:
            del self._rows.folded[line]
        else:
            self._rows.folded[line] = node.lines
        self._relaid()
        self.place_at(self._sheet.anchor_of(line, 0))

    def action_fold_all(self) -> None:
        """Only the root's keys."""
        self._refold(self._document.outer_folds() if self._document else {})

    def action_unfold_all(self) -> None:
        """Every line."""
        self._refold({})

    def action_toggle_wrap(self) -> None:
        """Wrap every long line, or cut them at the edge."""
        self._wraps[self._plain] = not self._wraps[self._plain]
        self._relaid()

    def action_toggle_plain(self) -> None:
        """Exactly as it was sent, or pretty."""
        self._plain = not self._plain
        self.show(self._body, self._before, self._since)

    def wrap_again(self) -> None:
        """Wrapped lines have other heights now."""
        if self._room != max(8, self.width - self._digits - 5):
            self._relaid()

    def _is_long(self, line: int) -> bool:
        start = self._lines.start(line)
        return cell_len(self._lines.text[start : self._lines.end(start)][:_PIECE]) > self._room

    def _refold(self, folds: dict[int, int]) -> None:
        self._rows.folded = folds
        self._relaid()
        self.reveal(self.cursor)


def _text(body: bytes) -> str:
    # Bytes that are no UTF-8 stay readable as \xff.
    return body.decode(errors="backslashreplace")


def _cropped(text: str, room: int) -> list[Piece]:
    if cell_len(text) <= room:
        return [(text, "foreground")]
    first, last = chop(text, room - 1)[0]
    return [(text[first:last], "foreground"), ("…", "muted")]
