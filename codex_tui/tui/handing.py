"""Handing what the view names to the user's pager or editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.tui.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.tui.naming import Named
    from codex_tui.tui.opened import Opened
    from codex_tui.tui.screens.panels import Panes


class Handing(Part):
    """The part of the screen that leaves the terminal to another program for a while."""

    _panes: Panes
    _pane: int

    def _opened_now(self) -> Opened | None:
        raise NotImplementedError

    def action_pager(self) -> None:
        """Read it in the pager."""
        from codex_tui.tui import programs

        self._hand(programs.pager, lambda command, it, _: programs.page(command, it.content))

    def action_editor(self) -> None:
        """Open a copy in the editor."""
        from codex_tui.tui import programs

        self._hand(
            programs.editor,
            lambda command, it, number: programs.edit(command, it.content, f"codex-{number}{it.suffix}"),
        )

    def _hand(self, find: Callable[[], list[str]], run: Callable[[list[str], Named, int], None]) -> None:
        from codex_tui.tui.naming import named

        opened = self._opened_now()
        if opened is None:
            return
        it = named(self._panes, self._pane, opened)
        try:
            command = find()
            with self.app.suspend():
                run(command, it, opened.reading.exchange.record.number)
        except SuspendNotSupported:
            self.app.notify("This terminal can only be the inspector's.", markup=False)
        except CodexTuiError as error:
            self.app.notify(neutral(str(error)), severity="error", markup=False)
