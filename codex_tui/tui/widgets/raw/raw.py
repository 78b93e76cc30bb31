"""What passed on the wire, in five tabs; only the one that is seen is kept up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message

from codex_tui import formats
from codex_tui.neutral import neutral_line
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Pieces, spread
from codex_tui.tui.widgets.raw.body_view import BodyView
from codex_tui.tui.widgets.raw.events_view import EventsHeading, EventsView
from codex_tui.tui.widgets.raw.headers import headers_page
from codex_tui.tui.widgets.raw.listed import Listed
from codex_tui.tui.widgets.raw.tabs import TABS
from codex_tui.tui.widgets.raw.timing import timing_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.dialects.conversation import Conversation
    from codex_tui.history.exchange import Exchange
    from codex_tui.history.summary import Summary
    from codex_tui.tui.widgets.lines.view import LineView


@dataclass(frozen=True)
class Wire:
    """What the tabs show: an exchange, what it means, and how many ms it has taken so far.

    ``before``: the body of the request before it in the session, ``since`` its number. ``turn``: the calls of its
    turn, oldest first.
    """

    exchange: Exchange
    conversation: Conversation
    elapsed: float
    before: bytes = b""
    since: int | None = None
    turn: Sequence[Summary] = ()

    @property
    def both_ways(self) -> bool:
        """Whether its events are messages of a WebSocket, of either side."""
        return self.exchange.record.transport == "websocket"


class Caption(Drawn):
    """The line between the tabs and a body: request line, or status, with the size; then a blank one."""

    def __init__(self) -> None:
        super().__init__()
        self._left: Pieces = []
        self._weight = ""

    def show(self, left: Pieces, size: str) -> None:
        """Show these."""
        if (left, size) != (self._left, self._weight):
            self._left, self._weight = left, size
            self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """Two lines."""
        lead = [(" ", "muted")]
        return [[*lead, *spread(self._left, [(self._weight, "disabled")] if self._weight else [], width - 3)], []]


class Raw(Vertical):
    """The five views; the tab strip stands in the pane, since it may hold more tabs than these."""

    @dataclass
    class Changed(Message):
        """Another tab is shown, or the shown one says something else of itself."""

        tab: str

    def __init__(self) -> None:
        super().__init__()
        self.tab = TABS[0]
        self._wire: Wire | None = None
        self._stale = set(TABS)
        self._caption = Caption()
        self._heading = EventsHeading()
        self._request, self._response = BodyView(id="request"), BodyView(id="response")
        self._events = EventsView(id="events")
        self._headers, self._timing = Listed(id="headers"), Listed(id="timing")
        self._views: dict[str, LineView] = dict(
            zip(TABS, (self._request, self._response, self._events, self._headers, self._timing), strict=True)
        )

    def compose(self) -> ComposeResult:
        """Everything; all but one are hidden."""
        yield self._caption
        yield self._heading
        yield from self._views.values()

    def on_mount(self) -> None:
        """Show the first tab."""
        self._reveal()

    @property
    def view(self) -> LineView:
        """The one that is shown."""
        return self._views[self.tab]

    @property
    def about(self) -> str:
        """What the lower rule says of the view."""
        view = self.view
        return view.about if isinstance(view, (BodyView, EventsView)) else ""

    @property
    def content(self) -> bytes | None:
        """The exact bytes of the body that the view is about."""
        if self._wire is None:
            return None
        if self.tab == "Request":
            return self._wire.exchange.request_body
        return self._wire.exchange.response_body

    @property
    def wire(self) -> Wire | None:
        """What is shown."""
        return self._wire

    @property
    def event(self) -> int | None:
        """The event under the cursor, while events are shown."""
        found = self._events.event if self.tab == "Events" else None
        return None if found is None else found[0]

    def show(self, wire: Wire) -> None:
        """Show another exchange."""
        self._wire = wire
        self._stale = set(TABS)
        self._freshen()

    def advance(self, wire: Wire) -> None:
        """The same exchange, further on; ``wire.exchange`` may be its finished form."""
        moved = self._wire is None or wire.exchange is not self._wire.exchange
        self._wire = wire
        if self.tab in self._stale:
            self._freshen()
            return
        match self.tab:
            case "Response":
                self._response.extend(wire.exchange.response_body)
            case "Events" if moved:
                self._events.renew(wire.exchange.events, live=wire.exchange.live, both_ways=wire.both_ways)
            case "Events":
                self._events.advance(live=wire.exchange.live, both_ways=wire.both_ways)
            case "Headers" | "Timing":
                self._freshen_page(from_top=False)
        self._stale = set(TABS) - {self.tab, "Request"} | (self._stale & {"Request"})
        self._caption_again()

    def clear(self) -> None:
        """Show nothing."""
        self._wire = None
        self._stale = set(TABS)
        for view in (self._request, self._response):
            view.show(b"")
        self._events.show((), live=False, both_ways=False)
        for page in (self._headers, self._timing):
            page.show(lambda _: ())
        self._caption.show([], "")

    def pick(self, tab: str) -> None:
        """Show a tab."""
        if tab != self.tab:
            self.tab = tab
            self._reveal()
            self._freshen()

    def _reveal(self) -> None:
        for name, view in self._views.items():
            view.display = name == self.tab
        self._caption.display = self.tab in ("Request", "Response")
        self._heading.display = self.tab == "Events"
        self._caption_again()
        self.post_message(self.Changed(self.tab))

    def _freshen(self) -> None:
        """Give the shown view what it has not seen yet."""
        wire = self._wire
        if wire is None or self.tab not in self._stale:
            return
        self._stale.discard(self.tab)
        match self.tab:
            case "Request":
                self._request.show(wire.exchange.request_body, wire.before, wire.since)
            case "Response":
                self._response.show(wire.exchange.response_body)
            case "Events":
                self._events.show(wire.exchange.events, live=wire.exchange.live, both_ways=wire.both_ways)
            case _:
                self._freshen_page(from_top=True)
        self._caption_again()
        self.post_message(self.Changed(self.tab))

    def _freshen_page(self, *, from_top: bool) -> None:
        wire = self._wire
        assert wire is not None
        if self.tab == "Headers":
            self._headers.show(lambda width: headers_page(wire.exchange, width), from_top=from_top)
        else:
            self._timing.show(
                lambda width: timing_page(wire.exchange.record, wire.conversation, wire.elapsed, width, wire.turn),
                from_top=from_top,
            )

    def _caption_again(self) -> None:
        if self._wire is None:
            return
        record = self._wire.exchange.record
        if self.tab == "Request":
            line = f"{record.method} {neutral_line(record.url)}"
            self._caption.show([(line, "muted")], formats.size(record.sizes.request))
            return
        reason = neutral_line(record.response.reason) if record.response else ""
        status = (
            "no answer yet" if record.status is None and self._wire.exchange.live else str(record.status or "none")
        )
        ink = "error" if record.status is not None and record.status >= 400 else "muted"
        self._caption.show([(f"{status} {reason}".strip(), ink)], formats.size(record.sizes.response))
