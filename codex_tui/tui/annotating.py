"""Marks and notes on the exchange under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.tui.part import Part

if TYPE_CHECKING:
    from codex_tui.tui.desk import Desk

ANNOTATING = ("mark", "note")
"""What it binds."""


class Annotating(Part):
    """The part of the screen that marks exchanges and notes something on them."""

    desk: Desk

    def action_mark(self) -> None:
        """Mark it, or take the mark away."""
        selected = self.desk.selected
        if selected is None:
            return
        try:
            marked = self.desk.feed.mark(selected.id)
        except CodexTuiError as error:
            self._annotated(error)
            return
        self._annotated(None)
        self.app.notify(f"{'marked' if marked else 'no longer marked:'} #{selected.number}", markup=False)

    def action_note(self) -> None:
        """Ask for a note."""
        from codex_tui.tui.screens.line import LineScreen

        selected = self.desk.selected
        if selected is None:
            return
        before = self.desk.feed.annotations.get(selected.id)
        id_ = selected.id

        def written(text: str | None) -> None:
            if text is None:
                return
            try:
                self.desk.feed.note(id_, text)
            except CodexTuiError as error:
                self._annotated(error)
            else:
                self._annotated(None)

        note, hint = before.note if before else "", "what is worth knowing about it"
        self.app.push_screen(LineScreen(f"Note on #{selected.number}", note, hint), written)

    def _annotated(self, error: CodexTuiError | None) -> None:
        if error is not None:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
            return
        self.desk.list_again()
        self.desk.show_details()
