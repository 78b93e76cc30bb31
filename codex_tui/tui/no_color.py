"""The screen without colours, where NO_COLOR asks for that: https://no-color.org."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from rich.color import Color as RichColor
    from textual.color import Color

_BRIGHT = 0.75
"""Of 1: from here on a colour of the theme ``PLAIN`` is white, below it grey; a ground from half of it on."""


class NoColors(LineFilter):
    """The terminal's own two colours for all: what is bright beneath is reversed, and what is grey is faint.

    It sees what the theme ``PLAIN`` draws, which has no tints.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text in other styles."""
        return [
            Segment(text, None if style is None else _without_colors(style), control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=4096)
def _without_colors(style: Style) -> Style:
    text, ground = _brightness(style.color, 1.0), _brightness(style.bgcolor, 0.0)
    reverse = ground > _BRIGHT / 2
    faint = (ground if reverse else text) < _BRIGHT
    return Style(
        bold=style.bold,
        dim=faint or style.dim,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=reverse or style.reverse,
        meta=style.meta or None,
    )


def _brightness(color: RichColor | None, default: float) -> float:
    """From 0 to 1; ``default``: of the terminal's own."""
    if color is None or color.is_default:
        return default
    return max(color.get_truecolor()) / 255
