"""Comparing the exchange that is opened with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.tui.desk import Desk
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.widgets.frame.status_bar import Recording

COMPARING = ("compare.previous",)
"""What it binds."""


class Comparing(Screen[None]):
    """The part of the screen that puts two exchanges beside each other."""

    desk: Desk
    recording: Callable[[], Recording]

    def copy(self, text: str) -> None:
        """Into the clipboard."""
        raise NotImplementedError

    def _opened_now(self) -> Opened | None:
        raise NotImplementedError

    def action_compare_previous(self) -> None:
        """With the request before it in its session."""
        opened = self._opened_now()
        if opened is None:
            return
        previous = self.desk.feed.history.previous(opened.id)
        if previous is None:
            number = opened.reading.exchange.record.number
            self.app.notify(f"There is no request before #{number} in its session.", markup=False)
            return
        self._compare(previous, opened.id)

    def _compare(self, a: str, b: str) -> None:
        from codex_tui.analysis.side import side_of
        from codex_tui.tui.screens.compare import CompareScreen

        history = self.desk.feed.history
        try:
            sides = side_of(history, a), side_of(history, b)
        except CodexTuiError as error:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
            return
        self.app.push_screen(CompareScreen(self, *sides))
