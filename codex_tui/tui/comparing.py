"""Comparing the exchange that is opened with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.tui.keys import key_of
from codex_tui.tui.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.tui.desk import Desk
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.widgets.frame.status_bar import Recording

COMPARING = ("compare.previous", "compare.marked")
"""What it binds."""


class Comparing(Part):
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
        try:
            previous = self.desk.feed.history.previous(opened.id)
        except CodexTuiError as error:
            self._complain(error)
            return
        if previous is None:
            number = opened.reading.exchange.record.number
            self.app.notify(f"There is no request before #{number} in its session.", markup=False)
            return
        self._compare(previous, opened.id)

    def action_compare_marked(self) -> None:
        """With the exchange that was marked last."""
        opened = self._opened_now()
        if opened is None:
            return
        marked = self._marked_last(opened.id)
        if marked is None:
            key = key_of(self.app, "mark")
            mark = f"{key} marks" if key else "The palette marks"
            self.app.notify(f"No other exchange is marked. {mark} the one under the cursor.", markup=False)
            return
        self._compare(marked, opened.id)

    def _marked_last(self, id_: str) -> str | None:
        """Of those that are marked and still there, other than ``id_``."""
        feed = self.desk.feed
        found = [
            annotation
            for marked in feed.annotations.annotated.marked
            if marked != id_ and marked in feed.outline and (annotation := feed.annotations.get(marked))
        ]
        newest = max(found, key=lambda annotation: annotation.at, default=None)
        return newest.id if newest else None

    def _compare(self, a: str, b: str) -> None:
        from codex_tui.analysis.side import side_of
        from codex_tui.tui.screens.compare import CompareScreen

        history = self.desk.feed.history
        try:
            sides = side_of(history, a), side_of(history, b)
        except CodexTuiError as error:
            self._complain(error)
            return
        self.app.push_screen(CompareScreen(self, *sides))

    def _complain(self, error: CodexTuiError) -> None:
        self.app.notify(neutral(str(error)), severity="error", markup=False)
