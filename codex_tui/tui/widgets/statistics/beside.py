"""Blocks that stand beside each other."""

from collections.abc import Sequence
from itertools import zip_longest

from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad

GAP = 4
"""Cells between two blocks."""


def beside(left: Sequence[Pieces], right: Sequence[Pieces], width: int) -> list[Pieces]:
    """Two blocks, ``width`` cells for the left one."""
    space: Piece = (" " * GAP, "muted")
    return [[*pad(a, width), space, *b] for a, b in zip_longest(left, right, fillvalue=())]
