"""A few lines drawn as pieces: bars, headings, banners."""

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.pieces import Pieces, strip


class Drawn(Widget):
    """As high as its lines; a subclass gives them and calls ``refresh`` when they are other ones."""

    ALLOW_SELECT = False

    def lines(self, width: int) -> list[Pieces]:
        """What stands in ``width`` cells."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        """Line ``y``."""
        width = self.size.width
        lines = self.lines(width)
        return strip(lines[y] if y < len(lines) else (), ink_of(self.app), self.rich_style, width)
