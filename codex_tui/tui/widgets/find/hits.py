"""Hits in a view, counted a slice at a time so that no key waits for them."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from codex_tui.tui.widgets.find.needle import Needle
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace

_UNCOUNTED = -1
_Key = tuple[int, int, int]


class Hits:
    """The hits of ``needle`` in what ``passages`` gives, in order; what stands from ``origin`` on is read first.

    The text is kept: to look for something else in it takes a fraction of what it took to lay it out. Of each
    passage is known how many hits it has; where they stand is found out for the few that someone goes to.
    """

    def __init__(
        self, needle: Needle, passages: Callable[[TextPlace], Iterator[Passage]], origin: TextPlace = BEGINNING
    ) -> None:
        self.needle = needle
        self._passages = passages
        self._kept: list[_Kept] = []
        self._uncounted: list[_Kept] = []
        self._left = [_Stretch(origin, None), _Stretch(BEGINNING, origin)] if origin > BEGINNING else [_Stretch()]
        self._reading: Iterator[Passage] | None = None
        self._read_to: _Key = (0, 0, 0)
        self._last: tuple[_Kept | None, list[Spot]] = (None, [])

    @property
    def done(self) -> bool:
        """Whether nothing is left to be read or counted."""
        return not self._left and not self._uncounted

    @property
    def count(self) -> int:
        """How many are known."""
        return sum(kept.count for kept in self._kept if kept.count > 0)

    @property
    def spots(self) -> Iterator[Spot]:
        """Those that are known, in order."""
        return chain.from_iterable(self._spots(kept) for kept in self._kept if kept.count > 0)

    def seek(self, needle: Needle, origin: TextPlace) -> None:
        """Look for something else, from ``origin`` on; where it holds what was sought, only where that was found."""
        narrower = needle.narrows(self.needle)
        self.needle = needle
        self._last = (None, [])
        # A hit that begins in the passage may have held the other one in the next.
        again = [kept for kept in self._kept if kept.count or kept.passage.tail or not narrower]
        for kept in again:
            kept.count = _UNCOUNTED
        first = max(0, bisect_right(again, (*origin, 0), key=_key) - 1)
        self._uncounted = [*reversed(again[:first]), *reversed(again[first:])]

    def again_from(self, place: TextPlace) -> None:
        """What stands from ``place`` on is other text now."""
        at = bisect_left(self._kept, (*place, 0), key=_key)
        if at and (before := self._kept[at - 1].passage).place.node == place.node and before.tail:
            # It ends with the beginning of what has changed.
            place = before.place
        left = [each._replace(stop=each.end_before(place)) for each in self._left if each.start < place]
        if left:
            # A passage that was read in part is read again.
            start, stop = left[0]
            self._drop((*start, 0), (*(stop or place), 0))
        self._drop((*place, 0), None)
        if self._kept:
            last = self._kept[-1]
            last.passage = _until(last.passage, place, beyond=False)
            self._count(last)
        self._left, self._reading = [*left, _Stretch(place, None)], None
        self._last = (None, [])

    def _drop(self, start: _Key, stop: _Key | None) -> None:
        first = bisect_left(self._kept, start, key=_key)
        end = len(self._kept) if stop is None else bisect_left(self._kept, stop, key=_key)
        del self._kept[first:end]

    def read(self, seconds: float) -> bool:
        """Look on for about so long; whether anything is left."""
        deadline = time.monotonic() + seconds
        while not self.done:
            if self._uncounted:
                self._count(self._uncounted.pop())
            else:
                self._read_passage(self._left[0])
            if time.monotonic() >= deadline:
                break
        return not self.done

    def _read_passage(self, stretch: "_Stretch") -> None:
        if self._reading is None:
            self._reading = self._passages(stretch.start)
        passage = next(self._reading, None)
        if passage is None or (stretch.stop is not None and passage.place >= stretch.stop):
            self._left.pop(0)
            self._reading = None
            return
        self._left[0] = stretch._replace(start=passage.place)
        kept = _Kept(passage if stretch.stop is None else _until(passage, stretch.stop, beyond=True))
        self._count(kept)
        self._read_to = kept.key
        self._kept.insert(bisect_left(self._kept, kept.key, key=_key), kept)

    def _count(self, kept: "_Kept") -> None:
        kept.count = self.needle.count(kept.passage.text, kept.passage.tail)

    # Where they stand

    def after(self, place: TextPlace, column: int = -1) -> Spot | None:
        """The first hit behind ``column`` of ``place``, else the first of all; None where none is known."""
        first = self._holding((*place, max(0, column)))
        for kept in self._kept[first:] + self._kept[: first + 1]:
            if kept.count > 0:
                spots = self._spots(kept)
                at = bisect_right(spots, (*place, column, 1 << 62)) if kept is self._kept[first] else 0
                if at < len(spots):
                    return spots[at]
        return next(self.spots, None)

    def before(self, place: TextPlace, column: int = -1) -> Spot | None:
        """The last hit before ``column`` of ``place``, else the last of all."""
        first = self._holding((*place, max(0, column)))
        for kept in self._kept[first::-1]:
            if kept.count > 0:
                spots = self._spots(kept)
                at = bisect_left(spots, (*place, column))
                if at:
                    return spots[at - 1]
        last = next((kept for kept in reversed(self._kept) if kept.count > 0), None)
        return self._spots(last)[-1] if last is not None else None

    def nearest(self, place: TextPlace) -> Spot | None:
        """The first hit at or behind ``place``, else the first of all, once no other can come before it."""
        if self.done:
            return self.after(place)
        unread = min((begin for begin, stop in self._unread() if stop is None or stop > place), default=None)
        for kept in self._kept[self._holding((*place, 0)) :]:
            if kept.count < 0 or (unread is not None and kept.key >= unread):
                return None
            if kept.count:
                spots = self._spots(kept)
                at = bisect_left(spots, place)
                if at < len(spots):
                    return spots[at]
        return None

    def within_line(self, spot: Spot) -> int:
        """How many hits stand before it in its line."""
        at = self._holding((spot.node, spot.line, spot.begin))
        spots = self._spots(self._kept[at])
        before = bisect_left(spots, spot) - bisect_left(spots, spot.place)
        while at and self._kept[at - 1].passage.place == spot.place:
            at -= 1
            before += max(0, self._kept[at].count)
        return before

    def said(self, current: Spot | None) -> str:
        """``3 of 17 hits``; with a ``+`` while more are looked for, and no number before all before it are known."""
        count = self.count
        if not count:
            return "no hits" if self.done else "searching …"
        more = "" if self.done else "+"
        noun = "hit" if count == 1 and not more else "hits"
        index = None if current is None else self._index(current)
        return f"{count:,}{more} {noun}" if index is None else f"{index + 1:,} of {count:,}{more} {noun}"

    def _index(self, spot: Spot) -> int | None:
        key = (spot.node, spot.line, spot.begin)
        at = self._holding(key)
        counts = [kept.count for kept in self._kept[: at + 1]]
        if _UNCOUNTED in counts or any(begin <= key for begin, _ in self._unread()):
            return None
        spots = self._spots(self._kept[at])
        within = bisect_left(spots, spot)
        return sum(counts[:-1]) + within if within < len(spots) and spots[within] == spot else None

    def _unread(self) -> Iterator[tuple[_Key, TextPlace | None]]:
        """Where each stretch of text begins that was not read, and where it stops."""
        for stretch in self._left:
            if stretch is self._left[0] and self._reading is not None and self._read_to >= (*stretch.start, 0):
                node, line, column = self._read_to
                yield (node, line, column + 1), stretch.stop
            else:
                yield (*stretch.start, 0), stretch.stop

    def _holding(self, key: _Key) -> int:
        """Which passage has it, or stands before it."""
        return max(0, bisect_right(self._kept, key, key=_key) - 1)

    def _spots(self, kept: "_Kept") -> list[Spot]:
        if self._last[0] is not kept:
            self._last = (kept, [*_look(self.needle, kept.passage)])
        return self._last[1]


class _Kept:
    """A passage that was read, and how many hits it has."""

    __slots__ = ("count", "key", "passage")

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.key: _Key = (*passage.place, passage.column)
        self.count = _UNCOUNTED


_key = attrgetter("key")


class _Stretch(NamedTuple):
    """What is still to be read; ``stop`` None: to the end."""

    start: TextPlace = BEGINNING
    stop: TextPlace | None = None

    def end_before(self, place: TextPlace) -> TextPlace:
        """Where it stops, at the latest there."""
        return place if self.stop is None else min(self.stop, place)


def _until(passage: Passage, stop: TextPlace, *, beyond: bool) -> Passage:
    """Its lines before ``stop``; ``beyond``: hits that begin in them may go on in what stands there."""
    lines = stop.line - passage.place.line
    if passage.place.node != stop.node or passage.text.count("\n") < lines:
        return passage
    end = 0
    for _ in range(lines):
        end = passage.text.find("\n", end) + 1
    tail = len(passage.text) - end
    return passage._replace(tail=tail) if beyond else passage._replace(text=passage.text[:end], tail=0)


def _look(needle: Needle, passage: Passage) -> Iterator[Spot]:
    (node, line), text, column, done = passage.place, passage.text, passage.column, 0
    for begin, end in needle.spans(text, passage.tail):
        newlines = text.count("\n", done, begin)
        if newlines:
            line += newlines
            column = -text.rfind("\n", done, begin) - 1
        done = begin
        newline = text.find("\n", begin, end)
        yield Spot(node, line, begin + column, (end if newline < 0 else newline) + column)
