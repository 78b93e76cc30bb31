"""One event in full, under the text that it adds to."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from statistics import median

import msgspec

from codex_tui import formats
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, spread
from codex_tui.tui.widgets.raw.fragments import Selection
from codex_tui.tui.widgets.raw.highlight import json_pieces
from codex_tui.tui.widgets.transcript.slabs import indent_of, wrap_pieces
from codex_tui.wire.event import Event

_AROUND = 4_000
"""Characters of a long text that are shown on each side of the piece that is lit."""

_LONGEST = 20_000
"""Characters of an event's data that are laid out."""

_SLOW = 250
_LIT = "background bold on primary"


def event_page(
    events: Sequence[Event],
    index: int,
    joined: Selection | None,
    chunks: Sequence[tuple[float, int]],
    width: int,
    height: int,
    *,
    live: bool,
    both_ways: bool = False,
) -> list[Pieces]:
    """``chunks``: as in the record, [] where they do not cut the body as it is kept. ``both_ways``: so they go."""
    room = max(8, width - 3)
    lines: list[Pieces] = []
    if joined is not None:
        so_far = " so far" if live else ""
        weight = f"{formats.count(len(joined.text), 'character')}{so_far}"
        lines += [_heading("Joined text", weight, room), [], *_text(joined, room, max(4, height // 2 - 4), live=live)]
        lines += [[], [(glyphs.HORIZONTAL * room, "rule")]]
    event = events[index]
    chunk = _chunk(event, chunks)
    weight = formats.size(event.size) + ("" if chunk is None else f" in chunk {chunk:,}")
    lines += [_heading(f"Event {index + 1:,}", weight, room), [], *_event(event, room, both_ways=both_ways)]
    lines += _gap(events, index)
    return [[(" ", "foreground"), *line] for line in lines]


def _heading(name: str, about: str, room: int) -> Pieces:
    return spread([(name, "foreground bold")], [(about, "muted")], room)


def _text(joined: Selection, room: int, most: int, *, live: bool) -> list[Pieces]:
    """At most ``most`` rows, those round the piece that is lit, else the last."""
    first, last = max(0, joined.start - _AROUND), joined.end + _AROUND
    marked = [
        (neutral(joined.text[first : joined.start]), "foreground"),
        (neutral(joined.text[joined.start : joined.end]), _LIT),
        (neutral(joined.text[joined.end : last]), "foreground"),
    ]
    if live and last >= len(joined.text):
        marked.append((glyphs.CURSOR, "success"))
    rows = [row for line in _lines(marked) for row in wrap_pieces(line, room)]
    lit = next((at for at, row in enumerate(rows) if any(ink == _LIT for _, ink in row)), len(rows))
    start = max(0, min(lit - most // 2, len(rows) - most))
    return rows[start : start + most]


def _lines(marked: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for text, ink in marked:
        first, *others = text.expandtabs(4).split("\n")
        line.append((first, ink))
        for each in others:
            if ink == _LIT and not line[-1][0]:
                line[-1] = (" ", ink)  # a line break that is lit is to be seen
            yield line
            line = [(each, ink)]
    yield line


def _event(event: Event, room: int, *, both_ways: bool) -> Iterator[Pieces]:
    if both_ways:
        sent = event.source == "client"
        yield [(f"{glyphs.SENT} sent by the client", "primary") if sent else
               (f"{glyphs.RECEIVED} sent by the server", "secondary")]  # fmt: skip
    if event.name:
        yield [("event: ", "muted"), (neutral_line(event.name), "foreground")]
    try:
        shown = msgspec.json.format(event.data[:_LONGEST], indent=2) if len(event.data) <= _LONGEST else event.data
    except (ValueError, RecursionError):
        shown = event.data
    lines = neutral(shown[:_LONGEST]).split("\n")
    for number, line in enumerate(lines):
        lead: list[Piece] = [("data: ", "muted")] if number == 0 and event.name else []
        yield from wrap_pieces([*lead, *json_pieces(line)], room, indent_of(line) + 4)
    if len(shown) > _LONGEST:
        yield [(f"{len(shown) - _LONGEST:,} more characters", "disabled")]
    if not event.whole:
        yield [(f"{glyphs.WARNING} ", "warning"), ("It was cut off here.", "foreground")]


def _gap(events: Sequence[Event], index: int) -> Iterator[Pieces]:
    at, before = events[index].at, events[index - 1].at if index else None
    if at is None or before is None or at - before < _SLOW:
        return
    gaps = [later.at - one.at for one, later in pairwise(events) if later.at is not None and one.at is not None]
    yield []
    yield [
        (f"{glyphs.WARNING} ", "warning"),
        (f"{formats.gap(at - before)} after the event before it.", "foreground"),
    ]
    yield [("  ", "muted"), (f"The median gap is {formats.gap(median(gaps))}.", "muted")]


def _chunk(event: Event, chunks: Sequence[tuple[float, int]]) -> int | None:
    """In which arrival its last byte came, from 1."""
    if not chunks or event.at is None or not event.size:
        return None
    ends = list(accumulate(size for _, size in chunks))
    place = bisect_left(ends, event.offset + event.size)
    return place + 1 if place < len(ends) else None
