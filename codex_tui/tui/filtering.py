"""Filtering the list: the bar, its keys, and what it says."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from codex_tui.history import query as queries
from codex_tui.neutral import neutral_line
from codex_tui.tui.filter_completion import FilterCompletion
from codex_tui.tui.filter_tail import tail
from codex_tui.tui.keys import bound_to
from codex_tui.tui.sifting import Sifting

if TYPE_CHECKING:
    from codex_tui.tui.widgets.find.filter_bar import FilterBar
    from codex_tui.tui.widgets.find.offers import Offers, Problem
    from codex_tui.tui.widgets.frame.prompt import Prompt
    from codex_tui.tui.widgets.lines.pieces import Piece


class Filtering(Sifting):
    """The part of the screen in which a filter is typed, kept, and put off and on."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self._typed_last = ""
        self._said: object = None

    # What is typed into; the first frame stands without what it is made of

    @cached_property
    def filter_bar(self) -> FilterBar:
        """The line above the panes."""
        from codex_tui.tui.widgets.find.filter_bar import FilterBar

        return FilterBar()

    @cached_property
    def offers(self) -> Offers:
        """What may be typed next."""
        from codex_tui.tui.widgets.find.offers import Offers

        return Offers()

    @cached_property
    def problem(self) -> Problem:
        """What is wrong with what is typed."""
        from codex_tui.tui.widgets.find.offers import Problem

        return Problem()

    @cached_property
    def _completion(self) -> FilterCompletion:
        return FilterCompletion(self.filter_bar, self.offers)

    # Keys

    def action_filter(self) -> None:
        """Type one, or change it."""
        self._completion.begin([*self.desk.feed.history.summaries][::-1])
        self.filter_bar.set_value(self._kept)
        self.filter_bar.display = True
        self.filter_bar.input.focus()
        self.filter_bar.typing = True
        self._typed_last = self._kept
        self.sift_by(self._kept)
        self._typed()

    def action_toggle_filter(self) -> None:
        """Off, and on again."""
        if not self._kept:
            key = bound_to(self.app, "filter.edit")
            self.app.notify(f"There is no filter yet: type one with {key}.", markup=False)
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

    def on_exchange_table_filter_left(self) -> None:
        """Someone wants to see what it hides."""
        self.action_toggle_filter()

    # The bar

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Filter while it is typed."""
        if event.prompt is self.filter_bar:
            self._typed()

    def _typed(self) -> None:
        self._completion.offer()
        self._judge()

    def on_filter_bar_moved(self, event: FilterBar.Moved) -> None:
        """From offer to offer."""
        self._completion.move(event.step)
        self._judge()

    def on_filter_bar_completed(self) -> None:
        """Take what is offered; where nothing passes, leave out what keeps it from that."""
        if self._completion.chosen is not None:
            self._completion.take()
        elif self._blame is not None and self._blame.matches:
            self.filter_bar.set_value(self._blame.without)
        self._typed()

    def on_filter_bar_applied(self) -> None:
        """The filter stays."""
        bar = self.filter_bar
        if self._completion.needed:
            self._completion.take()
            self._typed()
        # A key was taken: its value is still to come.
        if bar.error is None and not self._completion.needed:
            self._kept = bar.value.strip()
            self.sift_by(self._kept)
            self._leave_bar()

    def on_filter_bar_dropped(self) -> None:
        """The filter is as it was; where it is that already, there is none."""
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
        if bar.error is not None:
            self.sift_by(self._typed_last)  # not by what is offered: that is what it is no longer about
        elif source is not None:
            self.sift_by(source.strip())
            if source == bar.value:
                self._typed_last = self.applied
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
        from codex_tui.tui.widgets.find.filter_bar import LEAD

        if error is None:
            # What is offered says with a zero that nothing passes; one box does not lie upon another.
            blamed = self._blame is not None and self.filter_bar.typing and not self.offers.display
            key = bound_to(self.app, "filter.complete")
            self.problem.show(self._blame.lines(key) if self._blame is not None and blamed else ())
            return
        self.offers.show((), "", 0)
        head: list[Piece] = [
            (f"Column {error.column}: ", "error bold"),
            (neutral_line(error.problem), "foreground"),
        ]
        lines: list[list[Piece]] = [head, [(neutral_line(error.hint), "muted")]] if error.hint else [head]
        self.problem.show(lines, LEAD + error.column - 1)
