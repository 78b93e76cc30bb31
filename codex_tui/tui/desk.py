"""Keeps the panes in step with the history: what is listed, what is opened, what has grown."""

from __future__ import annotations

import math
import time
from datetime import datetime
from typing import TYPE_CHECKING

from codex_tui.errors import CodexTuiError
from codex_tui.formats import clock as clock_text
from codex_tui.formats import count
from codex_tui.tui.notices import insist, withdraw
from codex_tui.tui.outline.flat import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.dialects.conversation import Conversation
    from codex_tui.history.summary import Summary
    from codex_tui.tui.feed import Feed, News
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.opening import Opening
    from codex_tui.tui.screens.panels import Panels

REDRAW = 0.1
"""Seconds between two drawings of running numbers."""

GROWTH, _SELDOM = 0.03, 0.065
"""Seconds between two drawings of streaming text, which is to be seen soon after it passed; and at most so many,
where an answer comes so fast that each drawing moves the whole pane."""

_SHARE = 0.2
"""Of a processor, that streaming text may take."""

_TURN, _PAUSE = 0.004, 0.001
"""Seconds that an exchange is read for at a time, and that are left for keys between."""

_LIVE, _IDLE, _BUSY, _BROKEN = 0.025, 0.1, 0.005, 1.0


class Desk:
    """``opened``: the exchange in the detail panes."""

    def __init__(self, feed: Feed, panels: Panels, clock: Callable[[], datetime]) -> None:
        self.feed = feed
        self.opened: Opened | None = None
        self._panels = panels
        self._clock = clock
        self._complained = self._broken = ""
        self._selected: str | None = None
        self._rows: set[str] = set()
        self._rows_drawn = self._details_drawn = self._used = 0.0
        self._grown = False
        self._in_transcript: tuple[Opened, int | None] | None = None
        self._in_raw: Opened | None = None

    @property
    def settled(self) -> bool:
        """Whether what is selected is what is opened."""
        return self._selected is None or (self.opened is not None and self.opened.id == self._selected)

    @property
    def selected(self) -> Summary | None:
        """The exchange under the list's cursor."""
        return self._panels.panes.exchanges.table.summary

    def tick(self) -> float:
        """Read and show a little of what is new; seconds until it should be asked again."""
        self.feed.want(self._panels.panes.exchanges.table.seen)
        try:
            news = self.feed.poll()
        except CodexTuiError as error:
            self._tell(error)
            self._broken = str(error)
            return _BROKEN
        if self._broken:
            withdraw(self._panels.app, self._broken)
        self._complained = self._broken = ""
        self._take(news)
        if news.more:
            return _BUSY
        if self._grown:
            return min(_LIVE, max(_BUSY, self._until_growth()))
        return _LIVE if self.feed.live else _IDLE

    def select(self) -> None:
        """The list's cursor is somewhere else; a live exchange is opened at once."""
        selected = self.selected
        if selected is None or selected.id == self._selected:
            return
        self._selected = selected.id
        if selected.state == "live":
            self.open_selected()

    def open_selected(self) -> None:
        """Show the selected exchange in the panes."""
        if self._selected is not None and not self.settled:
            self._open(at_once=True)

    def open_in_turns(self) -> None:
        """The same, but let keys come between; what is selected meanwhile ends it."""
        if self._selected is not None and not self.settled:
            self._open(at_once=False)

    def _open(self, opening: Opening | None = None, *, at_once: bool) -> None:
        if self._selected is None or not self._panels.panes.filled:
            return
        if opening is None:
            from codex_tui.tui.opening import Opening

            opening = Opening(self.feed.history, self._selected)
        if opening.id != self._selected or self.settled:
            return
        try:
            done = opening.go_on(math.inf if at_once else time.monotonic() + _TURN)
        except CodexTuiError as error:
            self._tell(error)
            self._close()
            return
        if done:
            self.opened = opening.opened
            self.show_details()
        else:
            self._panels.set_timer(_PAUSE, lambda: self._open(opening, at_once=False))

    def show_details(self) -> None:
        """Bring the panes that are visible up to date."""
        if self.opened is None:
            return
        try:
            self._show(self.opened)
        except CodexTuiError as error:  # it was taken out of the history a moment ago
            self._tell(error)
            self._close()

    def _show(self, opened: Opened) -> None:
        if opened.was_live and self.feed.history.summary(opened.id).state != "live":
            opened.finish()
        self._grown = False
        self._details_drawn, self._used = time.monotonic(), time.process_time()
        conversation = opened.conversation()
        self._show_transcript(opened, conversation)
        self._show_raw(opened, conversation)
        self._panels.events = len(opened.reading.exchange.events)
        self._panels.show_tabs()
        self.say_where()

    def say_where(self) -> None:
        """What the lower rules say."""
        opened = self.opened
        self._panels.panes.exchanges.set_position(self._place_in_list())
        if opened is None:
            return
        record = opened.reading.exchange.record
        at = clock_text(datetime.fromisoformat(record.started_at), self._clock())
        where = f"#{record.number}  {at}  {opened.reading.api.rpartition('.')[2]}"
        self._panels.panes.transcript.set_position(where)
        self._panels.panes.raw.set_position(self._panels.panes.raw.raw.about or where)
        self._panels.show_beside()

    def _place_in_list(self) -> str:
        table, outline = self._panels.panes.exchanges.table, self.feed.outline
        if not len(outline):
            return count(0, "exchange")
        words = []
        if outline.filtered:
            words = [f"{outline.matched:,} of {len(outline):,}", "filtered"]
        elif outline.sort is not None and table.cursor < outline.sorted_height:
            words = [f"{table.cursor + 1:,} of {outline.sorted_height:,}"]
        elif table.summary is not None:
            words = [f"{outline.rank(table.summary.id):,} of {len(outline):,}"]
        if outline.sort is not None:
            words.append(f"by {MEASURES[outline.sort.by].name}")
        if table.following:
            words.append("following")
        elif table.unseen:
            words.append(f"{table.unseen:,} new")
        return ", ".join(words)

    def _take(self, news: News) -> None:
        now = time.monotonic()
        if news.moved:
            self.list_again()
            self._rows_drawn = now
        else:
            self._rows.update(news.ids)
        opened, is_due = self.opened, now - self._rows_drawn >= REDRAW
        if is_due:
            self._redraw_rows(now)
        if opened is not None:
            self._grown = self._grown or opened.id in news.ids
            if (self._grown and self._until_growth() <= 0) or (opened.live and is_due):
                self._rows_drawn = now if is_due else self._rows_drawn
                self.show_details()

    def _until_growth(self) -> float:
        """Seconds until what has grown may be drawn again."""
        used = time.process_time() - self._used
        return max(GROWTH, min(_SELDOM, used / _SHARE)) - (time.monotonic() - self._details_drawn)

    def list_again(self) -> None:
        """The outline has other lines."""
        if self._selected is not None and self._selected not in self.feed.outline:
            self._close()
        self._panels.panes.exchanges.outline_changed()
        self._rows.clear()
        before = self._selected
        self.select()
        if before is None:
            # The rows first: what stands beside them takes as long again.
            self._panels.call_after_refresh(self.open_in_turns)
        elif self._selected != before:
            self.open_in_turns()
        self.say_where()

    def _redraw_rows(self, now: float) -> None:
        self._rows.update(self.feed.live)
        if self._rows:
            self._panels.panes.exchanges.table.update_lines(self.feed.lines_of(self._rows))
            self._rows.clear()
            self._rows_drawn = now

    def _show_transcript(self, opened: Opened, conversation: Conversation) -> None:
        pane = self._panels.panes.transcript
        status = opened.reading.exchange.record.status
        if not pane.display:
            return
        annotation = self.feed.annotations.get(opened.id)
        note = annotation.note if annotation else ""
        if self._in_transcript == (opened, opened.since):
            pane.advance(conversation, status, note)
        else:
            pane.show(conversation, opened.since, status, note)
            self._in_transcript = (opened, opened.since)

    def _show_raw(self, opened: Opened, conversation: Conversation) -> None:
        pane = self._panels.panes.raw
        if not pane.display:
            return
        wire = opened.wire(conversation, self._clock())
        if self._in_raw is opened:
            pane.raw.advance(wire)
        else:
            pane.raw.show(wire)
            self._in_raw = opened

    def _close(self) -> None:
        self.opened = self._selected = self._in_transcript = self._in_raw = None
        if not self._panels.panes.filled:
            return
        self._panels.panes.transcript.clear()
        self._panels.panes.raw.raw.clear()

    def _tell(self, error: CodexTuiError) -> None:
        if str(error) != self._complained:
            self._complained = str(error)
            insist(self._panels.app, self._complained)
