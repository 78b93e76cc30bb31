"""What the marks of a chart mean."""

from collections.abc import Iterable

from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, width_of

_GAP = 3
_LEAST = 3
"""Cells before them, also where there is little room."""


def legend(entries: Iterable[Pieces], width: int, indent: int) -> list[Pieces]:
    """One after another, ``indent`` cells in, or less where one line then holds them: none is cut."""
    shown = [*entries]
    spare = width - sum(map(width_of, shown)) - _GAP * (len(shown) - 1)
    lead: Piece = (" " * (min(indent, spare) if spare >= _LEAST else indent), "muted")
    lines: list[list[Piece]] = []
    for entry in shown:
        if lines and width_of(lines[-1]) + _GAP + width_of(entry) <= width:
            lines[-1] += [(" " * _GAP, "muted"), *entry]
        else:
            lines.append([lead, *entry])
    return [*lines]
