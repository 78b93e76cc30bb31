"""Filtering the list: the bar, what it offers, and what becomes of the list."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.screen import Screen

from codex_tui.history.query import Known, QueryError, offers, parse
from codex_tui.neutral import neutral_line
from codex_tui.tui.blame import blame
from codex_tui.tui.sieve import Sieve
from codex_tui.tui.widgets.exchanges.table import ExchangeTable
from codex_tui.tui.widgets.find.filter_bar import LEAD, FilterBar
from codex_tui.tui.widgets.find.offers import Offers, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from codex_tui.history.query import Text
    from codex_tui.history.summary import Summary
    from codex_tui.tui.blame import Blame
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.looking import Batch
    from codex_tui.tui.widgets.lines.pieces import Piece

_SLICE = 0.003
"""Seconds of counting values at a time."""

_AGAIN = 0.5
"""Seconds between two looks at exchanges that grow."""

_ROOMY = 100


class Filtering(Screen[None]):
    """The part of the screen that filters. ``applied`` is what the list is filtered by now."""

    desk: Desk
    clock: Callable[[], datetime]

    @dataclass
    class Found(Message):
        """A thread found something in bodies."""

        sieve: Sieve
        text: Text
        batch: Batch

    def __init__(self) -> None:
        super().__init__()
        self.filter_bar, self.offers, self.problem = FilterBar(), Offers(), Problem()
        self.applied = ""
        self._kept = ""
        self._sieve: Sieve | None = None
        self._blame: Blame | None = None
        self._moved = False
        self._known: Known | None = None
        self._uncounted: Iterator[Summary] = iter(())
        self._grown: dict[str, None] = {}
        self._looked_again = 0.0
        self._said: object = None

    # Keys

    def action_filter(self) -> None:
        """Type one, or change it."""
        self._known = Known()
        self._uncounted = iter([*self.desk.feed.history.summaries][::-1])
        self.filter_bar.set_value(self._kept)
        self.filter_bar.display = True
        self.filter_bar.input.focus()
        self.filter_bar.typing = True
        self._apply(self._kept)
        self._judge()

    def action_toggle_filter(self) -> None:
        """Off, and on again."""
        if not self._kept:
            self.app.notify("There is no filter yet: type one with f.", markup=False)
            return
        self._apply("" if self.applied else self._kept)

    def use_filter(self, query: str) -> None:
        """Filter by ``query``, which stands in the bar; raises QueryError."""
        parse(query)
        self._kept = query
        self.filter_bar.set_value(query)
        self.filter_bar.display = bool(query)
        self._apply(query)

    @property
    def kept_filter(self) -> str:
        """What the bar holds, on or off."""
        return self._kept

    @on(ExchangeTable.FilterLeft)
    def _filter_left(self) -> None:
        self.action_toggle_filter()

    # The bar

    @on(FilterBar.Changed, "#filter")
    def _typed(self) -> None:
        self._judge()

    @on(FilterBar.Moved)
    def _offer_moved(self, event: FilterBar.Moved) -> None:
        self.offers.move(event.step)
        self._moved = True
        self._judge(offer_again=False)

    @on(FilterBar.Completed)
    def _completed(self) -> None:
        bar = self.filter_bar
        if self.offers.display and self.offers.chosen is not None:
            value, cursor = self._with_offer()
            bar.set_value(value)
            bar.input.cursor_position = cursor
        elif self._blame is not None:
            bar.set_value(self._blame.without)
        self._judge()

    @on(FilterBar.Applied)
    def _accepted(self) -> None:
        bar = self.filter_bar
        if self.offers.display and (self._moved or bar.error is not None or self._is_incomplete()):
            bar.set_value(self._with_offer()[0])
            self._judge()
        if bar.error is None:
            self._kept = bar.value.strip()
            self._apply(self._kept)
            self._leave_bar()

    @on(FilterBar.Dropped)
    def _dropped(self) -> None:
        if self.filter_bar.value.strip() == self._kept:
            self._kept = ""
        self.filter_bar.set_value(self._kept)
        self.filter_bar.error = None
        self._apply(self._kept)
        self._leave_bar()

    def _leave_bar(self) -> None:
        self.focus_pane_view()
        self.close_filter_bar()

    def close_filter_bar(self) -> None:
        """What is offered goes, and the bar too where it holds no filter."""
        if self.filter_bar.typing:
            self._known = None
            self.filter_bar.typing = False
            self.filter_bar.error = None
            self._kept = self.applied or self._kept
            self.filter_bar.set_value(self._kept)
            self.offers.show((), "", 0)
            self.problem.show(())
            self.filter_bar.display = bool(self._kept)
            self.say_filter()

    def focus_pane_view(self) -> None:
        """Give the focus back to the list."""
        raise NotImplementedError

    # What is typed

    def _judge(self, *, offer_again: bool = True) -> None:
        """Read what is typed: filter by it, offer what may follow, say what is wrong."""
        bar = self.filter_bar
        if offer_again:
            self._moved = False
            self._offer()
        bar.error = None
        source = bar.value
        try:
            parse(source)
        except QueryError as error:
            source, bar.error = self._completed_source(error)
        else:
            if self.offers.display and self._moved:
                source = self._with_offer()[0]
        if bar.error is None:
            self._apply(source.strip())
        self.say_filter()
        self._say_problem()

    def _completed_source(self, error: QueryError) -> tuple[str, QueryError | None]:
        if self.offers.display and self.offers.chosen is not None and self.offers.chosen.fits:
            source = self._with_offer()[0]
            try:
                parse(source)
            except QueryError:
                return self.filter_bar.value, None if source.endswith(":") else error
            return source, None
        return self.filter_bar.value, error

    def _is_incomplete(self) -> bool:
        try:
            parse(self.filter_bar.value)
        except QueryError:
            return True
        return False

    def _offer(self) -> None:
        bar = self.filter_bar
        known = self._known.values() if self._known is not None else {}
        found = offers(bar.before, known)
        typed = bar.before[len(bar.before) - found[0].typed :] if found else ""
        if any(offer.text == typed for offer in found):
            found = []
        if typed and ":" in typed and not any(offer.fits for offer in found):
            found = []
        self.offers.show(found, typed, bar.caret - len(typed))

    def _with_offer(self) -> tuple[str, int]:
        """What is typed with the chosen offer in its place, and where the cursor then stands."""
        bar, offer = self.filter_bar, self.offers.chosen
        assert offer is not None
        before, after = bar.before, bar.value[len(bar.before) :]
        lead = before[: len(before) - offer.typed] + offer.text
        return lead + after, len(lead)

    def _say_problem(self) -> None:
        error = self.filter_bar.error
        if error is None:
            self.problem.show(self._blame.lines() if self._blame is not None and self.filter_bar.typing else ())
            return
        self.offers.show((), "", 0)
        head: list[Piece] = [
            (f"Column {error.column}: ", "error bold"),
            (neutral_line(error.problem), "foreground"),
        ]
        lines: list[list[Piece]] = [head, [(neutral_line(error.hint), "muted")]] if error.hint else [head]
        self.problem.show(lines, LEAD + error.column - 1)

    # The list

    def _apply(self, source: str) -> None:
        if source == self.applied:
            return
        if self._sieve is not None:
            self._sieve.stop()
        self._sieve, self.applied, self._blame = None, source, None
        self._grown.clear()
        outline = self.desk.feed.outline
        if source:
            directory = self.desk.feed.history.directory
            self._sieve = Sieve(parse(source), self.desk.feed.annotations, directory, self.clock, self._tell)
            outline.filter(self._sieve.test)
            self._grown = dict.fromkeys(self.desk.feed.live)
        else:
            outline.filter(None)
        self.desk.list_again()
        self.say_filter()

    def _tell(self, sieve: Sieve, text: Text, batch: Batch) -> None:
        self.post_message(self.Found(sieve, text, batch))

    @on(Found)
    def _found(self, event: Found) -> None:
        if event.sieve is self._sieve:
            self._judge_again(event.sieve.take(event.text, event.batch))

    def _judge_again(self, ids: list[str]) -> None:
        if ids and self.desk.feed.outline.judge(ids):
            self._blame = None
            self.desk.list_again()

    def stop_filtering(self) -> None:
        """End the threads."""
        if self._sieve is not None:
            self._sieve.stop()

    def filter_on(self, changed: list[str]) -> None:
        """Time has passed: judge what grew, count values, say how far it is. ``changed``: ids since the last time."""
        sieve = self._sieve
        if sieve is not None and sieve.reads_bodies:
            self._grown |= dict.fromkeys(changed)
            if self._grown and time.monotonic() - self._looked_again >= _AGAIN:
                self._looked_again = time.monotonic()
                ids = [*self._grown][-2:]
                for id_ in ids:
                    del self._grown[id_]
                    if id_ in self.desk.feed.outline:
                        self._judge_again(sieve.look_again(self.desk.feed.history.open(id_).exchange))
        if self._known is not None:
            self._count_values(self._known)
        if self.filter_bar.display:
            self.say_filter()

    def _count_values(self, known: Known) -> None:
        deadline = time.monotonic() + _SLICE
        counted = False
        for summary in self._uncounted:
            known.note(summary)
            counted = True
            if time.monotonic() >= deadline:
                break
        if counted and not self._moved:
            self._offer()
            self._say_problem()

    def say_filter(self) -> None:
        """What stands behind the filter."""
        outline, bar, sieve = self.desk.feed.outline, self.filter_bar, self._sieve
        settled = sieve is not None and not outline.busy and not sieve.searching
        if settled and sieve is not None and not outline.matched and len(outline) and self._blame is None:
            self._blame = blame(sieve, self.desk.feed.history.summaries)
        state = (
            outline.matched, len(outline), bar.error, bar.typing, self.applied, self._kept, self._blame,
            sieve and round(sieve.share, 2), self.app.size.width,
        )  # fmt: skip
        if state == self._said:
            return
        self._said = state
        bar.say(self._tail(), off=not self.applied and not bar.typing)
        if bar.typing:
            self._say_problem()

    def _tail(self) -> list[Piece]:
        bar, outline, sieve = self.filter_bar, self.desk.feed.outline, self._sieve
        roomy = self.app.size.width >= _ROOMY
        if bar.error is not None:
            said: list[Piece] = [("not applied", "error")]
            return [*said, *_keys(("ctrl+u", "clear"), ("esc", "drop"))] if roomy else said
        if not self.applied and not bar.typing:
            return [("off", "muted"), *_keys(("F", "on"))]
        said = [(f"{outline.matched:,}", "foreground"), (f" of {len(outline):,}", "muted")]
        if sieve is not None and sieve.searching:
            said += [(f", {sieve.share:.0%} searched", "muted")]
        if sieve is not None and sieve.error:
            said += [(f", {neutral_line(sieve.error)}", "error")]
        if self._blame is not None and not bar.typing:
            said += [(f", {neutral_line(self._blame.part)} excludes most", "warning")]
        keys = (("enter", "apply"), ("esc", "drop")) if bar.typing else (("f", "edit"), ("F", "off"))
        return [*said, *_keys(*keys)] if roomy else said


def _keys(*keys: tuple[str, str]) -> list[Piece]:
    pieces: list[Piece] = []
    for key, word in keys:
        pieces += [(f"   {key}", "primary bold"), (f" {word}", "muted")]
    return pieces
