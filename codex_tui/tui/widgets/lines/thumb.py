"""A scrollbar of half a cell."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from codex_tui.tui.glyphs import THUMB
from codex_tui.tui.widgets.lines.pieces import filtered

if TYPE_CHECKING:
    from textual.geometry import Region

_DEFAULT = Color.default()


class ThinScrollBarRender(ScrollBarRender):
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
        bar = _bar(size, virtual_size, window_size, position, back_color, bar_color)
        return Segments(chain.from_iterable(bar), new_lines=vertical)


class ThinScrollBar(ScrollBar):
    """Past Textual's cache of rows, which draws all of it anew for each line that a stream adds."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is visible."""
        it = self.render()
        assert isinstance(it, ScrollBarRender)
        assert isinstance(it.style, Style)
        ground, colour = it.style.bgcolor or _DEFAULT, it.style.color or _DEFAULT
        height = max(self.size.height, crop.bottom)  # it may be told only in a moment that it is taller
        bar = _bar(height, it.virtual_size, it.window_size, it.position, ground, colour)
        return filtered([bar[y] for y in crop.line_range], self)


def _bar(
    size: int, virtual_size: float, window_size: float, position: float, ground: Color, colour: Color
) -> list[Strip]:
    above, thumb, below = _strips(ground, colour)
    if not window_size or virtual_size <= window_size or size < 1:
        return [above] * size
    height = max(1, min(size, round(size * window_size / virtual_size)))
    start = round((size - height) * min(1.0, position / (virtual_size - window_size)))
    return [above] * start + [thumb] * height + [below] * (size - height - start)


@lru_cache(16)
def _strips(ground: Color, colour: Color) -> tuple[Strip, Strip, Strip]:
    """What stands above the thumb, it, and what stands below."""
    track, thumb = Style(bgcolor=ground), Style(color=colour, bgcolor=ground)
    return (
        _cell(" ", track, "scroll_up"),
        _cell(THUMB, thumb, "grab"),
        _cell(" ", track, "scroll_down"),
    )


def _cell(text: str, style: Style, pressed: str) -> Strip:
    return Strip([Segment(text, style + Style(meta={"@mouse.down": pressed}))], 1)
