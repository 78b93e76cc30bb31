"""The screen in ASCII, for fonts that lack its shapes and terminals that draw some of them two cells wide."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from codex_tui.tui import glyphs

SECOND_FORMS = {
    glyphs.LIVE: "*",
    glyphs.COMPLETE: "v",
    glyphs.FAILED: "x",
    glyphs.ABORTED: "#",
    glyphs.INTERRUPTED: "?",
    glyphs.IDLE: "o",
    glyphs.FOLDED: "+",
    glyphs.UNFOLDED: "-",
    glyphs.WARNING: "!",
    glyphs.MARKED: "@",
    glyphs.NOTE: "n",
    glyphs.ROLE_BAR: "|",
    glyphs.BULLET: "*",
    glyphs.UNREPORTED: ".",
    glyphs.NONE: "-",
    "−": "-",
    "±": "%",
    "→": ">",
    # As curl tells them apart.
    glyphs.SENT: ">",
    glyphs.RECEIVED: "<",
    glyphs.MISSING: ":",
    "×": "x",
    glyphs.SHADED: "/",
    # Rules, corners and the scrollbar's thumb.
    **dict.fromkeys("─╌┄", "-"),
    **dict.fromkeys("━═", "="),
    **dict.fromkeys("│┃▐", "|"),
    **dict.fromkeys("┬┴├┤┼╭╮╰╯┌┐└┘┏┓┗┛", "+"),
    # Columns of a chart from low to high; the sixth is also a horizontal bar.
    **dict(zip(glyphs.COLUMNS, ".:-=+*#@", strict=True)),
}
"""By the shape on the screen, one cell each. The cursor's ``▌`` and the ellipsis depend on their place."""

_TABLE = str.maketrans({shape: second for shape, second in SECOND_FORMS.items() if len(shape) == 1})
_FRAME = frozenset(" │|╭╮")


class Ascii(LineFilter):
    """The last thing that happens to a line: widgets, borders, menus and toasts all pass it.

    Captured text passes it too: where a terminal draws ``●`` wrongly it does so in any text.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in other shapes."""
        texts = [segment.text for segment in segments]
        line = "".join(texts)
        if line.isascii():
            return segments
        line = _ellipses(_cursors(line)).translate(_TABLE)
        found, start = [], 0
        for text, segment in zip(texts, segments, strict=True):
            found.append(Segment(line[start : start + len(text)], segment.style, segment.control))
            start += len(text)
        return found


def _cursors(line: str) -> str:
    """``>`` where nothing but a frame stands before it, ``_`` behind text that is written."""
    if glyphs.CURSOR not in line:
        return line
    before, _, after = line.partition(glyphs.CURSOR)
    first = ">" if _FRAME.issuperset(before) else "_"
    return before + first + after.replace(glyphs.CURSOR, "_")


def _ellipses(line: str) -> str:
    """Two dots where a blank follows to stand on, else one."""
    return line.replace(f"{glyphs.CUT} ", "..").replace(glyphs.CUT, ".")
