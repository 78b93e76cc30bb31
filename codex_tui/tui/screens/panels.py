"""The three panes beside each other, as far as there is room."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from codex_tui.tui.finding import Framed
from codex_tui.tui.outline import Outline
from codex_tui.tui.screens.arrangement import EXCHANGES, RAW, TRANSCRIPT, Arrangement, Kind, pulled
from codex_tui.tui.screens.panes import (
    DETAIL_TABS,
    TRANSCRIPT_TAB,
    EventPane,
    ExchangesPane,
    RawPane,
    TranscriptPane,
)
from codex_tui.tui.widgets.frame.divider import Handle
from codex_tui.tui.widgets.raw.tabs import TABS

PANES = (EXCHANGES, TRANSCRIPT, RAW)
NAMES = ("Exchanges", "Transcript", "Raw")
_BESIDE = 100  # cells from which zoomed events have a second pane


class Panes(NamedTuple):
    """By number, from 1."""

    exchanges: ExchangesPane
    transcript: TranscriptPane
    raw: RawPane

    @property
    def searchable(self) -> list[Framed]:
        """Each with the view that it shows now."""
        exchanges = Framed(self.exchanges, self.exchanges.table)
        if not self.filled:
            return [exchanges]
        return [
            exchanges,
            Framed(self.transcript, self.transcript.transcript),
            Framed(self.raw, self.raw.raw.view),
        ]

    @property
    def filled(self) -> bool:
        """Whether there is more than the list yet."""
        return self.raw.filled


class Panels(Horizontal):
    """Gives each pane its width, its title and its tabs.

    ``chosen``: what a person pulled panes to, for as long as the program runs.
    """

    BLANK = True  # the panes cover it

    class Pulled(Message):
        """Panes are to have other widths."""

    def __init__(self, outline: Outline, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.panes = Panes(ExchangesPane(outline, clock), TranscriptPane(), RawPane())
        self.chosen: dict[tuple[Kind, int], int] = {}
        self.events = 0
        self._plan = Arrangement("tiny")
        self._dividers = (Handle(), Handle(), Handle())
        self._event = EventPane()
        self._beside = False

    def compose(self) -> ComposeResult:
        """From left to right."""
        first, second, _ = self._dividers
        yield self.panes.exchanges
        yield first
        yield self.panes.transcript
        yield second
        yield self.panes.raw

    async def fill(self) -> None:
        """Put into the panes what the first frame stands without, and beside them the one for an event."""
        await self.panes.exchanges.fill()
        await self.mount(self._dividers[2], self._event)
        await self.panes.transcript.fill()
        await self.panes.raw.fill()
        self.show_beside()
        self.show_tabs()

    @property
    def kind(self) -> Kind:
        """What there is room for."""
        return self._plan.kind

    @on(Handle.Pulled)
    def _pulled(self, event: Handle.Pulled) -> None:
        event.stop()
        pane = (EXCHANGES, RAW, self._event.number)[self._dividers.index(event.handle)]
        if event.x is None:
            self.chosen.pop((self.kind, pane), None)
        else:
            at = event.x - self.region.x
            cells = at if pane == EXCHANGES else self.size.width - at - 1
            self.chosen[self.kind, pane] = pulled(self._plan, pane, cells)
        self.post_message(self.Pulled())

    def place(self, plan: Arrangement, *, alone: bool, zoomed: bool) -> None:
        """Follow ``plan``. ``alone``: only the list is of any use; ``zoomed``: a pane has the room of all."""
        self._plan = plan
        for pane, number in zip(self.panes, PANES, strict=True):
            pane.display = plan.shows(number)
            pane.styles.width = plan.cells(number)
        shown = sum(map(plan.shows, PANES))
        self._dividers[0].display = shown > 1
        self._dividers[1].display = shown > 2
        self._beside = zoomed and plan.shows(RAW) and plan.raw >= _BESIDE
        self.show_beside()
        self._divide()
        self._title(", zoomed" if zoomed else "", several=plan.kind == "narrow" and not alone)
        self.show_tabs()

    def _title(self, suffix: str, *, several: bool) -> None:
        if several:
            for pane in self.panes:
                pane.set_title(*zip(PANES, NAMES, strict=True))
            return
        self.panes.exchanges.set_title((EXCHANGES, f"{NAMES[0]}{suffix}"))
        detail = (TRANSCRIPT, f"Detail{suffix}") if self.kind == "medium" else None
        self.panes.transcript.set_title(detail or (TRANSCRIPT, f"{NAMES[1]}{suffix}"))
        self.panes.raw.set_title(detail or (RAW, f"{NAMES[2]}{suffix}"))

    def show_beside(self) -> None:
        """The second pane of zoomed events: what the one under the cursor is."""
        if not self.panes.filled:
            return
        raw = self.panes.raw.raw
        shown = self._beside and raw.event is not None
        if self._event.display != shown:
            self._event.display = self._dividers[2].display = shown
            self._divide()
        if shown and raw.wire is not None and raw.event is not None:
            self._event.show(raw.wire, raw.event)

    def _divide(self) -> None:
        """Between raw and the pane beside it."""
        if self._beside:
            number = self._event.number
            own = self.chosen.get((self.kind, number))
            self.panes.raw.styles.width = "1fr" if own or not self._event.display else "3fr"
            self._event.styles.width = pulled(self._plan, number, own) if own else "2fr"

    def show_tabs(self) -> None:
        """The tabs of raw; where the detail is one pane, the transcript is the first of them."""
        if not self.panes.filled:
            return
        pane = self.panes.raw
        medium = self.kind == "medium"
        events = f"{self.events:,}" if self.events else ""
        tabs = [(name, events if name == "Events" else "") for name in (DETAIL_TABS if medium else TABS)]
        self.panes.transcript.tabs.display = medium
        self.panes.transcript.tabs.show(tabs, TRANSCRIPT_TAB)
        pane.tabs.show(tabs, pane.raw.tab)
        pane.tabs.set_class(pane.raw.tab in ("Request", "Response"), "-close")
