"""Searching the whole history: a line to type into, and what was found, as it is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.message import Message

from codex_tui import formats
from codex_tui.dialects.matching import hits_in, matcher
from codex_tui.errors import CodexTuiError
from codex_tui.history.query import Query, QueryError, parse
from codex_tui.history.sought import sought_of
from codex_tui.neutral import neutral_line
from codex_tui.tui.looking import Looking
from codex_tui.tui.screens.page import Page
from codex_tui.tui.widgets.find.results import Results
from codex_tui.tui.widgets.find.surroundings import Surroundings
from codex_tui.tui.widgets.frame.prompt import Inked, Prompt
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.timer import Timer
    from textual.widget import Widget

    from codex_tui.history.search import Hit
    from codex_tui.history.sought import Sought
    from codex_tui.tui.looking import Batch
    from codex_tui.tui.screens.page import Owner

_PAUSE = 0.15
"""Seconds without a key after which what is typed is looked for."""

_REST = 0.05
"""Seconds for which the cursor rests on a hit before its text is read."""

_MOST = 50_000
"""Hits after which a search ends: more nobody reads."""

_LEAD, _TAIL = 9, 44


class SearchPrompt(Prompt):
    """What is looked for."""

    KEYS: ClassVar = ("search.results", "search.leave", "language")

    def __init__(self) -> None:
        super().__init__(id="search")
        self.error: QueryError | None = None

    def on_mount(self) -> None:
        """What stands before it, and in it while it is empty."""
        self.input.placeholder = 'words, "a phrase", re:expression; model:gpt-oss since:1d narrow it down'
        self.say("")

    def say(self, text: str) -> None:
        """What it came to."""
        wrong = self.error is not None
        self.lead.say([(" search", "error bold" if wrong else "primary bold")], _LEAD)
        self.tail.say([(f"{text} ", "error" if wrong else "muted")], _TAIL)
        self.input.refresh()

    def colour(self, value: str) -> list[Inked]:
        """Red where it is wrong."""
        if self.error is None:
            return []
        begin = self.error.column - 1
        return [(begin, begin + self.error.length, "error underline")]

    def action_results(self) -> None:
        """To what was found."""
        self.screen.query_one(Results).focus()

    def action_leave(self) -> None:
        """Back to the inspector."""
        self.screen.dismiss()


class SearchPage(Page[Results]):
    """Kept while the inspector runs: what was found is there when one comes back. ``open_hit`` shows one."""

    pane_name = "Search"

    @dataclass
    class Found(Message):
        """A thread found something, or came further."""

        looking: object
        batch: Batch

    @dataclass
    class Surrounded(Message):
        """A thread read the text of ``hit``: ``found`` is the same with the lines around it."""

        hit: Hit
        found: Hit

    def __init__(self, owner: Owner, clock: Callable[[], datetime], open_hit: Callable[[Hit, Sought], None]) -> None:
        super().__init__(owner, Results(self._time))
        self.prompt = SearchPrompt()
        self.surroundings = Surroundings()
        self._clock = clock
        self._open_hit = open_hit
        self._looking: Looking | None = None
        self._sought: Sought | None = None
        self._waiting: Timer | None = None
        self._resting: Timer | None = None
        self._surrounded: Hit | None = None
        self._share = 1.0
        self._unread = 0
        self._exchanges: set[str] = set()
        self._error = ""

    def contents(self) -> list[Widget]:
        """From top to bottom."""
        return [self.prompt, self.view, self.surroundings]

    def on_mount(self) -> None:
        """Say what is searched."""
        self.set_title("all bodies")
        self.pane.set_position("")

    def on_screen_resume(self) -> None:
        """To what was found before, if anything was."""
        (self.view if self.view.hits else self.prompt.input).focus()

    # What is typed

    @on(SearchPrompt.Changed, "#search")
    def _typed(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(_PAUSE, self._begin)

    def _begin(self) -> None:
        self.stop()
        self.prompt.error, self._error, self._unread, self._sought = None, "", 0, None
        self._exchanges.clear()
        source = self.prompt.value.strip()
        try:
            query = parse(source)
        except QueryError as error:
            self.prompt.error = error
            self.view.begin(None)
            self._say()
            return
        self._sought = sought_of(query) if query.texts else None
        self.view.begin(self._sought.pattern if self._sought else None)
        if self._sought is not None:
            self._share = 0.0
            self._look(query, self._sought)
        self._say()

    def _look(self, query: Query, sought: Sought) -> None:
        captures = self.owner.desk.feed.history.directory

        def tell(batch: Batch) -> None:
            self.post_message(self.Found(sought, batch))

        if query.is_text:
            self._looking = Looking(captures, sought, tell)
        else:
            keep = matcher(query, self.owner.desk.feed.annotations.annotated)
            self._looking = Looking(captures, sought, tell, keep)

    @on(Found)
    def _found(self, event: Found) -> None:
        if event.looking is not self._sought:
            return
        self.view.add(event.batch.hits)
        self._exchanges.update(hit.id for hit in event.batch.hits)
        self._share = event.batch.share or 0.0
        self._error, self._unread = event.batch.error, event.batch.unread
        if event.batch.done:
            self._looking = None
        elif self.view.count >= _MOST:
            self.stop()
        self._say()

    def stop(self) -> None:
        """Look no further."""
        if self._looking is not None:
            self._looking.stop()
            self._looking = None
            self._say()

    def action_stop(self) -> None:
        """Look no further; what was found stays."""
        self.stop()

    def _say(self) -> None:
        self.prompt.say(self._state())
        self.pane.set_position(
            f"{self.view.cursor + 1:,} of {formats.count(self.view.count, 'hit')}" if self.view.hits else ""
        )
        self._look_around()
        self.refresh_bindings()

    def _state(self) -> str:
        error = self.prompt.error
        if error is not None:
            return neutral_line(f"column {error.column}: {error.problem}")
        if self._error:
            return neutral_line(self._error)
        if self._sought is None:
            return "give a text to look for" if self.prompt.value.strip() else ""
        hits = self.view.count
        if self._unread:
            found = formats.count(hits, "hit") if hits else "nothing"
            return f"{found}, {formats.count(self._unread, 'line')} could not be read"
        found = (
            f"{formats.count(hits, 'hit')} in {formats.count(len(self._exchanges), 'exchange')}"
            if hits
            else "nothing"
        )
        if self._looking is not None:
            return f"{found} so far, {self._share:.0%} searched" if hits else f"{self._share:.0%} searched"
        return found if self._share >= 1 else f"{found}, stopped at {self._share:.0%}"

    def _time(self, id_: str) -> str:
        try:
            at = self.owner.desk.feed.history.summary(id_).started_at
        except CodexTuiError:
            return ""
        return formats.clock(datetime.fromisoformat(at), self._clock())

    # What is found

    @on(LineView.CursorMoved)
    def _moved(self) -> None:
        self._say()

    @on(LineView.Chosen)
    def _chosen(self) -> None:
        self.view.action_open_hit()

    @on(Results.Opened)
    def _opened(self, event: Results.Opened) -> None:
        if self._sought is not None:
            self._open_hit(event.hit, self._sought)

    # What stands around it

    def on_resize(self, event: events.Resize) -> None:
        """As much of it as there is room for now."""
        super().on_resize(event)
        self._surrounded = None
        self._look_around()

    def _look_around(self) -> None:
        """Show the text of the hit under the cursor, once that rests."""
        hit = self.view.hit
        if hit is self._surrounded:
            return
        self._surrounded = hit
        if self._resting is not None:
            self._resting.stop()
        if hit is None:
            self.surroundings.show(None, None)
        else:
            self._resting = self.set_timer(_REST, lambda: self._read_around(hit))

    def _read_around(self, hit: Hit) -> None:
        sought = self._sought
        if sought is None:
            return
        try:
            exchange = self.owner.desk.feed.history.open(hit.id).exchange
        except CodexTuiError:
            self.surroundings.show(hit, sought.pattern)
            return
        around = self.surroundings.around(self.size.height)

        def read() -> None:
            same = (each for each in hits_in(exchange, sought, around) if hit.is_at(each))
            self.post_message(self.Surrounded(hit, next(same, hit)))

        self.run_worker(read, thread=True, exclusive=True, group="around")

    @on(Surrounded)
    def _show_around(self, event: Surrounded) -> None:
        if event.hit is self._surrounded and self._sought is not None:
            self.surroundings.show(event.found, self._sought.pattern)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what runs can be stopped."""
        return self._looking is not None if action == "stop" else True
