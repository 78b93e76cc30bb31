"""Sorting the list, choosing its columns, and going from error to error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from codex_tui.tui.list_choice import ListChoice, keep, last_choice
from codex_tui.tui.outline import Sort
from codex_tui.tui.outline.flat import MEASURES
from codex_tui.tui.part import Part
from codex_tui.tui.widgets.exchanges.columns import CHOICE

if TYPE_CHECKING:
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.screens.panels import Panes

LISTING = ("list.sort", "list.columns", "error.next", "error.previous")
"""What it binds."""

_TIME = "time of day"


class Listing(Part):
    """The part of the screen that arranges the list."""

    desk: Desk
    _panes: Panes

    def recall_list(self) -> None:
        """As it was left the last time."""
        choice = last_choice()
        self._panes.exchanges.table.hidden = choice.hidden
        if choice.sort is not None:
            self.desk.feed.outline.sort_by(choice.sort)

    def action_sort(self) -> None:
        """Ask for an order; the one that it has is turned round."""
        from codex_tui.tui.screens.choice import ChoiceScreen

        outline = self.desk.feed.outline
        now, names = outline.sort, [*MEASURES]

        def chosen(index: int | None) -> None:
            if index is None:
                return
            by = names[index - 1] if index else ""
            turned = now is not None and now.by == by and not now.reverse
            outline.sort_by(Sort(by, turned) if by else None)
            self._arranged()
            self._panes.exchanges.table.show_greatest()

        options = [("session and turn", "" if now else "now")]
        for name in names:
            here = now is not None and now.by == name
            about = "greatest first" if here and now and now.reverse else "greatest last" if here else ""
            options.append((MEASURES[name].name, about))
        cursor = 1 + names.index(now.by) if now else 0
        self.app.push_screen(ChoiceScreen("Sort by", options, cursor), chosen)

    def action_columns(self, cursor: int = 0) -> None:
        """Ask which columns are shown, one after the other; ``cursor``: the one that was asked for last."""
        from codex_tui.tui.screens.choice import ChoiceScreen

        table = self._panes.exchanges.table

        def chosen(index: int | None) -> None:
            if index is not None:
                table.hidden ^= {CHOICE[index]}
                self._arranged()
                self.action_columns(index)

        columns = asdict(table.columns)
        options = [
            (
                MEASURES[name].name if name in MEASURES else _TIME,
                "hidden" if name in table.hidden else "shown" if columns[name] else "no room for it here",
            )
            for name in CHOICE
        ]
        self.app.push_screen(ChoiceScreen("Columns", options, cursor), chosen)

    def action_next_error(self, step: int) -> None:
        """To the next or previous model call that failed, from any pane."""
        if not self._panes.exchanges.table.step_error(step):
            self.app.notify("No error further down." if step > 0 else "No error further up.", markup=False)

    def _arranged(self) -> None:
        keep(ListChoice(self.desk.feed.outline.sort, self._panes.exchanges.table.hidden))
        self.desk.list_again()
