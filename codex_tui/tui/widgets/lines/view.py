"""A long view drawn line by line, with a cursor row, that can be searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from codex_tui.tui.glyphs import FOLDED, UNFOLDED
from codex_tui.tui.ink import Ink, ink_of
from codex_tui.tui.keys import MOVING, bindings
from codex_tui.tui.widgets.lines.dragged import DraggedView
from codex_tui.tui.widgets.lines.frame import Frame, selected
from codex_tui.tui.widgets.lines.pieces import filtered, strip
from codex_tui.tui.widgets.lines.thumb import ThinScrollBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.scrollbar import ScrollBar

_KEPT = 1_000


class LineView(DraggedView, can_focus=True):
    """Draws only the lines that are seen and keeps the last thousand of them drawn.

    A subclass gives ``count`` and ``draw``, and calls ``lines_changed`` when they give something else. Column 0
    is the cursor's mark: ``draw`` leaves it blank.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*MOVING)
    ALLOW_SELECT = False

    following: reactive[bool] = reactive(False, repaint=False)
    """Whether the last line is kept in view as lines are added."""

    @dataclass
    class CursorMoved(Message):
        """A person moved the cursor to another line, or it followed the newest."""

        view: LineView
        index: int

        @property
        def control(self) -> LineView:
            """The view itself."""
            return self.view

    @dataclass
    class FollowingChanged(Message):
        """The view began or ceased to follow its end."""

        view: LineView
        following: bool

    @dataclass
    class Chosen(Message):
        """The line under the cursor was clicked again."""

        view: LineView
        index: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._cursor = 0
        self.touched = False
        self._strips: LRUCache[int, Strip] = LRUCache(_KEPT)
        self.frame = Frame(Ink({}), Style(), 0, 0)

    @property
    def covered(self) -> int:
        """Rows at the top that may hide the lines under them."""
        return 0

    @property
    def pinned(self) -> bool:
        """Whether the last line stays in the last row, over what would stand there."""
        return False

    @property
    def end(self) -> int:
        """The line that following keeps the cursor on."""
        return self.count - 1

    @property
    def cursor_shown(self) -> bool:
        """Whether the cursor row is marked: not while the view was only looked at, never entered."""
        return self.touched or (self.has_focus and not self.following)

    @property
    def ink(self) -> Ink:
        """The theme's styles."""
        return ink_of(self.app)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """As Textual makes it, but for its class."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = ThinScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    @property
    def height(self) -> int:
        """Rows that are visible."""
        return self.scrollable_content_region.height

    @property
    def seen(self) -> range:
        """The lines that are visible."""
        top = self.scroll_offset.y
        return range(top, min(self.count, top + self.height))

    @property
    def cursor(self) -> int:
        """The line that keys act on."""
        return self._cursor

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is visible; what all its lines share is looked up once.

        Past Textual's cache of rows: the lines are kept here, and so is all that is made of each of them, wherever
        it has moved.
        """
        frame = Frame(self.ink, self.rich_style, self.width, self.scroll_offset.y)
        if frame[:3] != self.frame[:3]:
            self._strips.clear()
        self.frame = frame
        lines = filtered([self.render_line(y) for y in crop.line_range], self)
        whole = crop.column_span == (0, frame.width)
        return lines if whole else [line.crop(*crop.column_span) for line in lines]

    def render_line(self, y: int) -> Strip:
        """Row ``y`` of what is visible."""
        frame = self.frame
        index = self.line_at(y)
        if index is None:
            return Strip.blank(frame.width, frame.ground)
        line = self._strip_of(index)
        if index == self._cursor and self.cursor_shown:
            line = selected(line, frame.ink, focused=self.has_focus)
        return line if self._stretch is None else self.lit(line, index)

    def line_at(self, y: int) -> int | None:
        """The line that stands in row ``y`` of what is visible."""
        index, last = self.scroll_offset.y + y, self.count - 1
        if self.pinned:
            index = last if y == self.height - 1 else index if index < last else -1
        return index if 0 <= index <= last else None

    def lines_changed(self, start: int = 0, stop: int | None = None) -> None:
        """Lines from ``start`` (to ``stop``, else all after it) are other ones now, or there are more or fewer."""
        self._resize_to(Size(self.width, self.count))
        taken = self._stretch
        if taken is not None and start <= taken.last and (stop is None or taken.line < stop):
            self.let_go()
        if self._cursor >= self.count:
            self._cursor = max(0, self.count - 1)
        self.draw_again(start, stop)
        if self.pinned and (stop is None or stop == self.count):
            self._refresh_line(self.count - 1)
        if self.following:
            self.stick()

    def made_anew(self, before: int) -> None:
        """All lines were made again: where they are as many as ``before``, most look as they did."""
        if self.count == before:
            self.draw_again(0, before)
        else:
            self.lines_changed()

    def draw_again(self, start: int, stop: int | None) -> None:
        """Lines from ``start`` to ``stop``, else all after it, may look other than they did; there are as many.

        With a ``stop`` those that look as they did are not drawn, nor what is :attr:`covered`.
        """
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        first = max(start, top)
        if stop is None:
            self._forget(start, stop)
            if first < bottom:
                self.refresh_lines(first, bottom - first)
            return
        first = max(start, top + self.covered)
        before = {index: self._strips.get(index) for index in range(first, min(stop, bottom, self.count))}
        self._forget(start, stop)
        for index, line in before.items():
            if line is None or line != self._strip_of(index):
                self.refresh_lines(index)

    def _forget(self, start: int, stop: int | None) -> None:
        if start == 0 and stop is None:
            self._strips.clear()
        else:
            kept = self._strips.keys()
            for index in [index for index in kept if start <= index and (stop is None or index < stop)]:
                self._strips.discard(index)

    def _strip_of(self, index: int) -> Strip:
        """As it was drawn last, or now."""
        frame = self.frame
        if (line := self._strips.get(index)) is None:
            line = self._strips[index] = strip(self._drawn(index, frame.width), frame.ink, frame.ground, frame.width)
        return line

    def _resize_to(self, size: Size) -> None:
        if self.virtual_size != size:
            # Set as a reactive it would lay the whole screen out anew, for each line that a stream adds.
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)

    def _refresh_line(self, index: int) -> None:
        at_bottom = self.pinned and index == self.count - 1
        self.refresh_lines(self.scroll_offset.y + self.height - 1 if at_bottom else index)

    def stick(self) -> None:
        """Put the cursor on the last line, and the last line at the bottom."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.place(self.end)

    # The cursor

    def place(self, index: int) -> None:
        """Put the cursor on line ``index``, or the nearest there is, and scroll it into view."""
        index = max(0, min(index, self.count - 1))
        if index != self._cursor:
            self.let_go()
            old, self._cursor = self._cursor, index
            self._refresh_line(old)
            self._refresh_line(index)
            self.post_message(self.CursorMoved(self, index))
        self.reveal(index)

    def reveal(self, index: int) -> None:
        """Scroll as little as brings line ``index`` into view."""
        top, height = self.scroll_offset.y, self.height - self.pinned
        if self.pinned and index == self.count - 1:
            return
        if index < top + self.covered:
            self.scroll_to(y=max(0, index - self.covered), animate=False, force=True)
        elif height and index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, force=True)

    def give_room(self) -> None:
        """Where the cursor stands at an edge, scroll until what is around it is seen too."""
        row = self._cursor - self.scroll_offset.y
        if row <= self.covered or row >= self.height - 1:
            self.scroll_to(y=max(0, self._cursor - self.height // 3), animate=False, force=True)

    def move(self, lines: int) -> None:
        """Move the cursor as a key does: it ceases to follow when it leaves the last line."""
        self.go_to(self._cursor + lines)

    def go_to(self, index: int) -> None:
        """Put the cursor where a person wants it."""
        if not self.touched:
            self.touched = True
            self._refresh_line(self._cursor)  # it may be seen only now
        self.place(index)
        if self._cursor != self.end:
            self.following = False

    def bookmark(self) -> Callable[[], None]:
        """What leads back to the cursor and the rows that are seen now."""
        cursor, top, touched, following = self._cursor, self.scroll_offset.y, self.touched, self.following

        def back() -> None:
            self.place(cursor)
            self.scroll_to(y=top, animate=False, force=True)
            self.touched = touched
            self.following = following
            self._refresh_line(self._cursor)

        return back

    def action_cursor_down(self) -> None:
        """To the next line."""
        self.move(1)

    def action_cursor_up(self) -> None:
        """To the previous line."""
        self.move(-1)

    def action_page_down(self) -> None:
        """A screenful down."""
        self.move(max(1, self.height - 1 - self.covered))

    def action_page_up(self) -> None:
        """A screenful up."""
        self.move(-max(1, self.height - 1 - self.covered))

    def action_half_page_down(self) -> None:
        """Half a screenful down."""
        self.move(max(1, self.height // 2))

    def action_half_page_up(self) -> None:
        """Half a screenful up."""
        self.move(-max(1, self.height // 2))

    def action_cursor_first(self) -> None:
        """To the first line."""
        self.go_to(0)

    def action_cursor_last(self) -> None:
        """To the last line, and follow it."""
        self.go_to(self.end)
        self.following = self.may_follow

    @property
    def may_follow(self) -> bool:
        """Whether there is something to follow."""
        return False

    def wrap_again(self) -> None:
        """Lines may have to be made for another width."""

    # Events

    def watch_following(self, following: bool) -> None:
        """Go to the end at once, and tell."""
        if following:
            self.stick()
        self._refresh_line(self._cursor)  # while it follows, its mark need not show
        self.post_message(self.FollowingChanged(self, following))

    def on_resize(self) -> None:
        """Wrap to the new width, and keep the cursor in view."""
        self.wrap_again()
        self.lines_changed()
        if not self.following:
            self.reveal(self._cursor)

    def watch_has_focus(self, _focused: bool) -> None:
        """The mark of the cursor row shows where the focus is."""
        super().watch_has_focus(_focused)
        self.touched |= not _focused and not self.following
        self._refresh_line(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Select the line; clicked again, or on the glyph that folds it, act on it."""
        index = self.line_at(event.y) if event.y >= 0 else None
        if index is None:
            return
        again = index == self._cursor and event.chain > 1
        self.go_to(index)
        if again or self._folds_at(index, event.x):
            self.post_message(self.Chosen(self, index))

    def _folds_at(self, index: int, x: int) -> bool:
        line = self._strips.get(index)
        return line is not None and line.crop(x, x + 1).text in (FOLDED, UNFOLDED)

    def on_mouse_scroll_up(self) -> None:
        """Someone looks back: no longer follow."""
        self.following = False

    def on_scroll_up(self) -> None:
        """The track above the thumb was clicked."""
        self.following = False

    def on_scroll_to(self, _event: Any) -> None:
        """The thumb was dragged."""
        self.following = False
