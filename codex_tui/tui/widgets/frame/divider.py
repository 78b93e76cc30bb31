"""The column between two panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.pieces import filtered, strip

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip


class Divider(Widget):
    """``┬ │ ┴``, so that the panes' rules meet in it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The cells that differ are made once."""
        ink, ground = ink_of(self.app), self.rich_style
        top, between, bottom = filtered((strip([(glyph, "rule")], ink, ground, 1) for glyph in "┬│┴"), self)
        ends = {0: top, self.size.height - 1: bottom}
        return [ends.get(y, between) for y in crop.line_range]
