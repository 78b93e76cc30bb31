"""What stands in for everything where there is no room."""

from textwrap import wrap

from codex_tui.tui.screens.arrangement import SMALLEST
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Pieces


class TooSmall(Drawn):
    """One sentence."""

    def lines(self, width: int) -> list[Pieces]:
        """What is needed, and what there is."""
        columns, rows = SMALLEST
        here = self.app.size
        said = f"codex-tui needs {columns} columns and {rows} lines; here are {here.width} and {here.height}."
        return [[(f" {line}", "foreground")] for line in wrap(said, max(1, width - 2))]
