"""Hits in a view, found a slice at a time so that no key waits for them."""

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from codex_tui.history.query import Text, text_of
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace

MOST = 100_000
"""Hits that are kept; a view with more of them says so."""


def sought(words: str) -> re.Pattern[str]:
    """``words`` as they stand, or after ``re:`` a regular expression; in any case unless they have capitals.

    Raises QueryError where the expression is none.
    """
    text: Text = text_of(words)
    if text.words == text.words.lower():
        return text.pattern
    return re.compile(text.words if text.is_regex else re.escape(text.words))


class Hits:
    """The hits of ``pattern`` in what ``passages`` gives, in order, as far as it was read."""

    def __init__(self, pattern: re.Pattern[str], passages: Callable[[TextPlace], Iterator[Passage]]) -> None:
        self.pattern = pattern
        self.spots: list[Spot] = []
        self.done = False
        self._passages = passages
        self._left = passages(BEGINNING)

    def again_from(self, place: TextPlace) -> None:
        """What stands from ``place`` on is other text now."""
        del self.spots[bisect_left(self.spots, place) :]
        self.done = False
        self._left = self._passages(place)

    def read(self, seconds: float) -> bool:
        """Look on for about so long; whether anything is left."""
        deadline = time.monotonic() + seconds
        while not self.done:
            passage = next(self._left, None)
            if passage is None or len(self.spots) >= MOST:
                self.done = True
                break
            self._look(passage)
            if time.monotonic() >= deadline:
                break
        return not self.done

    def after(self, place: TextPlace, column: int = -1) -> int | None:
        """The first hit behind ``column`` of ``place``, else the first of all; None where there is none."""
        if not self.spots:
            return None
        return bisect_right(self.spots, (*place, column, 1 << 62)) % len(self.spots)

    def before(self, place: TextPlace, column: int = -1) -> int | None:
        """The last hit before ``column`` of ``place``, else the last of all."""
        if not self.spots:
            return None
        return (bisect_left(self.spots, (*place, column)) - 1) % len(self.spots)

    def within_line(self, spot: Spot) -> int:
        """How many hits stand before it in its line."""
        return bisect_left(self.spots, spot) - bisect_left(self.spots, spot.place)

    def said(self, current: Spot | None) -> str:
        """``3 of 17 hits``."""
        count = len(self.spots)
        if not count:
            return "no hits" if self.done else "searching …"
        more = "+" if not self.done or count >= MOST else ""
        noun = "hit" if count == 1 and not more else "hits"
        if current is None:
            return f"{count:,}{more} {noun}"
        index = bisect_left(self.spots, current)
        if index == count or self.spots[index] != current:
            return f"{count:,}{more} {noun}"
        return f"{index + 1:,} of {count:,}{more} {noun}"

    def _look(self, passage: Passage) -> None:
        (node, line), column, done = passage.place, passage.column, 0
        text = passage.text
        last = self.spots[-1] if self.spots else None
        for match in self.pattern.finditer(text):
            begin, end = match.span()
            if begin == end:
                continue
            if begin >= len(text) - passage.tail:
                return
            newlines = text.count("\n", done, begin)
            if newlines:
                line += newlines
                column = -text.rfind("\n", done, begin) - 1
            done = begin
            newline = text.find("\n", begin, end)
            spot = Spot(node, line, begin + column, (end if newline < 0 else newline) + column)
            # Two pieces of a long line overlap.
            if last is None or spot[:3] >= (last.node, last.line, last.end):
                self.spots.append(spot)
                last = spot
                if len(self.spots) >= MOST:
                    return
