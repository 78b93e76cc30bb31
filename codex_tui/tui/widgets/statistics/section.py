"""Headings, and blocks that stand beside each other."""

from collections.abc import Sequence
from itertools import zip_longest

from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad

GAP = 4
"""Cells between two blocks."""

SHORT_ID = 13
"""Characters that tell one session's id from another's: of a UUID of version 7 they are its time."""


def section(title: str, about: str, width: int) -> Pieces:
    """A rule between what it is and what is said of it; where there is no room, the last of that goes."""
    while about and len(title) + len(about) + 8 > width:
        about = about.rpartition("   ")[0]
    fill = max(1, width - len(title) - len(about) - 4)
    return [(f" {title} ", "foreground bold"), (glyphs.HORIZONTAL * fill, "rule"), (f" {about} ", "muted")]


def beside(left: Sequence[Pieces], right: Sequence[Pieces], width: int) -> list[Pieces]:
    """Two blocks, ``width`` cells for the left one."""
    space: Piece = (" " * GAP, "muted")
    return [[*pad(a, width), space, *b] for a, b in zip_longest(left, right, fillvalue=())]
