"""The captured exchanges by session, the newest at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui.tui.keys import bindings, bound_to
from codex_tui.tui.outline.nodes import key_of
from codex_tui.tui.widgets.exchanges.columns import Columns, columns
from codex_tui.tui.widgets.exchanges.row import fold_at, heading, row
from codex_tui.tui.widgets.exchanges.searching import anchor_at, passages, place_of
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.passages import TextPlace
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.strip import Strip

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline import Line, Outline
    from codex_tui.tui.outline.nodes import Key
    from codex_tui.tui.widgets.lines.passages import Passage, Spot
    from codex_tui.tui.widgets.lines.pieces import Pieces

_REQUEST_DEPTH = 4  # cells


class ExchangeTable(LineView):
    """Draws an outline; knows nothing of files. Whoever changes the outline calls ``outline_changed``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("exchange.open", "group.toggle", "group.fold", "group.unfold", "fold.all", "unfold.all", "follow"),
    ]

    class Opened(Message):
        """Someone wants to read the exchange under the cursor."""

    class Folded(Message):
        """Something was folded or unfolded."""

    class FilterLeft(Message):
        """Someone wants to see what the filter hides."""

    def __init__(self, outline: Outline, clock: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.hidden: frozenset[str] = frozenset()
        self.outline = outline
        self._clock = clock
        self._anchor = ""
        self._top = ""
        self._paused: Key | None = None
        self._told: tuple[object, ...] = ()
        self.set_reactive(ExchangeTable.following, True)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.outline.height

    @property
    def end(self) -> int:
        """The newest exchange, wherever its session stands."""
        newest = self.outline.newest
        at = self.outline.line_of(newest) if newest is not None else None
        return self.count - 1 if at is None else at

    @property
    def pinned(self) -> bool:
        """What is only counted stays in view."""
        return self.outline.pinned

    @property
    def may_follow(self) -> bool:
        """New traffic may come at any time."""
        return True

    @property
    def cursor_shown(self) -> bool:
        """Always: it says what the other panes show."""
        return True

    @property
    def columns(self) -> Columns:
        """What fits."""
        return columns(self.width, self.app.size.width, self.outline.largest, self.hidden)

    @property
    def depth(self) -> int:
        """Cells that exchanges stand in from the left."""
        return 0 if self.outline.sort else _REQUEST_DEPTH

    @property
    def line(self) -> Line | None:
        """What is under the cursor."""
        return self.outline.line(self.cursor) if self.cursor < self.count else None

    @property
    def summary(self) -> Summary | None:
        """The exchange under the cursor; of a group the newest."""
        line = self.line
        return line.summary if line else None

    @property
    def unseen(self) -> int:
        """How many model calls came since it ceased to follow."""
        return self.outline.newer(self._paused) if self._paused is not None and not self.following else 0

    def draw(self, index: int, width: int) -> Pieces:
        """One line."""
        line = self.outline.line(index)
        key = bound_to(self.app, "filter.toggle") if line.kind == "filtered" else ""
        return row(line, self.columns, self._clock(), key)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is visible; its first line is remembered, to find it again when lines move."""
        lines = super().render_lines(crop)
        self._top = self._anchor_at(self.frame.top)
        return lines

    # What changes

    def outline_changed(self) -> None:
        """Lines were added, removed or moved: what is seen, and the cursor, stay where they were."""
        self.text_changed()
        before, top = self._cursor, self.scroll_offset.y
        at = self.outline.line_of(self._anchor) if self._anchor else None
        held = self.outline.line_of(self._top) if self._top and before not in self.seen else None
        if not self.following:
            self._cursor = min(before, max(0, self.count - 1)) if at is None else at
        shown = self._shown()
        if shown == self._told:
            self._strips.clear()  # of lines that nobody sees
            return
        self.lines_changed()
        if not self.following:
            shift = held - top if held is not None else self._cursor - before
            if shift:
                self.scroll_to(y=top + shift, animate=False, force=True)
            if at is None:
                self.step(0)
        self._told = self._shown()

    def _shown(self) -> tuple[object, ...]:
        """All that what is drawn depends on: to draw a screen again costs more than to look."""
        seen = [*self.seen, self.count - 1] if self.count else []
        place = (self.count, self.scroll_offset.y, self._cursor, self.end if self.following else None)
        return (*place, self.columns, [self.outline.line(index) for index in seen])

    # Search

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """What each line says, also those that are folded away, without measures: nothing is drawn for a search."""
        return passages(self.outline, start)

    def place_of(self, row: int) -> TextPlace:
        """What stands on a row."""
        return place_of(self.outline, self._anchor_at(row))

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it, and put the cursor on its row."""
        anchor = anchor_at(self.outline, spot.place)
        if anchor:
            self.show_exchange(anchor)

    def update_lines(self, indexes: Iterable[int]) -> None:
        """What stands on ``indexes`` is further than it was."""
        for index in indexes:
            self.lines_changed(index, index + 1)
            self.text_changed(TextPlace(self.outline.section_of(self._anchor_at(index)), 0))

    def show_exchange(self, anchor: str) -> None:
        """Put the cursor on an exchange, whatever hides it; nothing where it is filtered out."""
        self.outline.unfold_to(anchor)
        self.outline_changed()
        at = self.outline.line_of(anchor)
        if at is not None:
            self.go_to(at)

    # The cursor

    def place(self, index: int) -> None:
        """Put the cursor on line ``index``, or the nearest there is, and scroll it into view."""
        had = self.line
        super().place(index)
        self._anchor = self._anchor_at(self._cursor)
        now = self.line
        if (had and had.kind) != (now and now.kind):
            self.screen.refresh_bindings()

    def go_to(self, index: int) -> None:
        """Put the cursor where a person wants it, and not on a blank line."""
        step = 1 if index > self._cursor else -1
        index = max(0, min(index, self.count - 1))
        if self.count and self.outline.line(index).kind == "blank":
            index += step
        super().go_to(index)

    def step(self, step: int) -> None:
        """To the next line that stands for an exchange, or with ``step`` -1 the one before."""
        index = self._cursor + step
        while 0 <= index < self.count:
            line = self.outline.line(index)
            if line.is_exchange or (line.folded and line.kind != "side") or not step:
                self.go_to(index)
                return
            index += step

    def step_error(self, step: int) -> bool:
        """To the next model call that failed, or with ``step`` -1 the one before; whether there is one."""
        failed = self.outline.failure(self._anchor, step)
        if failed is not None:
            self.show_exchange(failed)
        return failed is not None

    def _anchor_at(self, index: int) -> str:
        return self.outline.line(index).anchor if index < self.count else ""

    # Keys and the mouse

    def action_open(self) -> None:
        """Read the exchange under the cursor."""
        if self.line is not None:
            self.post_message(self.Opened())

    def action_toggle_group(self) -> None:
        """Fold or unfold what the cursor is on; show what the filter hides."""
        line = self.line
        if line is not None and line.kind == "filtered":
            self.post_message(self.FilterLeft())
        elif line is not None and line.folded is not None:
            self._fold(line.anchor, folded=not line.folded)

    def action_fold_group(self) -> None:
        """Fold the group under the cursor; from inside one, go to its line."""
        line = self.line
        if line is None:
            return
        if line.folded is False:
            self._fold(line.anchor, folded=True)
        elif (group := self.outline.group_of(line.anchor)) is not None:
            at = self.outline.line_of(group)
            if at is not None:
                self.go_to(at)

    def action_unfold_group(self) -> None:
        """Unfold the group under the cursor; of an unfolded one, go to its first line."""
        line = self.line
        if line is not None and line.folded:
            self._fold(line.anchor, folded=False)
        elif line is not None and line.folded is False:
            self.go_to(self._cursor + 1)

    def action_fold_all(self) -> None:
        """All sessions."""
        self._fold_all(folded=True)

    def action_unfold_all(self) -> None:
        """All sessions, and what is in them."""
        self._fold_all(folded=False)

    def action_cursor_last(self) -> None:
        """To the newest, and follow it; in a sorted list to the last line."""
        if self.outline.sort is None:
            super().action_cursor_last()
        else:
            self.go_to(self.outline.sorted_height - 1)

    def show_greatest(self) -> None:
        """What a person sorts for, wherever the newest stands."""
        sort = self.outline.sort
        if sort is not None:
            self.go_to(0 if sort.reverse else self.outline.sorted_height - 1)

    def action_toggle_follow(self) -> None:
        """Keep the newest in view, or stay."""
        self.following = not self.following

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens an exchange, and folds a group."""
        line = self.line
        match action:
            case "open":
                return line is not None and line.kind == "request"
            case "toggle_group":
                return line is not None and (line.folded is not None or line.kind == "filtered")
        return True

    def watch_following(self, following: bool) -> None:
        """What comes while it does not follow is counted."""
        newest = self.outline.newest
        self._paused = None if following or newest is None else key_of(self.outline.summary(newest))
        super().watch_following(following)

    def on_click(self, event: events.Click) -> None:
        """On the glyph of a group: fold or unfold it."""
        index = self.line_at(event.y) if event.y >= 0 else None
        if index is None or self.outline.line(index).kind == "blank":
            event.prevent_default()
            return
        line = self.outline.line(index)
        at = fold_at(line, self.columns)
        if at is not None and line.folded is not None and at <= event.x <= at + 1:
            event.prevent_default()
            self.go_to(index)
            self._fold(line.anchor, folded=not line.folded)

    def _fold(self, anchor: str, *, folded: bool) -> None:
        self.outline.fold(anchor, folded=folded)
        self._folded()

    def _fold_all(self, *, folded: bool) -> None:
        self.outline.fold_all(folded=folded)
        self._folded()

    def _folded(self) -> None:
        before = self.virtual_size.height
        self.outline_changed()
        self._anchor = self._anchor_at(self._cursor)
        if self.count > before:  # what was unfolded is to be seen, as far as there is room under its line
            self.reveal(self._cursor + min(self.count - before, self.height - 1 - self.pinned))
        self.reveal(self._cursor)
        self.screen.refresh_bindings()
        self.post_message(self.Folded())


class ExchangeHeading(Drawn):
    """The names of the table's columns."""

    def __init__(self, table: ExchangeTable) -> None:
        super().__init__()
        self._table = table

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        return [heading(self._table.columns, self._table.depth)]
