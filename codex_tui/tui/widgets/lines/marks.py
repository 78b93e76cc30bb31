"""Hits of a search in a drawn row."""

import re
from collections.abc import Iterable

import msgspec

from codex_tui.tui.ink import CURRENT_HIT, HIT
from codex_tui.tui.widgets.lines.passages import TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, plain, row_text


class SaidOn(msgspec.Struct, frozen=True):
    """A row of a wrapped line: from character ``lead`` of it on stands what ``text`` has from ``start`` to ``end``.

    ``text``: of the line at ``place``, and perhaps what is next to it, from ``column`` of the line on.
    """

    place: TextPlace
    text: str
    start: int
    end: int
    lead: int
    column: int = 0


def marked_part(pieces: Pieces, pattern: re.Pattern[str], said: SaidOn, current: int | None) -> list[Piece]:
    """A row of a line, with the line's hits as far as they are on it; the one at ``current`` stands out."""
    shown = [(plain(text), ink) for text, ink in pieces]
    moved = said.lead - said.start
    spans = [
        (
            max(begin, said.start) + moved,
            min(stop, said.end) + moved,
            CURRENT_HIT if begin + said.column == current else HIT,
        )
        for begin, stop in (match.span() for match in pattern.finditer(said.text))
        if stop > said.start and begin < said.end
    ]
    return [*_inked(shown, spans)] if spans else shown


def marked_line(line: str, pattern: re.Pattern[str], start: int) -> list[Piece]:
    """A line as it was captured, from character ``start`` on, with every hit of it in its own ink."""
    pieces: list[Piece] = []
    for begin, end in (match.span() for match in pattern.finditer(line)):
        pieces += [(line[start:begin], "foreground"), (line[max(start, begin) : end], HIT)]
        start = max(start, end)
    return [(plain(text), ink) for text, ink in [*pieces, (line[start:], "foreground")] if text]


def marked(pieces: Pieces, pattern: re.Pattern[str], current: int | None = None) -> list[Piece]:
    """``pieces`` with every hit in its own ink; hit ``current`` of the row stands out from the others."""
    shown = [(plain(text), ink) for text, ink in pieces]
    spans = [match.span() for match in pattern.finditer(row_text(shown))]
    if not spans:
        return shown
    if current is not None:
        current = min(current, len(spans) - 1)
    inks = [CURRENT_HIT if index == current else HIT for index in range(len(spans))]
    return [*_inked(shown, [(*span, ink) for span, ink in zip(spans, inks, strict=True)])]


def _inked(pieces: Pieces, spans: list[tuple[int, int, str]]) -> Iterable[Piece]:
    at = 0
    left = iter(spans)
    span = next(left, None)
    for text, ink in pieces:
        end, done = at + len(text), at
        while span is not None and span[0] < end:
            begin, stop, mark = max(span[0], done), min(span[1], end), span[2]
            if begin > done:
                yield text[done - at : begin - at], ink
            if stop > begin:
                yield text[begin - at : stop - at], mark
            done = max(done, stop)
            if span[1] > end:
                break
            span = next(left, None)
        if done < end:
            yield text[done - at :], ink
        at = end
