"""The changed lines of a text as rows of the screen."""

from collections.abc import Iterator

from codex_tui import formats
from codex_tui.analysis.text_change import Line, Sign, Span
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, pad, plain
from codex_tui.tui.widgets.lines.wrap import row_at
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

_MARGIN, _NUMBER = 8, 4
_GROUNDS: dict[Sign, str] = {"-": "diff-remove", "+": "diff-add", " ": ""}
_SIGNS: dict[Sign, tuple[str, str]] = {
    "-": (glyphs.REMOVED, "error"),
    "+": (glyphs.ADDED, "success"),
    " ": (" ", "muted"),
}
#: Characters of a piece that did not change, and of one that did, that are shown at both its ends.
_ENDS, _CHANGED = 160, 1_000
#: Pieces of a line that are shown.
_PIECES = 400


def rows_of(line: Line, width: int) -> Iterator[Pieces]:
    """Number, sign and text on the ground of its sign; a long line is wrapped, what did not change in it is cut."""
    room = _room(width)
    ground = _GROUNDS[line.sign]
    on = f" on {ground}" if ground else ""
    sign, ink = _SIGNS[line.sign]
    number = line.a if line.sign == "-" else line.b
    text = [(plain(text), words) for text, words in _inked(line, ground)] or [("", "foreground")]
    for place, row in enumerate(wrap_pieces(text, room)):
        lead: list[Piece] = [
            (f"{number if place == 0 else '':>{_NUMBER}}", f"disabled{on}"),
            (f" {sign if place == 0 else ' '} ", f"{ink}{on}"),
        ]
        shown = [(text, words if " on " in words else f"{words}{on}") for text, words in row]
        yield [(" " * _MARGIN, "muted"), *lead, *pad(shown, room + 1, f"foreground{on}"), ("  ", "muted")]


def shown_text(line: Line) -> str:
    """What its rows show, before it is wrapped."""
    return "".join(plain(text) for text, _ in _inked(line, ""))


def row_within(text: str, column: int, width: int) -> int:
    """On which of its rows such a text has character ``column``."""
    return row_at(text, _room(width), 0, column)


def _room(width: int) -> int:
    return max(8, width - _MARGIN - _NUMBER - 4 - 2)


def missing(lines: int) -> Pieces:
    """In place of lines that are not shown."""
    return [(" " * (_MARGIN + _NUMBER), "muted"), (f" {glyphs.MISSING} {formats.count(lines, 'line')}", "disabled")]


def _inked(line: Line, ground: str) -> Iterator[Piece]:
    ink = "muted" if line.sign == " " else "foreground"
    for span in line.spans[:_PIECES]:
        words = f"diff-word bold on {ground}-word" if span.changed and ground else ink
        yield from _shortened(span, words)
    if len(line.spans) > _PIECES:
        yield glyphs.CUT, "disabled"


def _shortened(span: Span, words: str) -> Iterator[Piece]:
    ends = _CHANGED if span.changed else _ENDS
    text = span.text.replace("\t", "    ")
    if len(text) <= 2 * ends + 40:
        yield text, words
        return
    yield text[:ends], words
    yield f" {glyphs.CUT} {len(text) - 2 * ends:,} characters {glyphs.CUT} ", "disabled"
    yield text[-ends:], words
