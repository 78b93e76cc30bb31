"""The rows of a body view: number, fold glyph, text, and at the right what a node weighs."""

from rich.cells import cell_len

from codex_tui import formats
from codex_tui.neutral import neutral_line
from codex_tui.tui.glyphs import CUT, FOLDED, UNFOLDED
from codex_tui.tui.widgets.lines.pieces import Piece, cut, spread
from codex_tui.tui.widgets.raw.highlight import json_pieces
from codex_tui.tui.widgets.raw.unchanged import Run

_LONG_STRING = 200
"""Characters from which a cut string has a fold glyph and says its size."""

_WORTH_SAYING = 100
"""Bytes from which a node says its size."""


def gutter(number: int, digits: int) -> list[Piece]:
    """The cursor's column and the line number."""
    return [(f" {number:>{digits}} ", "disabled")]


def line_row(text: str, length: int, room: int) -> list[Piece]:
    """A line that opens nothing; a string that does not fit is cut before its closing quote."""
    if length <= len(text) and cell_len(text) <= room:
        return [("  ", "disabled"), *json_pieces(text)]
    size = [(formats.size(length), "disabled")] if length >= _LONG_STRING else []
    glyph = f"{FOLDED} " if size else "  "
    comma = "," if text.endswith(",") and length <= len(text) else ""
    keep = room - len(comma) - 1 - (len(size[0][0]) + 2 if size else 0)
    quote = text.rstrip(",").endswith('"') or length > len(text)
    shown = json_pieces(cut(text, keep).removesuffix(CUT))
    ink = shown[-1][1] if shown else "foreground"
    pieces = [*shown, (CUT, "muted"), ('"' if quote else "", ink), (comma, "json-punctuation")]
    return [(glyph, "muted"), *spread(pieces, size, room)]


def opening_row(text: str, size: int, items: int, room: int) -> list[Piece]:
    """The first line of an unfolded node."""
    weight: list[Piece] = [(formats.size(size), "disabled")] if size >= _WORTH_SAYING else []
    if items > 1:
        weight.append((f"  {formats.count(items, 'item')}", "disabled"))
    return [(f"{UNFOLDED} ", "muted"), *spread(json_pieces(text), weight, room)]


def abstract_row(text: str, abstract: tuple[str, str], comma: str, size: int, room: int) -> list[Piece]:
    """A folded node on one line."""
    about, beginning = abstract
    opening = text[-1]
    closing = {"{": "}", "[": "]"}[opening]
    head = [*json_pieces(text), (f" {neutral_line(about)}", "muted")]
    weight: list[Piece] = [(formats.size(size), "disabled")] if size >= _WORTH_SAYING else []
    end: list[Piece] = [(f" {closing}{comma}", "json-punctuation")]
    if not beginning:
        return [(f"{FOLDED} ", "muted"), *spread([*head, *end], weight, room)]
    quoted = neutral_line(beginning[:400])
    said = f' "{quoted}"' if " " in quoted or len(quoted) > 40 else f" {quoted}"
    left = [*head, (said, "json-string")]
    fits = sum(cell_len(piece) for piece, _ in [*left, *end, *weight]) + 2 <= room
    return [(f"{FOLDED} ", "muted"), *spread([*left, *end] if fits else left, weight, room)]


def unchanged_row(text: str, run: Run, since: int | None, room: int) -> list[Piece]:
    """Many folded items on one line."""
    indent = " " * (len(text) - len(text.lstrip()))
    said = f"{indent}{formats.count(run.items, 'item')}, unchanged" + ("" if since is None else f" since {since}")
    return [(f"{FOLDED} ", "muted"), *spread([(said, "muted")], [(formats.size(run.size), "disabled")], room)]


def tall_row(number: int, digits: int, text: str, within: int, *, json: bool) -> list[Piece]:
    """One of the rows of a wrapped line; only the first has the number."""
    lead = gutter(number, digits) if within == 0 else [(" " * (digits + 2), "disabled")]
    mark = f"{UNFOLDED} " if json and within == 0 else "  "
    if not json:
        return [*lead, (mark, "muted"), (text, "foreground")]
    return [*lead, (mark, "muted"), *(json_pieces(text) if within == 0 else [(text, "json-string")])]
