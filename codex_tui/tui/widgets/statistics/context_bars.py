"""What fills the context, request by request, and the largest parts of the newest."""

from codex_tui import formats
from codex_tui.analysis.context_use import SHARES, ContextUse, LargePart, Share
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.legend import legend
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, pad, right

LABEL = 15
"""Cells before the bars."""

_TOTAL = 10
_LETTERS: dict[Share, tuple[str, str]] = {
    "developer": ("d", "chart-5"),
    "tools": ("t", "chart-4"),
    "user": ("u", "chart-1"),
    "reasoning": ("r", "chart-6"),
    "tool output": ("o", "chart-3"),
    "assistant": ("a", "chart-2"),
}
_INKS: dict[Share, str] = {
    "developer": "role-developer",
    "tools": "role-developer",
    "user": "role-user",
    "reasoning": "role-reasoning",
    "tool output": "role-tool",
    "assistant": "role-assistant",
}
_SHARE, _SHARE_BAR = 8, 16
_WIDE = 110


def context_bar(use: ContextUse, most: int, width: int, limit: int | None = None) -> Pieces:
    """One request: each share as long as its tokens, with its letter where there is room; ``limit``: of the model."""
    room = max(8, width - LABEL - _TOTAL - 1)
    line: list[Piece] = [(f"  {use.number}{', live' if use.live else ''}".ljust(LABEL), "muted")]
    at = tokens = 0
    for share in SHARES:
        tokens += use.tokens[share]
        end = round(tokens / max(1, most) * room)
        letter, ground = _LETTERS[share]
        line.append((_labelled(letter, use.tokens[share], end - at), f"{ground}-text on {ground}"))
        at = end
    ink = "warning" if limit and use.total > limit else "foreground"
    return [*line, (" " * (room - at), "muted"), (right(f"~{formats.tokens(use.total)}", _TOTAL), ink)]


def shares_legend(use: ContextUse | None, width: int) -> list[Pieces]:
    """The letters, and of one request how many bytes each share has."""
    entries: list[Pieces] = []
    for share, (letter, ground) in _LETTERS.items():
        size = use.sizes[share] if use is not None else 0
        weight = f" {formats.size(size)}" if size else ""
        entries.append([(f" {letter} ", f"{ground}-text on {ground}"), (f" {share}", "muted"), (weight, "disabled")])
    return legend(entries, width, LABEL)


def parts_heading(width: int) -> Pieces:
    """The names of the columns."""
    return _row(("#", "PART", "", "FIRST SENT", "TIMES", "TOKENS", "SIZE", "SHARE"), width, "disabled")


def part_line(rank: int, part: LargePart, width: int) -> Pieces:
    """One of the largest parts."""
    first = f"{'before ' if part.more else ''}#{part.first}"
    line = _row(
        (
            str(rank),
            part.share,
            neutral_line(part.about),
            first,
            f"{part.times:,}",
            f"~{formats.tokens(part.tokens)}",
            formats.size(part.size),
            formats.percent(part.percent),
        ),
        width,
        "foreground",
        _INKS[part.share],
    )
    if width < _WIDE:
        return line
    filled = round(part.percent / 100 * _SHARE_BAR)
    return [
        *line,
        ("  ", "muted"),
        (glyphs.BAR * filled, "primary"),
        (glyphs.HORIZONTAL * (_SHARE_BAR - filled), "rule"),
    ]


def _row(cells: tuple[str, ...], width: int, ink: str, of_share: str = "disabled") -> list[Piece]:
    number, share, about, first, times, tokens, size, percent = cells
    behind: list[Piece] = [(right(tokens, 9), ink), (right(percent, 7), ink)]
    if width >= _WIDE:
        behind = [
            (f"{first:<14}", "muted" if ink == "foreground" else ink),
            (right(times, 7), "muted" if ink == "foreground" else ink),
            (right(tokens, 10), ink),
            (right(size, 11), "disabled"),
            (right(percent, 8), ink),
        ]
    taken = sum(len(text) for text, _ in behind) + (_SHARE_BAR + 3 if width >= _WIDE else 2)
    lead: list[Piece] = [(right(number, 5) + "  ", "disabled"), (f"{share:<13}", of_share)]
    room = max(4, width - taken - 20)
    return [*lead, *pad([(cut(about, room - 2), ink)], room), *behind]


def _labelled(letter: str, tokens: int, cells: int) -> str:
    """``d 4.1k`` as far as it fits."""
    if cells <= 0:
        return ""
    whole = f" {letter} {formats.tokens(tokens)} "
    return (whole if len(whole) <= cells else f" {letter}" if cells > 2 else "").ljust(cells)[:cells]
