"""A view whose rows are known where someone looks, and guessed elsewhere."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from msgspec.structs import replace
from textual.geometry import Size
from textual.widget import Widget

from codex_tui.tui.widgets.lines.view import LineView

Anchor = TypeVar("Anchor")


class LazyView(LineView, Generic[Anchor]):
    """Rows around the cursor and around what is seen, a screenful on each side, are always exact.

    A subclass says what stands on a row in a way that no measuring changes. While rows are measured, the cursor and
    what is seen stay where they are on the screen, whatever number their rows have then.
    """

    def anchor_at(self, row: int) -> Anchor:
        """What stands on a row."""
        raise NotImplementedError

    def row_of(self, anchor: Anchor) -> int:
        """Where it stands now."""
        raise NotImplementedError

    def last_anchor(self) -> Anchor:
        """What stands on the last row, exactly."""
        raise NotImplementedError

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side exactly; the anchor again, where it was a guess another one."""
        raise NotImplementedError

    def settle(self, anchor: Anchor, *, top: Anchor | None = None, cursor: Anchor | None = None) -> int:
        """Know what stands around; the row of the anchor then. ``top`` and ``cursor``: where they belong."""
        if not self.count:
            return 0
        rows = self.count
        top = self.anchor_at(self.scroll_offset.y) if top is None else top
        cursor = self.anchor_at(self._cursor) if cursor is None else cursor
        anchor = self.measure(anchor, self.height, 2 * self.height)
        self._stand(rows, top, cursor)
        return self.row_of(anchor)

    def settle_seen(self, top: Anchor, cursor: Anchor) -> None:
        """Everything was laid out again: know what stands around these, which belong to the top and the cursor."""
        if not self.count:
            return
        cursor = self.measure(cursor, self.height, 2 * self.height)
        top = self.measure(top, self.height, 2 * self.height)
        self._stand(-1, top, cursor)

    def _stand(self, rows: int, top: Anchor, cursor: Anchor) -> None:
        row, y = self.row_of(cursor), self.row_of(top)
        size = Size(self.width, self.count)
        moved = row != self._cursor or y != self.scroll_offset.y
        if not moved and rows == self.count and self.virtual_size == size:
            return
        self._strips.clear()
        if self._current is not None and self._current.row == self._cursor:
            self._current = replace(self._current, row=row)
        self._cursor = row
        self._resize_to(size)
        self._scroll_silently(y)
        self.refresh()

    def _scroll_silently(self, y: int) -> None:
        y = max(0, min(y, self.max_scroll_y))
        if y != self.scroll_y:
            # What is seen is the same: no watcher has anything to do but the scrollbar's.
            self.set_reactive(Widget.scroll_y, float(y))
            self.set_reactive(Widget.scroll_target_y, float(y))
            self.vertical_scrollbar.position = y

    # What moves

    def validate_scroll_y(self, value: float) -> float:
        """Where a wish to scroll leads, once the rows there are known."""
        if self.count and self.height and round(value) != round(self.scroll_y):
            at_end = value >= self.max_scroll_y > 0
            if at_end:
                self.settle(self.last_anchor())
                value = self.max_scroll_y
            value = self.settle(self.anchor_at(round(max(0, value))))
        return super().validate_scroll_y(value)

    def place(self, index: int) -> None:
        """Put the cursor on a row, or what stands there once the rows around it are known."""
        if self.count:
            index = self.settle(self.anchor_at(max(0, min(index, self.count - 1))))
        super().place(index)

    def place_at(self, anchor: Anchor) -> None:
        """Put the cursor on what an anchor names."""
        super().place(self.settle(anchor))

    def action_cursor_last(self) -> None:
        """To the very last line."""
        if self.count:
            self.settle(self.last_anchor())
        super().action_cursor_last()

    def stick(self) -> None:
        """Also where the end was a guess."""
        if self.count:
            self.settle(self.last_anchor())
        super().stick()

    def lines_changed(self, start: int = 0, stop: int | None = None) -> None:
        """Lines are other ones; what is seen of them must be known."""
        self.settle_here()
        super().lines_changed(start, stop)

    def settle_here(self) -> None:
        """Know what stands around the cursor and the top."""
        if self.count and self.height:
            self.settle(self.anchor_at(self._cursor))
            self.settle(self.anchor_at(self.scroll_offset.y))

    def bookmark(self) -> Any:
        """What leads back to the cursor and what is seen now."""
        if not self.count:
            return super().bookmark()
        top, cursor = self.anchor_at(self.scroll_offset.y), self.anchor_at(self._cursor)
        touched, following = self.touched, self.following

        def back() -> None:
            self.settle_seen(top, cursor)
            self.touched, self.following = touched, following

        return back
