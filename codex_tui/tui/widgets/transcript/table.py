"""A table of Markdown as a grid: columns as wide as their cells, and all together no wider than there is room."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from codex_tui.tui.glyphs import HORIZONTAL
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, row_text, width_of
from codex_tui.tui.widgets.transcript.slabs import Row, indent_of, wrap_rows

_RULE = re.compile(r"\s*\|[\s|:-]*-[\s|:-]*")
_BETWEEN = re.compile(r"(?<!\\)\|")
_BAR: Piece = ("│", "disabled")
_LEAST = 8
"""Cells of a column that gives way to others: with less there is nothing to read."""

Inline = Callable[[str, str], list[Piece]]
"""A cell's text in an ink as pieces."""


def is_table_line(line: str) -> bool:
    """Whether it may belong to a table."""
    return line.lstrip().startswith("|")


def line_pieces(line: str, inline: Inline, ink: str) -> list[Piece]:
    """A line of a table on its own, whatever stands round it."""
    if _RULE.fullmatch(line):
        return [(line.rstrip().replace("|", "│").replace("-", HORIZONTAL), "disabled")]
    pieces: list[Piece] = [(_lead(line), ink)]
    for cell in _cells(line):
        pieces += [_BAR, (" ", ink), *inline(cell, ink), (" ", ink)]
    return [*pieces, _BAR]


def table_rows(lines: Sequence[str], inline: Inline, ink: str, width: int, indent: int = 0) -> list[list[Row]] | None:
    """The rows of each of ``lines``, that stand below each other, with ``indent`` cells before it.

    None where the second is no rule: it is no table, or not yet; and where its columns are too many for ``width``.
    """
    if len(lines) < 2 or not _RULE.fullmatch(lines[1]) or _RULE.fullmatch(lines[0]):
        return None
    head, rule, *body = map(_cells, lines)
    cells = [[inline(cell, f"{ink} bold") for cell in head], *([inline(cell, ink) for cell in line] for line in body)]
    natural = [max(map(width_of, column)) for column in zip_longest(*cells, fillvalue=())]
    lead = " " * indent + _lead(lines[0])
    widths = _fitting(natural, width - len(lead) - 3 * len(natural) - 1)
    if widths is None:
        return None
    sides = [_side(mark) for mark, _ in zip_longest(rule[: len(widths)], widths, fillvalue="")]
    columns = [*zip(widths, sides, strict=True)]
    drawn = "│".join(["", *(HORIZONTAL * (width + 2) for width in widths), ""])
    rows = [[Row([(lead + drawn, "disabled")], 0, 0)] if number == 1 else [] for number in range(len(lines))]
    for number, found in zip([0, *range(2, len(lines))], cells, strict=True):
        begin = indent + len(_lead(lines[number]))
        rows[number] = [*_rows(found, begin, columns, (lead, ink))]
    return rows


def _rows(cells: Sequence[Pieces], begin: int, columns: Sequence[tuple[int, str]], lead: Piece) -> Iterator[Row]:
    """Of one line, whose character ``begin`` is its first bar; of each column its width, and its text's side."""
    ink = lead[1]
    wrapped: list[list[Row]] = []
    begins: list[int] = []
    for (width, _), cell in zip(columns, [*cells, *[()] * (len(columns) - len(cells))], strict=True):
        wrapped.append(wrap_rows([*cell], width))
        begins.append(begin + 2)
        begin += 3 + len(row_text(cell))
    for place in range(max(map(len, wrapped))):
        pieces = [lead]
        parts: list[tuple[int, int]] = []
        for rows, first, (width, side) in zip(wrapped, begins, columns, strict=True):
            row = rows[place] if place < len(rows) else Row([], 0, 0)
            if row.end > row.start:
                parts.append((first + row.start, first + row.end))
            blank = width - width_of(row.pieces)
            before = {"left": 0, "center": blank // 2, "right": blank}[side]
            pieces += [_BAR, (" " * (1 + before), ink), *row.pieces, (" " * (1 + blank - before), ink)]
        start, end = (parts[0][0], parts[-1][1]) if parts else (0, 0)
        yield Row([*pieces, _BAR], start, end, parts=tuple(parts))


def _fitting(natural: Sequence[int], room: int) -> list[int] | None:
    """The columns' widths: the widest give way until all have room; None where that leaves too little."""
    left = room
    for place, width in enumerate(sorted(natural)):
        share = left // (len(natural) - place)
        if width > share:
            return [min(width, share) for width in natural] if share >= _LEAST else None
        left -= width
    return [*natural]


def _lead(line: str) -> str:
    return line[: indent_of(line)]


def _cells(line: str) -> list[str]:
    found = _BETWEEN.split(line.strip().removeprefix("|"))
    if len(found) > 1 and not found[-1]:
        found.pop()
    return [cell.strip().replace("\\|", "|") for cell in found]


def _side(mark: str) -> str:
    if mark.endswith(":"):
        return "center" if mark.startswith(":") and len(mark) > 1 else "right"
    return "left"
