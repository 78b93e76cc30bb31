"""The heading of a block of lines."""

from collections.abc import Iterable

from rich.cells import cell_len

from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Pieces

_LEAST = 8
"""Cells of blanks and rule."""


def section(title: str, said: Iterable[str], width: int, *, between: str = "   ") -> Pieces:
    """A title, a rule, and what is said of it; where there is no room, the last of that goes."""
    kept = [*filter(None, said)]
    while kept and cell_len(title) + cell_len(between.join(kept)) + _LEAST > width:
        kept.pop()
    about = f" {between.join(kept)} " if kept else ""
    fill = max(1, width - cell_len(title) - cell_len(about) - 2)
    return [(f" {title} ", "foreground bold"), (glyphs.HORIZONTAL * fill, "rule"), (about, "muted")]
