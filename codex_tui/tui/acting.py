"""Copying and exporting the exchange that is opened."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui import formats
from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.paths import private_directory, state_directory
from codex_tui.tui.part import Part
from codex_tui.tui.screens.arrangement import RAW, TRANSCRIPT

if TYPE_CHECKING:
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.screens.panels import Panes


class Acting(Part):
    """The part of the screen that does something with one exchange."""

    desk: Desk
    _panes: Panes
    _pane: int

    def action_copy_menu(self) -> None:
        """Ask what to copy."""
        from codex_tui.tui.copying import copyables
        from codex_tui.tui.naming import in_raw
        from codex_tui.tui.screens.choice import ChoiceScreen

        opened = self._opened_now()
        if opened is None:
            return
        part = self._panes.transcript.transcript.part if self._pane == TRANSCRIPT else None
        it = in_raw(self._panes.raw.raw, opened) if self._pane == RAW else None
        options = [*copyables(opened.reading.exchange, opened.conversation(), part, it)]

        def chosen(index: int | None) -> None:
            if index is not None:
                self.copy(options[index].text())

        labels = [(option.name, formats.size(option.size)) for option in options]
        self.app.push_screen(ChoiceScreen("Copy", labels), chosen)

    def action_copy_now(self) -> None:
        """Copy what the focused pane is about: a part, a body, else the answer."""
        from codex_tui.tui.copying import answer_of, text_of
        from codex_tui.tui.naming import in_raw

        opened = self._opened_now()
        if opened is None:
            return
        part = self._panes.transcript.transcript.part
        if self._pane == RAW and (it := in_raw(self._panes.raw.raw, opened)) is not None:
            self.copy(it.content.decode(errors="replace"))
        elif self._pane == TRANSCRIPT and part is not None:
            self.copy(text_of(part))
        else:
            self.copy(answer_of(opened.conversation()))

    def action_export_menu(self) -> None:
        """Ask for a format, and write a file."""
        from codex_tui.export import FORMATS
        from codex_tui.tui.screens.choice import ChoiceScreen

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
        """Into the clipboard, exactly, and say by what way."""
        if not text:
            self.app.notify("There is nothing to copy.", markup=False)
            return
        # In a thread: a program that fills a clipboard far away may take seconds.
        self.run_worker(partial(self._copy, text.encode(errors="replace").decode()), thread=True, group="copy")

    def _copy(self, text: str) -> None:
        from codex_tui.clipboard import copy_from_screen

        tell = partial(self.app.call_from_thread, self._tell_terminal)
        try:
            way = copy_from_screen(text, tell, private_directory(state_directory()) / "copied.txt")
        except CodexTuiError as error:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
        else:
            self.app.notify(neutral(f"copied {formats.size(len(text.encode()))}, {way}"), markup=False)

    def _tell_terminal(self, text: str) -> None:
        from codex_tui.clipboard import osc_52

        driver = self.app._driver
        if driver is not None and (os.environ.get("TMUX") or os.environ.get("STY")):
            driver.write(osc_52(text, os.environ))  # Textual's own sequence ends at what stands between
        else:
            self.app.copy_to_clipboard(text)

    def _export(self, opened: Opened, name: str) -> None:
        if self.app.is_web:  # a file beside the server is of no use to who sits before a browser
            self.app.open_url(f"/exchanges/{opened.id}/{name}")
            return
        from codex_tui.tui.exporting import export_to

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
