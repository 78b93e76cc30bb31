"""Copying and exporting the exchange that is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from codex_tui import formats
from codex_tui.errors import CodexTuiError
from codex_tui.export import FORMATS
from codex_tui.neutral import neutral
from codex_tui.tui.copying import answer_of, copyables, text_of
from codex_tui.tui.exporting import export_to
from codex_tui.tui.screens.arrangement import RAW, TRANSCRIPT
from codex_tui.tui.screens.choice import ChoiceScreen

if TYPE_CHECKING:
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.screens.panels import Panes


class Acting(Screen[None]):
    """The part of the screen that does something with one exchange."""

    desk: Desk
    _panes: Panes
    _pane: int

    def action_copy_menu(self) -> None:
        """Ask what to copy."""
        opened = self._opened_now()
        if opened is None:
            return
        part = self._panes.transcript.transcript.part if self._pane == TRANSCRIPT else None
        options = [*copyables(opened.reading.exchange, opened.conversation(), part)]

        def chosen(index: int | None) -> None:
            if index is not None:
                self.copy(options[index].text())

        labels = [(option.name, formats.size(option.size)) for option in options]
        self.app.push_screen(ChoiceScreen("Copy", labels), chosen)

    def action_copy_now(self) -> None:
        """Copy what the focused pane is about: a part, a body, else the answer."""
        opened = self._opened_now()
        if opened is None:
            return
        part = self._panes.transcript.transcript.part
        content = self._panes.raw.raw.content
        if self._pane == RAW and content is not None:
            self.copy(content.decode(errors="replace"))
        elif self._pane == TRANSCRIPT and part is not None:
            self.copy(text_of(part))
        else:
            self.copy(answer_of(opened.conversation()))

    def action_export_menu(self) -> None:
        """Ask for a format, and write a file."""
        opened = self._opened_now()
        if opened is None:
            return
        names = [*FORMATS]

        def chosen(index: int | None) -> None:
            if index is not None:
                self._export(opened, names[index])

        options = [(FORMATS[name].title, FORMATS[name].suffix) for name in names]
        self.app.push_screen(ChoiceScreen(f"Export #{opened.reading.exchange.record.number}", options), chosen)

    def copy(self, text: str) -> None:
        """Into the terminal's clipboard, exactly."""
        if not text:
            self.app.notify("There is nothing to copy.", markup=False)
            return
        self.app.copy_to_clipboard(text.encode(errors="replace").decode())
        self.app.notify(f"copied {formats.size(len(text.encode(errors='replace')))}", markup=False)

    def _export(self, opened: Opened, name: str) -> None:
        try:
            path = export_to(Path(), opened.context, name)
        except CodexTuiError as error:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
        else:
            self.app.notify(f"written to {neutral(str(path.absolute()))}", markup=False)

    def _opened_now(self) -> Opened | None:
        """What the list's cursor is on, without waiting for it to rest."""
        self.desk.open_selected()
        return self.desk.opened
