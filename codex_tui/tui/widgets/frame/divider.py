"""The column between two panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.pieces import strip

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip


class Divider(Widget):
    """``┬ │ ┴``, so that the panes' rules meet in it."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[str, Strip] = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """The cells that differ are made once."""
        ink, ground = ink_of(self.app), self.rich_style
        self._cells = {glyph: strip([(glyph, "rule")], ink, ground, 1) for glyph in "┬│┴"}
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One cell."""
        return self._cells["┬" if y == 0 else "┴" if y == self.size.height - 1 else "│"]
