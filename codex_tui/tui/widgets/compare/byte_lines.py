"""Rows of a hex dump of two bodies."""

from codex_tui.analysis.byte_window import ROW, ByteRow, text_of
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces

_SIGNS = {"-": (glyphs.REMOVED, "error", "diff-remove"), "+": (glyphs.ADDED, "success", "diff-add")}


def byte_line(row: ByteRow) -> Pieces:
    """Offset, sign, bytes in two groups of eight, and what of them can be printed."""
    sign, ink, ground = _SIGNS.get(row.side, (" ", "muted", ""))
    on = f" on {ground}" if ground else ""
    text = "muted" if row.side == " " else "foreground"
    pieces: list[Piece] = [(f"{row.offset:>12,} ", "disabled"), (f" {sign}  ", f"{ink}{on}")]
    shown = text_of(row.content)
    for place in range(ROW):
        there = place < len(row.content)
        changed = there and row.differs[place] and ground
        words = f"diff-word bold on {ground}-word" if changed else f"{text}{on}"
        pieces.append((f"{row.content[place]:02x}" if there else "  ", words))
        pieces.append(("  " if place == ROW // 2 - 1 else " ", f"{text}{on}"))
    pieces.append((" ", f"{text}{on}"))
    for place, character in enumerate(shown):
        changed = row.differs[place] and ground
        pieces.append((character, f"diff-word bold on {ground}-word" if changed else f"{text}{on}"))
    return [*pieces, (" " * (ROW - len(shown) + 1), f"{text}{on}")]
