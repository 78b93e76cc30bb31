"""Filtering the list: the bar, its keys, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from codex_tui.history import query as queries
from codex_tui.neutral import neutral_line
from codex_tui.tui.filter_completion import FilterCompletion
from codex_tui.tui.filter_tail import tail
from codex_tui.tui.sifting import Sifting
from codex_tui.tui.widgets.exchanges.table import ExchangeTable
from codex_tui.tui.widgets.find.filter_bar import LEAD, FilterBar
from codex_tui.tui.widgets.find.offers import Offers, Problem

if TYPE_CHECKING:
    from codex_tui.tui.widgets.lines.pieces import Piece


class Filtering(Sifting):
    """The part of the screen in which a filter is typed, kept, and put off and on."""

    def __init__(self) -> None:
        super().__init__()
        self.filter_bar, self.offers, self.problem = FilterBar(), Offers(), Problem()
        self._completion = FilterCompletion(self.filter_bar, self.offers)
        self._kept = ""
        self._said: object = None

    # Keys

    def action_filter(self) -> None:
        """Type one, or change it."""
        self._completion.begin([*self.desk.feed.history.summaries][::-1])
        self.filter_bar.set_value(self._kept)
        self.filter_bar.display = True
        self.filter_bar.input.focus()
        self.filter_bar.typing = True
        self.sift_by(self._kept)
        self._typed()

    def action_toggle_filter(self) -> None:
        """Off, and on again."""
        if not self._kept:
            self.app.notify("There is no filter yet: type one with f.", markup=False)
            return
        self.sift_by("" if self.applied else self._kept)

    def use_filter(self, query: str) -> None:
        """Filter by ``query``, which stands in the bar; raises QueryError."""
        queries.parse(query)
        self._kept = query
        self.filter_bar.set_value(query)
        self.filter_bar.display = bool(query)
        self.sift_by(query)

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
        self._completion.offer()
        self._judge()

    @on(FilterBar.Moved)
    def _offer_moved(self, event: FilterBar.Moved) -> None:
        self._completion.move(event.step)
        self._judge()

    @on(FilterBar.Completed)
    def _completed(self) -> None:
        if self._completion.chosen is not None:
            self._completion.take()
        elif self._blame is not None:
            self.filter_bar.set_value(self._blame.without)
        self._typed()

    @on(FilterBar.Applied)
    def _accepted(self) -> None:
        bar = self.filter_bar
        if self._completion.needed:
            self._completion.take()
            self._typed()
        # A key was taken: its value is still to come.
        if bar.error is None and not self._completion.needed:
            self._kept = bar.value.strip()
            self.sift_by(self._kept)
            self._leave_bar()

    @on(FilterBar.Dropped)
    def _dropped(self) -> None:
        if self.filter_bar.value.strip() == self._kept:
            self._kept = ""
        self.filter_bar.set_value(self._kept)
        self.filter_bar.error = None
        self.sift_by(self._kept)
        self._leave_bar()

    def _leave_bar(self) -> None:
        self.focus_pane_view()
        self.close_filter_bar()

    def close_filter_bar(self) -> None:
        """What is offered goes, and the bar too where it holds no filter."""
        if self.filter_bar.typing:
            self.filter_bar.typing = False
            self.filter_bar.error = None
            self._kept = self.applied or self._kept
            self.filter_bar.set_value(self._kept)
            self._completion.end()
            self.problem.show(())
            self.filter_bar.display = bool(self._kept)
            self.say_filter()

    def focus_pane_view(self) -> None:
        """Give the focus back to the list."""
        raise NotImplementedError

    # What is typed

    def _judge(self) -> None:
        """Filter by what is typed, or say what is wrong with it."""
        bar = self.filter_bar
        source, bar.error = self._completion.read()
        if source is not None and bar.error is None:
            self.sift_by(source.strip())
        self.say_filter()
        self._say_problem()

    def filter_on(self, changed: list[str]) -> None:
        """Time has passed: judge what grew, count values, say how far it is. ``changed``: ids since the last time."""
        self.sift_on(changed)
        if self._completion.count() and not self._completion.moved:
            self._completion.offer()
            self._say_problem()
        if self.filter_bar.display:
            self.say_filter()

    # What is said

    def say_filter(self) -> None:
        """What stands behind the filter."""
        self._find_blame()
        outline, bar, sieve, width = self.desk.feed.outline, self.filter_bar, self._sieve, self.app.size.width
        state = (
            outline.matched, len(outline), bar.error, bar.typing, self.applied, self._kept, self._blame,
            sieve and round(sieve.share, 2), width,
        )  # fmt: skip
        if state == self._said:
            return
        self._said = state
        bar.say(tail(bar, outline, sieve, self._blame, width), off=sieve is None and not bar.typing)
        if bar.typing:
            self._say_problem()

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
