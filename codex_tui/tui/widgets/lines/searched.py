"""The side of a line view that a search sees: its text, its places, and the hits that are marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from textual.scroll_view import ScrollView

from codex_tui.tui.widgets.lines.marks import SaidOn, marked, marked_part
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Pieces, row_text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from textual.cache import LRUCache
    from textual.strip import Strip


class CurrentHit(msgspec.Struct, frozen=True):
    """The hit that stands out: on which row, which of its hits, and where in the text."""

    row: int
    within: int
    spot: Spot


class SearchedView(ScrollView):
    """Searched as one whose rows hide nothing; a subclass that folds or wraps gives its own text and places.

    ``changed_from``: from where on a search must look again.
    """

    _strips: LRUCache[int, Strip]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.changed_from: TextPlace | None = BEGINNING
        self._pattern: re.Pattern[str] | None = None
        self._current: CurrentHit | None = None

    @property
    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self.scrollable_content_region.width

    def draw(self, index: int, width: int) -> Pieces:
        """Line ``index`` in ``width`` cells; its first cell is blank."""
        raise NotImplementedError

    def go_to(self, index: int) -> None:
        """Put the cursor where a person wants it."""
        raise NotImplementedError

    def mark(self, pattern: re.Pattern[str] | None, current: CurrentHit | None = None) -> None:
        """Mark what ``pattern`` finds in every row; ``current`` stands out."""
        if (pattern, current) != (self._pattern, self._current):
            self._pattern, self._current = pattern, current
            self._strips.clear()
            self.refresh()

    @property
    def is_searched(self) -> bool:
        """Whether hits are marked in it."""
        return self._pattern is not None

    @property
    def marked_row(self) -> int | None:
        """The row of the hit that stands out."""
        return self._current.row if self._current else None

    def _drawn(self, index: int, width: int) -> Pieces:
        """Line ``index`` with its hits."""
        pieces = self.draw(index, width)
        if self._pattern is None:
            return pieces
        current = self._current
        said = self.said_on(index)
        if said is not None:
            begin = current.spot.begin if current is not None and current.spot.place == said.place else None
            return marked_part(pieces, self._pattern, said, begin)
        return marked(pieces, self._pattern, current.within if current is not None and current.row == index else None)

    def said_on(self, index: int) -> SaidOn | None:
        """Which part of a line a row is; None where it stands for itself."""
        return None

    def text_changed(self, place: TextPlace = BEGINNING) -> None:
        """A search must look again at what stands from ``place`` on."""
        self.changed_from = place if self.changed_from is None else min(place, self.changed_from)

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """Its text, row by row; see :class:`Searchable`."""
        for index in range(start.line, self.count):
            yield Passage(TextPlace(0, index), row_text(self.draw(index, self.width)))

    def show_spot(self, spot: Spot) -> None:
        """Put the cursor on its row."""
        self.go_to(spot.line)

    def place_of(self, row: int) -> TextPlace:
        """A row is a line."""
        return TextPlace(0, row)

    def next_point(self, step: int) -> int | None:
        """The row of the next (1) or previous (-1) thing worth a look; None where there is none."""
        return None
