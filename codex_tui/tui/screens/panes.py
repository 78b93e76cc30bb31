"""The three panes with what stands in them.

Those beside the list are empty until they are filled, and what stands in them is imported then: the list is drawn
in half the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from codex_tui.tui.keys import bindings
from codex_tui.tui.screens.arrangement import EXCHANGES, RAW, TRANSCRIPT
from codex_tui.tui.widgets.exchanges.table import ExchangeHeading, ExchangeTable
from codex_tui.tui.widgets.frame.pane import Pane
from codex_tui.tui.widgets.raw.tabs import TABS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from codex_tui.dialects.conversation import Conversation
    from codex_tui.tui.outline import Outline
    from codex_tui.tui.widgets.empty.empty import Advice, EmptyState
    from codex_tui.tui.widgets.frame.tab_strip import TabStrip
    from codex_tui.tui.widgets.raw.fragments import Joined
    from codex_tui.tui.widgets.raw.listed import Listed
    from codex_tui.tui.widgets.raw.raw import Raw, Wire
    from codex_tui.tui.widgets.transcript.banner import Banner
    from codex_tui.tui.widgets.transcript.transcript import Transcript

TRANSCRIPT_TAB = "Transcript"
DETAIL_TABS = (TRANSCRIPT_TAB, *TABS)


class ExchangesPane(Pane):
    """The list, or what to do while it is empty; both where it holds nothing that was looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("command.first", "command.second")]

    empty: EmptyState

    def __init__(self, outline: Outline, clock: Callable[[], datetime]) -> None:
        super().__init__(EXCHANGES, id="exchanges-pane")
        self._outline = outline
        self.table = ExchangeTable(outline, clock, id="exchanges")
        self._heading = ExchangeHeading(self.table)
        self._filled = False

    def compose(self) -> ComposeResult:
        """From top to bottom; not all is shown."""
        yield self._heading
        yield self.table

    async def fill(self) -> None:
        """What to do above the list."""
        from codex_tui.tui.widgets.empty.empty import EmptyState

        self.empty = EmptyState()
        await self.mount(self.empty, before=self._heading)
        self._filled = True
        self._reveal(empty=not len(self._outline))

    def on_mount(self) -> None:
        """Nothing is there yet."""
        self._reveal(empty=True)

    def outline_changed(self) -> None:
        """Show what there is now."""
        if self.table.display != bool(len(self._outline)):
            self._reveal(empty=not len(self._outline))
        self._share()
        self.table.outline_changed()
        self._heading.refresh()

    def advise(self, advice: Advice) -> None:
        """What to say while there is nothing."""
        self.empty.show(advice)

    def teach(self, *, above: bool) -> None:
        """Say it ``above`` the list too."""
        if self._filled and above != self._taught:
            self.set_class(above, "-taught")
            self._reveal(empty=not len(self._outline))

    @property
    def _taught(self) -> bool:
        return self.has_class("-taught")

    def _reveal(self, *, empty: bool) -> None:
        focused = self.has_focus_within
        taught = empty or self._taught
        if self._filled:
            self.empty.display = taught
        self.table.display = not empty
        self._heading.display = not taught
        self._share()
        if focused:
            self.focus_view()

    @on(ExchangeTable.Folded)
    def _share(self) -> None:
        """What is taught has the room that the lines under it leave, and at least half of it."""
        self.table.styles.height = min(self.table.count, max(1, self.size.height // 2)) if self._taught else None

    def on_resize(self) -> None:
        """Another half."""
        self._share()

    def on_line_view_cursor_moved(self) -> None:
        """Another line, other keys: the page names them."""
        if self._taught:
            self.empty.refresh()

    def action_copy_command(self, index: int) -> None:
        """Copy a command of the page above the list."""
        self.empty.action_copy_command(index)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On an exchange these keys copy that."""
        line = self.table.line
        return (
            self._taught and line is not None and line.kind == "side" and self.empty.check_action(action, parameters)
        )

    def focus_view(self) -> None:
        """Give the focus to what is shown."""
        if self.table.display:
            self.table.focus()
        elif self._filled:
            self.empty.focus()


class TranscriptPane(Pane):
    """A banner that stays, and the conversation under it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tab.previous", "tab.next")]

    tabs: TabStrip
    banner: Banner
    transcript: Transcript

    def __init__(self) -> None:
        super().__init__(TRANSCRIPT, id="transcript-pane")

    async def fill(self) -> None:
        """From top to bottom."""
        from codex_tui.tui.widgets.frame.tab_strip import TabStrip
        from codex_tui.tui.widgets.transcript.banner import Banner
        from codex_tui.tui.widgets.transcript.transcript import Transcript

        self.tabs, self.banner, self.transcript = TabStrip(), Banner(), Transcript(id="transcript")
        await self.mount(self.tabs, self.banner, self.transcript)

    def show(self, conversation: Conversation, since: int | None, status: int | None, note: str) -> None:
        """Another exchange; ``note``: what a person wrote on it."""
        self._warn(conversation, status, note)
        self.transcript.show(conversation, since)

    def advance(self, conversation: Conversation, status: int | None, note: str) -> None:
        """The same one, further on."""
        self._warn(conversation, status, note)
        self.transcript.advance(conversation)

    def _warn(self, conversation: Conversation, status: int | None, note: str) -> None:
        from codex_tui.tui.widgets.transcript.banner import notices

        self.banner.show(notices(conversation, status, note))

    def clear(self) -> None:
        """Nothing."""
        self.banner.show([])
        self.transcript.clear()

    def focus_view(self) -> None:
        """Give the focus to the conversation."""
        self.transcript.focus()


class RawPane(Pane):
    """What passed on the wire."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tab.previous", "tab.next")]

    tabs: TabStrip
    raw: Raw

    def __init__(self) -> None:
        super().__init__(RAW, id="raw-pane")
        self.filled = False

    async def fill(self) -> None:
        """Tabs above the view."""
        from codex_tui.tui.widgets.frame.tab_strip import TabStrip
        from codex_tui.tui.widgets.raw.raw import Raw

        self.tabs, self.raw = TabStrip(), Raw()
        await self.mount(self.tabs, self.raw)
        self.filled = True

    def show(self, wire: Wire) -> None:
        """Another exchange."""
        self.raw.show(wire)

    def focus_view(self) -> None:
        """Give the focus to the view that is shown."""
        self.raw.view.focus()


class EventPane(Pane):
    """Beside the zoomed events: the text that they join to, and the one under the cursor in full."""

    can_focus_children = False

    _view: Listed

    def __init__(self) -> None:
        super().__init__(0, id="event-pane")
        self._joined: Joined | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        """One page."""
        from codex_tui.tui.widgets.raw.listed import Listed

        self.set_title((0, "Event"))
        self._view = Listed(id="event")
        yield self._view

    def show(self, wire: Wire, index: int) -> None:
        """Show event ``index`` of the exchange."""
        from codex_tui.tui.widgets.raw.event_page import event_page
        from codex_tui.tui.widgets.raw.fragments import Joined

        exchange = wire.exchange
        if self._joined is None or self._joined.events is not exchange.events:
            self._joined = Joined(exchange.events)
        selection, response = self._joined.at(index), exchange.record.response
        exact = response is not None and response.encoding is None and not exchange.record.redactions.response
        chunks = response.chunks if response is not None and exact else []
        self._view.show(
            lambda width: event_page(
                exchange.events,
                index,
                selection,
                chunks,
                width,
                self._view.height,
                live=exchange.live,
                both_ways=wire.both_ways,
            )
        )
