"""The inspector's one screen: three panes, as many as there is room for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.message import Message
from textual.screen import Screen

from codex_tui.tui import later
from codex_tui.tui.acting import Acting
from codex_tui.tui.annotating import ANNOTATING, Annotating
from codex_tui.tui.comparing import COMPARING, Comparing
from codex_tui.tui.counting import COUNTING, Counting
from codex_tui.tui.desk import Desk
from codex_tui.tui.filter_names import FilterNames
from codex_tui.tui.filtering import Filtering
from codex_tui.tui.finding import FINDING, Finding, Framed
from codex_tui.tui.handing import Handing
from codex_tui.tui.keys import bindings
from codex_tui.tui.listing import LISTING, Listing
from codex_tui.tui.reporting import Reporting
from codex_tui.tui.screens.arrangement import EXCHANGES, RAW, TRANSCRIPT, arrange
from codex_tui.tui.screens.panels import NAMES, PANES, Panels
from codex_tui.tui.screens.panes import DETAIL_TABS, TRANSCRIPT_TAB
from codex_tui.tui.seeking import Seeking
from codex_tui.tui.widgets.exchanges.table import ExchangeTable
from codex_tui.tui.widgets.frame.footer import FooterLine
from codex_tui.tui.widgets.frame.status_bar import Recording, StatusBar
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.raw.tabs import TABS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding, BindingType
    from textual.timer import Timer

    from codex_tui.tui.feed import Feed
    from codex_tui.tui.widgets.empty.empty import Advice
    from codex_tui.tui.widgets.frame.tab_strip import TabStrip

_SETTLE, _HURRY = 0.01, 0.12
"""Seconds that the list's cursor rests before an exchange is read: longer where it moved on that soon, as by a key
that is held down."""

_COVERED = 0.5
"""Seconds between two looks at what is new while a menu lies over the screen."""


class InspectorScreen(
    Acting,
    Annotating,
    Comparing,
    Counting,
    Filtering,
    FilterNames,
    Finding[None],
    Handing,
    Listing,
    Reporting,
    Seeking,
    Screen[None],
):
    """Lays the panes out, leads the focus, and hands on what keys ask for.

    ``completed``: whether all stands there that a key may lead to, and not only what the first frame shows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("leave", priority=False),
        *bindings("exchange.next", "exchange.previous", "zoom", "copy.menu", "export.menu", "copy.now"),
        *bindings("pager", "editor", "log", "doctor", "damage"),
        *bindings(*COMPARING, *COUNTING, *ANNOTATING, *LISTING),
        *bindings(*FINDING, "search.open"),
        *bindings("filter.edit", "filter.toggle", "filter.saved", "filter.save", "filter.delete"),
        *bindings("pane.next", "pane.previous", "pane.exchanges", "pane.transcript", "pane.raw"),
    ]
    AUTO_FOCUS = "EmptyState"
    BLANK = True  # what it holds covers it

    class Completed(Message):
        """All stands there."""

    def __init__(self, feed: Feed, clock: Callable[[], datetime], recording: Callable[[], Recording]) -> None:
        super().__init__()
        self.completed = False
        self.recording = recording
        self.clock = clock
        self._status = StatusBar()
        self._panels = Panels(feed.outline, clock)
        self._panes = self._panels.panes
        self.desk = Desk(feed, self._panels, clock)
        self._pane = EXCHANGES
        self._detail = TRANSCRIPT
        self._zoomed = False
        self._was_empty = True
        self._opening: Timer | None = None
        self._moved = 0.0

    def compose(self) -> ComposeResult:
        """From top to bottom, what is seen from the beginning."""
        yield self._status
        yield self._panels
        yield FooterLine()

    # Time

    def on_mount(self) -> None:
        """Read what is there, and go on reading."""
        self.recall_list()
        self._arrange()
        self._tick()
        self.call_later(self._complete)  # once the first frame is drawn

    async def _complete(self) -> None:
        try:
            from codex_tui.tui.screens.too_small import TooSmall

            later.read_styles(self.app.stylesheet)
            await self.mount(self.filter_bar, before=self._panels)
            await self.mount(TooSmall(), self.find_bar, self.offers, self.problem, after=self._panels)
            await self._panels.fill()
            self._focus_anew()
            self.desk.open_selected()
        finally:
            self.call_after_refresh(self._completed)  # what is not laid out yet has no lines that a key could find
        if not self.app.is_headless:
            later.load()

    def _completed(self) -> None:
        self.completed = True
        self.post_message(self.Completed())

    def _tick(self) -> None:
        if not self.app.is_running:  # the panes go before this screen's timers do
            return
        wait = self.desk.tick()
        self.look_on()
        self.tell_damage()
        if self.completed:
            self.filter_on(self.desk.feed.changed)
        self._status.show(self.recording(), self.desk.feed.tally)
        if self._was_empty != self._is_empty:
            self._was_empty = self._is_empty
            self._pane = EXCHANGES
            self._arrange()
            self._panes.exchanges.focus_view()
        self._panes.exchanges.teach(above=self.only_side)
        # To dim a screen that changes costs all of it each time.
        covered = self.app.screen is not self and self.app.screen.is_modal
        self.set_timer(max(wait, _COVERED) if covered else wait, self._tick)

    @property
    def _is_empty(self) -> bool:
        return not len(self.desk.feed.outline)

    @property
    def teaches(self) -> bool:
        """Whether advice stands where the list would, or above it."""
        return self.completed and (self._is_empty or self.only_side)

    @property
    def only_side(self) -> bool:
        """Whether something was captured, and none of it asks a model."""
        feed = self.desk.feed
        return not (self._is_empty or feed.outline.holds_calls or feed.outline.filtered or feed.history.unread)

    def advise(self, advice: Advice) -> None:
        """What to say while nothing is captured."""
        self._panes.exchanges.advise(advice)

    # Layout

    def on_resize(self, event: events.Resize) -> None:
        """Another width may mean another layout."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int = 0, height: int = 0) -> None:
        size = self.app.size
        pane = EXCHANGES if self._is_empty else self._pane
        plan = arrange(
            width or size.width,
            height or size.height,
            pane=pane,
            detail=self._detail,
            alone=self._zoomed or self._is_empty,
            chosen=self._panels.chosen,
        )
        self.set_class(plan.kind == "tiny", "-tiny")
        self.set_class(self._zoomed, "-zoomed")
        self._panels.place(plan, alone=self._is_empty, zoomed=self._zoomed and not self._is_empty)
        self.desk.show_details()
        self.desk.say_where()
        if plan.kind != "tiny" and self.focused is None:
            self.call_after_refresh(self._focus_anew)  # it was hidden for a while
        self.refresh_bindings()

    def on_panels_pulled(self) -> None:
        """A divider stands elsewhere."""
        self._arrange()

    def _focus_anew(self) -> None:
        if self.focused is None:
            self.focus_pane_view()

    # Panes and tabs

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that the focus is in is the current one."""
        for pane, number in zip(self._panes, PANES, strict=True):
            if pane in event.widget.ancestors and number != self._pane:
                self._pane = number
                self._detail = number if number != EXCHANGES else self._detail
            if self.completed and pane in event.widget.ancestors:
                self.close_filter_bar()

    def on_unmount(self) -> None:
        """End the threads that search."""
        self.stop_filtering()
        self.stop_seeking()

    def focus_pane_view(self) -> None:
        """Give the focus to the current pane."""
        self._panes[self._pane - 1].focus_view()

    def show_tab(self, tab: str) -> None:
        """Bring a tab, or the transcript, to the front."""
        self._pick(tab)

    def show_exchange(self, id_: str) -> bool:
        """Put the list's cursor on it and open it, whatever hides it; False where it is gone."""
        outline = self.desk.feed.outline
        if id_ not in outline:
            return False
        if outline.line_of(id_) is None and outline.filtered:
            self.action_toggle_filter()
        self._panes.exchanges.table.show_exchange(id_)
        self.desk.select()
        self.desk.open_selected()
        return True

    def go_to(self, pane: int) -> None:
        """Give the focus to a pane, and room."""
        if self._is_empty:
            return
        self._pane = pane
        if pane != EXCHANGES:
            self._detail = pane
        self._arrange()
        self._panes[pane - 1].focus_view()

    def action_go_to_pane(self, pane: int) -> None:
        """By its number; beside the list, raw is the detail's Request tab."""
        if pane == RAW and self._panels.kind == "medium" and self._pane != RAW:
            self._panes.raw.raw.pick(TABS[0])
        self.go_to(pane)

    def action_focus_pane(self, step: int) -> None:
        """The next or previous one of those that there are."""
        panes = (EXCHANGES, self._detail) if self._panels.kind == "medium" else PANES
        self.go_to(panes[(panes.index(self._pane) + step) % len(panes)])

    def action_shift_tab(self, step: int) -> None:
        """The next or previous tab of the detail or of raw."""
        tabs = DETAIL_TABS if self._panels.kind == "medium" else TABS
        current = TRANSCRIPT_TAB if self._pane == TRANSCRIPT else self._panes.raw.raw.tab
        self._pick(tabs[(tabs.index(current) + step) % len(tabs)])

    def _pick(self, tab: str) -> None:
        if tab != TRANSCRIPT_TAB:
            self._panes.raw.raw.pick(tab)
        self.go_to(TRANSCRIPT if tab == TRANSCRIPT_TAB else RAW)

    def action_zoom(self) -> None:
        """The whole screen for one pane, or no longer."""
        self._zoomed = not self._zoomed
        self.go_to(self._pane)

    def action_leave(self) -> None:
        """One step back, never out."""
        self.go_back()

    def go_back(self) -> bool:
        """Undo a zoom, else return to the list; False at the top."""
        if self.end_search():
            return True
        if self._is_empty or not (self._zoomed or self._pane != EXCHANGES):
            return False
        if self._zoomed:
            self.action_zoom()
        else:
            self.go_to(EXCHANGES)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now has a key."""
        match action:
            case "damage":
                return bool(self.desk.feed.history.damage)
            case "leave":
                return not self._is_empty and (self._zoomed or self._pane != EXCHANGES or self.searched)
            case "zoom":
                return not self._is_empty and self._panels.kind != "narrow"
            case "shift_tab":
                return self._pane == RAW or (self._panels.kind == "medium" and self._pane == TRANSCRIPT)
            case (
                "next_exchange"
                | "previous_exchange"
                | "next_error"
                | "mark"
                | "note"
                | "sort"
                | "columns"
                | "copy_menu"
                | "copy_now"
                | "export_menu"
                | "compare_previous"
                | "compare_marked"
                | "statistics"
            ):
                return not self._is_empty
            case "pager" | "editor":
                return not (self._is_empty or self.app.is_web)  # a page has no terminal to leave to them
            case "focus_pane" | "go_to_pane" | "find" | "find_next" | "filter":
                return not self._is_empty
        return True

    @property
    def pane_name(self) -> str:
        """What the help screen calls the current pane."""
        return NAMES[self.pane - 1]

    @property
    def pane(self) -> int:
        """The number of the current pane."""
        return self._pane

    def active_by_pane(self) -> dict[int, list[ActiveBinding]]:
        """By its number, what keys would do with the focus in each pane; of the list alone where there is no more."""
        here, found = (self._pane, self.focused), {}
        for number, framed in enumerate(self.searchable[: 1 if self._is_empty else len(PANES)], EXCHANGES):
            self._pane = number
            self.set_reactive(Screen.focused, framed.view)
            found[number] = [*self.active_bindings.values()]
        self._pane, focused = here
        self.set_reactive(Screen.focused, focused)
        return found

    @property
    def searchable(self) -> list[Framed]:
        """The three panes."""
        return self._panes.searchable

    @property
    def sought_in(self) -> Framed:
        """The current pane."""
        return self.searchable[self._pane - 1]

    # What widgets tell

    @on(LineView.CursorMoved)
    def _cursor_moved(self, event: LineView.CursorMoved) -> None:
        self.desk.feed.put_off()
        if isinstance(event.view, ExchangeTable):
            self.desk.select()
            if self._opening is not None:
                self._opening.stop()
            moved, self._moved = self._moved, time.monotonic()
            rest = _HURRY if self._moved - moved < _HURRY else _SETTLE
            self._opening = self.set_timer(rest, self.desk.open_in_turns)
        self.desk.say_where()

    @on(LineView.FollowingChanged)
    def _following_changed(self) -> None:
        self.desk.say_where()

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        if isinstance(event.view, ExchangeTable):
            event.view.action_toggle_group()
            if event.view.check_action("open", ()):
                self._opened()
        elif (fold := getattr(event.view, "action_toggle_fold", None)) is not None:
            fold()

    @on(ExchangeTable.Opened)
    def _opened(self) -> None:
        self.desk.open_selected()
        self.go_to(TRANSCRIPT)

    def on_tab_strip_picked(self, event: TabStrip.Picked) -> None:
        """A tab was clicked."""
        self._pick(event.name)

    def on_raw_changed(self) -> None:
        """Another tab is shown, or says something else of itself."""
        self._panels.show_tabs()
        self.desk.say_where()

    def action_next_exchange(self) -> None:
        """The one after it in the list."""
        self._panes.exchanges.table.step(1)

    def action_previous_exchange(self) -> None:
        """The one before it in the list."""
        self._panes.exchanges.table.step(-1)
