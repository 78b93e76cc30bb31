"""Hits in a view, found a slice at a time so that no key waits for them."""

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

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
    """The hits of ``pattern`` in what ``passages`` gives, in order; what stands from ``origin`` on is read first."""

    def __init__(
        self,
        pattern: re.Pattern[str],
        passages: Callable[[TextPlace], Iterator[Passage]],
        origin: TextPlace = BEGINNING,
    ) -> None:
        self.pattern = pattern
        self.spots: list[Spot] = []
        self._passages = passages
        self._left = [_Stretch(origin, None), _Stretch(BEGINNING, origin)] if origin > BEGINNING else [_Stretch()]
        self._reading: Iterator[Passage] | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to be read."""
        return not self._left

    def again_from(self, place: TextPlace) -> None:
        """What stands from ``place`` on is other text now."""
        before = [each._replace(stop=each.end_before(place)) for each in self._left if each.start < place]
        if before:
            # A passage that was read in part is read again.
            start, stop = before[0]
            del self.spots[bisect_left(self.spots, start) : bisect_left(self.spots, stop or place)]
        del self.spots[bisect_left(self.spots, place) :]
        self._left, self._reading = [*before, _Stretch(place, None)], None

    def read(self, seconds: float) -> bool:
        """Look on for about so long; whether anything is left."""
        deadline = time.monotonic() + seconds
        while self._left:
            self._read_passage(self._left[0])
            if time.monotonic() >= deadline:
                break
        return bool(self._left)

    def _read_passage(self, stretch: "_Stretch") -> None:
        if self._reading is None:
            self._reading = self._passages(stretch.start)
        passage = next(self._reading, None)
        if passage is None or (stretch.stop is not None and passage.place >= stretch.stop):
            self._left.pop(0)
            self._reading = None
            return
        self._left[0] = stretch._replace(start=passage.place)
        found = [*self._look(passage, stretch.stop)]
        at = bisect_left(self.spots, found[0]) if found else 0
        self.spots[at:at] = found[: MOST - len(self.spots)]
        if len(self.spots) >= MOST:
            self._left.clear()

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
        if current is None or any(stretch.start <= current.place for stretch in self._left):
            return f"{count:,}{more} {noun}"
        index = bisect_left(self.spots, current)
        if index == count or self.spots[index] != current:
            return f"{count:,}{more} {noun}"
        return f"{index + 1:,} of {count:,}{more} {noun}"

    def _look(self, passage: Passage, stop: TextPlace | None) -> Iterator[Spot]:
        (node, line), column, done = passage.place, passage.column, 0
        text = passage.text
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
            if stop is not None and (node, line) >= stop:
                return
            newline = text.find("\n", begin, end)
            yield Spot(node, line, begin + column, (end if newline < 0 else newline) + column)


class _Stretch(NamedTuple):
    """What is still to be read; ``stop`` None: to the end."""

    start: TextPlace = BEGINNING
    stop: TextPlace | None = None

    def end_before(self, place: TextPlace) -> TextPlace:
        """Where it stops, at the latest there."""
        return place if self.stop is None else min(self.stop, place)
