"""A scrollbar of half a cell."""

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

from codex_tui.tui.glyphs import THUMB

_DEFAULT = Color.default()


class ThinScrollBar(ScrollBarRender):
    """Draws only the thumb, by whole lines; its track is the background."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _DEFAULT,
        bar_color: Color = _DEFAULT,
    ) -> Segments:
        """Segments of the bar, one a line."""
        above = Segment(" ", Style(bgcolor=back_color, meta={"@mouse.down": "scroll_up"}))
        below = Segment(" ", Style(bgcolor=back_color, meta={"@mouse.down": "scroll_down"}))
        thumb = Segment(THUMB, Style(color=bar_color, bgcolor=back_color, meta={"@mouse.down": "grab"}))
        if not window_size or virtual_size <= window_size or size < 1:
            return Segments([above] * size, new_lines=vertical)
        height = max(1, min(size, round(size * window_size / virtual_size)))
        start = round((size - height) * min(1.0, position / (virtual_size - window_size)))
        bar = [above] * start + [thumb] * height + [below] * (size - height - start)
        return Segments(bar, new_lines=vertical)
