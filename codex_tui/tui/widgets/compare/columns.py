"""The numbers at the right of a comparison: tokens in A, in B, and what that adds."""

from typing import NamedTuple

from codex_tui import formats
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, right, spread

_A, _B, _MORE = 8, 9, 9
_WIDE = 72


class Weight(NamedTuple):
    """Tokens of each side, None where it has none; ``reported``: counted by the server, else estimated."""

    a: int | None = None
    b: int | None = None
    reported: bool = False


def heading(number_a: int, number_b: int, width: int) -> Pieces:
    """The names of the columns."""
    names: list[Piece] = [(right("TOKENS", _MORE), "disabled")]
    if width >= _WIDE:
        names = [
            (right(f"A  #{number_a}", _A + 3), "disabled"),
            (right(f"B  #{number_b}", _B), "disabled"),
            *names,
        ]
    return spread([("      PART", "disabled")], [*names, ("  ", "muted")], width)


def weighed(left: Pieces, weight: Weight, width: int, *, same: bool = False) -> list[Piece]:
    """A line with its numbers."""
    cells: list[Piece] = []
    if width >= _WIDE:
        cells += [
            (right(_tokens(weight.a, weight), _A), "disabled" if same else "muted"),
            (right(_tokens(weight.b, weight), _B), "muted" if same else "foreground"),
        ]
    more = (weight.b or 0) - (weight.a or 0)
    ink = "success" if more > 0 else "error"
    cells.append((right(_difference(more), _MORE), ink))
    return spread(left, [*cells, ("  ", "muted")], width)


def _tokens(count: int | None, weight: Weight) -> str:
    if count is None:
        return ""
    return f"{'' if weight.reported else glyphs.ESTIMATED}{formats.tokens(count)}"


def _difference(more: int) -> str:
    if not more:
        return ""
    return f"{glyphs.ADDED if more > 0 else glyphs.REMOVED}{formats.tokens(abs(more))}"
