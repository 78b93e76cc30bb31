"""Hits as lines for people, in groups with the lines around them, as grep has it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from codex_tui.cli.output import Cell
from codex_tui.history.search import Hit
from codex_tui.history.sought import Sought

_ABOUT = 160  # characters of a line
_TAB = 4
_WHITE = re.compile(r"[^\S ]")


def hit_lines(hits: Iterable[Hit], sought: Sought, *, in_context: bool) -> Iterator[Sequence[Cell]]:
    """A line a hit: its number, its place, and the line about what was found, which stands out.

    ``in_context``: before its line stands ``12:``, the line's number in its text; lines around it have ``11-``, and
    ``--`` parts what does not follow each other.
    """
    if not in_context:
        for hit in hits:
            yield [*_place(hit), *_about(hit.line, sought, indented=False)]
        return
    last: tuple[object, int] | None = None  # the text whose lines were shown, and the first of it that was not
    for hit in hits:
        text = (hit.id, hit.side, hit.path)
        first = hit.row - len(hit.before)
        shown = last[1] if last is not None and last[0] == text else 0
        if last is not None and (not shown or first > shown):
            yield (Cell("--", "dim"),)
        for row, line in enumerate(hit.before, first):
            if row >= shown:
                yield _around(hit, row, line)
        yield [*_place(hit), Cell(f"{hit.row}: ", "green"), *_about(hit.line, sought, indented=True)]
        after = hit.row + hit.line.count("\n") + 1
        end = min(after + len(hit.after), hit.next_row or after + len(hit.after))
        for row, line in enumerate(hit.after[: max(0, end - after)], after):
            yield _around(hit, row, line)
        last = text, max(after, end)


def _place(hit: Hit, style: str = "magenta") -> tuple[Cell, Cell]:
    return Cell(f"{hit.number}  ", "dim"), Cell(f"{hit.side} {hit.path}".rstrip() + "  ", style)


def _around(hit: Hit, row: int, line: str) -> Sequence[Cell]:
    shown = _indented(line)
    return [
        *_place(hit, "dim"),
        Cell(f"{row}- ", "dim"),
        Cell(shown[:_ABOUT]),
        Cell("…" if len(shown) > _ABOUT else ""),
    ]


def _indented(line: str) -> str:
    """On one line, with what it is indented by: how lines stand to each other tells what they are."""
    text = line.lstrip(" \t")
    return line[: len(line) - len(text)].expandtabs(_TAB) + _WHITE.sub(" ", text.rstrip())


def _about(line: str, sought: Sought, *, indented: bool) -> list[Cell]:
    """Sought in the line as it is: what is shown of it may have other white space."""
    shown = _indented(line)
    if not indented:
        shown = shown.lstrip()
    moved = len(shown) - len(line.rstrip())
    matches = (match.span() for match in sought.pattern.finditer(line))
    spans = [(max(0, start + moved), max(0, end + moved)) for start, end in matches] or [(0, 0)]
    begin = max(0, spans[0][0] - _ABOUT // 3)
    end = max(begin + _ABOUT, spans[0][1])
    edges = [begin, *(min(edge, end) for span in spans for edge in span), end]
    cells = [Cell(shown[a:b], "bold yellow" if at % 2 else "") for at, (a, b) in enumerate(pairwise(edges))]
    return [Cell("…" if begin else ""), *cells, Cell("…" if len(shown) > end else "")]
