"""The connections that came by, as a table."""

from collections.abc import Sequence
from typing import NamedTuple

from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut

_INKS = {glyphs.FAILED: "error", glyphs.COMPLETE: "success"}


class Passed(NamedTuple):
    """A connection: when, whereto, whose, and what happened, with its glyph."""

    at: str
    to: str
    client: str
    glyph: str
    happened: str


def passed_rows(passed: Sequence[Passed], room: int) -> list[Pieces]:
    """Under their headings; the client goes where there is no room for it."""
    to = min(34, max(14, *(len(each.to) + 2 for each in passed)))
    client = min(24, max(8, *(len(each.client) + 2 for each in passed))) if room >= 80 else 0
    head = f"{'TIME':<10}{'TO':<{to}}" + (f"{'CLIENT':<{client}}" if client else "") + "WHAT HAPPENED"
    rows: list[Pieces] = [[(cut(head, room), "disabled")]]
    for each in passed:
        row: list[Piece] = [(f"{each.at:<10}", "muted"), (f"{cut(each.to, to - 2):<{to}}", "foreground")]
        row += [(f"{cut(each.client, client - 2):<{client}}", "muted")] if client else []
        left = max(4, room - 12 - to - client)
        row += [(f"{each.glyph} ", _INKS.get(each.glyph, "muted")), (cut(each.happened, left), "foreground")]
        rows.append(row)
    return rows
