"""The text of the list for a search, and the way from a hit to its line."""

from collections.abc import Iterator
from itertools import islice

from codex_tui.tui.outline import Outline
from codex_tui.tui.widgets.exchanges.row import said
from codex_tui.tui.widgets.lines.passages import Passage, TextPlace

_AT_ONCE = 200
"""Lines of a passage."""


def passages(outline: Outline, start: TextPlace) -> Iterator[Passage]:
    """A node is a section of the outline, its lines are all that there would be without a fold."""
    for section in range(start.node, outline.sections):
        first = start.line if section == start.node else 0
        lines = islice(outline.walk(section), first, None)
        while some := list(islice(lines, _AT_ONCE)):
            # What is neutral here is what is drawn: on one line.
            words = "\n".join(" ".join(said(line).split()) for line in some)
            yield Passage(TextPlace(section, first), words)
            first += len(some)


def place_of(outline: Outline, anchor: str) -> TextPlace:
    """Where what has this anchor stands in the text."""
    section = outline.section_of(anchor)
    for at, line in enumerate(outline.walk(section) if anchor else ()):
        if line.anchor == anchor:
            return TextPlace(section, at)
    return TextPlace(section, 0)


def anchor_at(outline: Outline, place: TextPlace) -> str:
    """What stands at a place; empty where that is no longer there."""
    if place.node >= outline.sections:
        return ""
    line = next(islice(outline.walk(place.node), place.line, None), None)
    return line.anchor if line else ""
