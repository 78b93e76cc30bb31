"""One line of the screen as pieces of text, each in an ink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.filter import ANSIToTruecolor
from textual.strip import Strip

from codex_tui.neutral import neutral
from codex_tui.tui.glyphs import CURSOR, CUT

if TYPE_CHECKING:
    from rich.style import Style
    from textual.widget import Widget

    from codex_tui.tui.ink import Ink

Piece = tuple[str, str]
"""Text, and the words that :class:`Ink` takes for its style."""

Pieces = Sequence[Piece]


def width_of(pieces: Pieces) -> int:
    """Cells."""
    return sum(cell_len(text) for text, _ in pieces)


def row_text(pieces: Pieces) -> str:
    """What stands there, without its inks."""
    return "".join(text for text, _ in pieces)


def plain(text: str) -> str:
    """``text`` fit for one line of a terminal: no control, no line break, no tab."""
    if text.isprintable():
        return text
    return neutral(text).replace("\n", "␊").replace("\t", " ")


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, ending in an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + CUT if width > 0 else ""


def cut_front(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, beginning with an ellipsis where something is missing: for paths."""
    if cell_len(text) <= width:
        return text
    kept = text[-(width - 1) :] if width > 1 else ""
    while cell_len(kept) >= width > 0:
        kept = kept[1:]
    return CUT + kept if width > 0 else ""


def right(text: str, width: int) -> str:
    """``text`` against the right edge of ``width`` cells."""
    return " " * (width - cell_len(text)) + text


def crop(pieces: Pieces, width: int) -> list[Piece]:
    """``pieces`` in at most ``width`` cells; a muted ellipsis stands for what is missing."""
    room, cropped = width, []
    for text, ink in pieces:
        cells = cell_len(text)
        if cells > room:
            break
        cropped.append((text, ink))
        room -= cells
    else:
        return cropped
    if room < 1 and cropped:
        # The piece before fills the line to its end: its last cell gives way.
        last, last_ink = cropped.pop()
        text, ink, room = last, last_ink, cell_len(last)
    kept = set_cell_size(text, room - 1).rstrip() if room > 1 else ""
    ground = ink.partition(" on ")[2]
    return [*cropped, (kept, ink), (CUT if room > 0 else "", f"muted on {ground}" if ground else "muted")]


def spread(left: Pieces, against: Pieces, width: int, *, gap: int = 2) -> list[Piece]:
    """``left`` from the left edge, ``against`` at the right one; where both do not fit, ``left`` is cut."""
    taken = width_of(against)
    if not taken:
        return crop(left, width)
    if taken + gap >= width:
        return crop(against, width)
    shown = crop(left, width - taken - gap)
    return [*shown, (" " * (width - taken - width_of(shown)), "muted"), *against]


def pad(pieces: Pieces, width: int, ink: str = "foreground") -> list[Piece]:
    """``pieces`` cut or filled to exactly ``width`` cells."""
    cropped = crop(pieces, width)
    return [*cropped, (" " * (width - width_of(cropped)), ink)]


def with_cursor(pieces: Pieces) -> list[Piece]:
    """A row that is still written: the cursor stands after its text, before what fills it up."""
    *row, (text, ink) = pieces or [("", "foreground")]
    if row and text.isspace():
        _, on, ground = ink.partition(" on ")
        return [*row, (CURSOR, f"success{on}{ground}"), (text[1:], ink)]
    return [*pieces, (CURSOR, "success")]


def strip(pieces: Iterable[Piece], ink: Ink, ground: Style, width: int) -> Strip:
    """The drawn line, ``width`` cells on ``ground``. The last gate before the terminal: no control passes it."""
    segments = [Segment(plain(text), ground + ink[words]) for text, words in pieces if text]
    return Strip(segments).adjust_cell_length(width, ground)


def filtered(lines: Iterable[Strip], widget: Widget) -> list[Strip]:
    """``lines`` as a widget shows them that draws past its cache: without colours, in ASCII, where that is wanted."""
    found = [*lines]
    for wanted in widget.get_line_filters():
        if not isinstance(wanted, ANSIToTruecolor):  # where that is wanted, an ink has no other colours
            ground = widget.background_colors[1]
            found = [line.apply_filter(wanted, ground) for line in found]
    return found
