"""The column between two panes."""

from textual.strip import Strip
from textual.widget import Widget

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.pieces import strip


class Divider(Widget):
    """``┬ │ ┴``, so that the panes' rules meet in it."""

    def render_line(self, y: int) -> Strip:
        """One cell."""
        glyph = "┬" if y == 0 else "┴" if y == self.size.height - 1 else "│"
        return strip([(glyph, "rule")], ink_of(self.app), self.rich_style, 1)
