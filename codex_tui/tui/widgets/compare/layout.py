"""Where everything stands in a comparison: rows are known where someone looks, and guessed elsewhere."""

from collections.abc import Sequence
from typing import NamedTuple

from codex_tui.tui.widgets.compare.entries import Entry
from codex_tui.tui.widgets.lines.extents import Extents


class Anchor(NamedTuple):
    """A row that stays the same whatever is measured above it; row 0 is the entry's heading."""

    entry: Entry
    row: int = 0


class Layout:
    """Entries from top to bottom, laid out for a width in cells."""

    def __init__(self, entries: Sequence[Entry] = (), width: int = 8) -> None:
        self.width = width
        self.entries = entries
        self._place = {id(entry): index for index, entry in enumerate(entries)}
        self._extents = Extents(map(self._height, entries))

    @property
    def rows(self) -> int:
        """All of them."""
        return self._extents.rows

    def has(self, entry: Entry) -> bool:
        """Whether it is one of these."""
        return id(entry) in self._place

    def at(self, row: int) -> Anchor:
        """What stands on a row."""
        place, within = self._extents.at(row)
        return Anchor(self.entries[place], within)

    def place_of(self, entry: Entry) -> int:
        """Which of the entries it is."""
        return self._place[id(entry)]

    def start(self, place: int) -> int:
        """The row of an entry's heading."""
        return self._extents.start(place)

    def row_of(self, anchor: Anchor) -> int:
        """Where it stands now."""
        place = self.place_of(anchor.entry)
        return self.start(place) + min(anchor.row, self._extents[place] - 1)

    @property
    def last(self) -> Anchor:
        """The last row, exactly."""
        place = len(self.entries) - 1
        return Anchor(self.entries[place], self._know(place) - 1)

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side exactly; the anchor again, or the last row of its entry."""
        place = self.place_of(anchor.entry)
        height = self._know(place)
        row = min(anchor.row, height - 1)
        known, at = height - row, place + 1
        while known <= below and at < len(self.entries):
            known += self._know(at)
            at += 1
        known, at = row, place - 1
        while known < above and at >= 0:
            known += self._know(at)
            at -= 1
        return Anchor(anchor.entry, row)

    def changed(self, entry: Entry) -> None:
        """It was folded or unfolded, or shows more."""
        self._know(self.place_of(entry))

    def _know(self, place: int) -> int:
        entry = self.entries[place]
        height = 1 if entry.folded else 1 + len(entry.rows(self.width))
        self._extents.put(place, height)
        return height

    def _height(self, entry: Entry) -> int:
        if entry.folded:
            return 1
        return 1 + (len(entry.rows(self.width)) if entry.known(self.width) else entry.guess())
