"""What the lines of one drawing share, and the cursor row among them."""

from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.tui.glyphs import CURSOR
from codex_tui.tui.ink import Ink


class Frame(NamedTuple):
    """What all lines of one drawing share. ``top``: the first line that is visible."""

    ink: Ink
    ground: Style
    width: int
    top: int


def selected(line: Strip, ink: Ink, *, focused: bool) -> Strip:
    """``line`` as the cursor row: its mark in column 0, everything on one ground, faint text raised."""
    ground = "selected" if focused else "selected-blurred"
    over = ink[f"selected-foreground on {ground}"] if ink.one_colour_selection else ink.ground(ground)
    faint, raised, hit = ink.disabled, ink.muted, ink.hit
    segments = [
        Segment(
            text,
            style
            if style and style.bgcolor in hit
            else (raised if style and style.color == faint else style or raised) + over,
        )
        for text, style, _ in line.crop(1, line.cell_length)
    ]
    mark = ink[f"{'primary' if focused else 'disabled'} on {ground}"]
    if ink.one_colour_selection:
        mark = ink[f"selected-foreground on {ground}"]
    return Strip([Segment(CURSOR, mark), *segments], line.cell_length)
