"""Statistics of what is captured, and back from them to an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.tui.part import Part
from codex_tui.tui.screens.arrangement import TRANSCRIPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.tui.desk import Desk
    from codex_tui.tui.screens.panels import Panes
    from codex_tui.tui.widgets.frame.status_bar import Recording

COUNTING = ("statistics",)
"""What it binds."""


class Counting(Part):
    """The part of the screen that tells what exchanges come to."""

    desk: Desk
    recording: Callable[[], Recording]
    _panes: Panes

    def copy(self, text: str) -> None:
        """Into the clipboard."""
        raise NotImplementedError

    def go_to(self, pane: int) -> None:
        raise NotImplementedError

    def action_statistics(self) -> None:
        """Of the session under the cursor first."""
        from codex_tui.tui.screens.statistics import StatisticsScreen

        self.app.push_screen(StatisticsScreen(self, self.desk.selected), self._show_again)

    def _show_again(self, id_: str | None) -> None:
        if id_ is None:
            return
        self._panes.exchanges.table.show_exchange(id_)
        self.desk.select()
        self.desk.open_selected()
        self.go_to(TRANSCRIPT)
