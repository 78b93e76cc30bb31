"""Saved filters: to save one by a name, to filter by one, to delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui.keys import bound_to
from codex_tui.tui.part import Part
from codex_tui.tui.saved_filters import delete, save, saved
from codex_tui.tui.widgets.lines.pieces import cut

if TYPE_CHECKING:
    from collections.abc import Callable

_QUERY = 34
"""Cells of a query in a menu."""


class FilterNames(Part):
    """The part of the screen that keeps filters by name."""

    @property
    def kept_filter(self) -> str:
        """What there is to save."""
        raise NotImplementedError

    def use_filter(self, query: str) -> None:
        """Filter by it; raises QueryError."""
        raise NotImplementedError

    def action_saved_filters(self) -> None:
        """Ask which."""
        self._choose("Saved filters", self._use)

    def action_delete_filter(self) -> None:
        """Ask which."""
        self._choose("Delete a saved filter", lambda name, _query: self._try(lambda: delete(name), "deleted"))

    def action_save_filter(self) -> None:
        """Ask for a name."""
        from codex_tui.tui.screens.line import LineScreen

        query = self.kept_filter
        if not query:
            key = bound_to(self.app, "filter.edit")
            self.app.notify(f"There is no filter to save: type one with {key}.", markup=False)
            return

        def named(name: str | None) -> None:
            if name:
                self._try(lambda: save(neutral_line(name), query), f"saved as {neutral_line(name)}")

        self.app.push_screen(LineScreen(f"Save {cut(neutral_line(query), _QUERY)}"), named)

    def _choose(self, title: str, then: Callable[[str, str], None]) -> None:
        from codex_tui.tui.screens.choice import ChoiceScreen

        queries = [*saved().items()]
        if not queries:
            key = bound_to(self.app, "palette")
            self.app.notify(f"No filter is saved yet: {key}, then Save the filter by a name.", markup=False)
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                then(*queries[index])

        options = [(name, cut(neutral_line(query), _QUERY)) for name, query in queries]
        self.app.push_screen(ChoiceScreen(title, options), chosen)

    def _use(self, _name: str, query: str) -> None:
        self._try(lambda: self.use_filter(query), "")

    def _try(self, act: Callable[[], None], said: str) -> None:
        try:
            act()
        except CodexTuiError as error:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
        else:
            if said:
                self.app.notify(said, markup=False)
