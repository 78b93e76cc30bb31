"""Things in the order of their keys, each some lines high."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=tuple[Any, ...])
V = TypeVar("V")

_LONGEST = 512


class Found(NamedTuple, Generic[V]):
    """What stands on a line: the thing, and how many of its own lines are above that line."""

    item: V
    offset: int


class Ranked(Generic[K, V]):
    """Keeps things sorted in short runs, with the height of each run.

    Adding, removing, resizing and finding by key or by line cost next to the same at any length. Keys are unique.
    """

    def __init__(self) -> None:
        self.height = 0
        self._length = 0
        self._keys: list[list[K]] = []
        self._items: list[list[V]] = []
        self._heights: list[list[int]] = []
        self._lasts: list[K] = []  # the last key of each run
        self._totals: list[int] = []  # the height of each run
        self._tops: list[int] = [0]  # the lines above each run, as far as they are known

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[V]:
        for items in self._items:
            yield from items

    def __contains__(self, key: K) -> bool:
        run, at = self._find(key)
        return run < len(self._keys) and at < len(self._keys[run]) and self._keys[run][at] == key

    @property
    def first(self) -> V:
        """Raises IndexError where there is none."""
        return self._items[0][0]

    @property
    def last(self) -> V:
        """Raises IndexError where there is none."""
        return self._items[-1][-1]

    def add(self, key: K, item: V, height: int = 1) -> None:
        """Put it in its place."""
        if not self._keys:
            self._keys, self._items, self._heights = [[key]], [[item]], [[height]]
            self._lasts, self._totals = [key], [height]
        else:
            run = min(bisect_left(self._lasts, key), len(self._lasts) - 1)
            keys = self._keys[run]
            at = bisect_left(keys, key)
            keys.insert(at, key)
            self._items[run].insert(at, item)
            self._heights[run].insert(at, height)
            self._totals[run] += height
            self._lasts[run] = keys[-1]
            self._changed_in(run)
            if len(keys) > _LONGEST:
                self._split(run)
        self.height += height
        self._length += 1

    def remove(self, key: K) -> None:
        """Take it out."""
        run, at = self._find(key)
        del self._keys[run][at], self._items[run][at]
        height = self._heights[run].pop(at)
        self.height -= height
        self._length -= 1
        self._changed_in(run)
        if self._keys[run]:
            self._totals[run] -= height
            self._lasts[run] = self._keys[run][-1]
        else:
            del self._keys[run], self._items[run], self._heights[run], self._totals[run], self._lasts[run]

    def get(self, key: K) -> V:
        """What has this key, which must be there."""
        run, at = self._find(key)
        return self._items[run][at]

    def replace(self, key: K, item: V) -> None:
        """Another thing in the same place."""
        run, at = self._find(key)
        self._items[run][at] = item

    def nth(self, index: int) -> V:
        """By its place in the order; raises IndexError."""
        for items in self._items:
            if index < len(items):
                return items[index]
            index -= len(items)
        raise IndexError(index)

    def resize(self, key: K, height: int) -> int:
        """It has another height; how much more that is."""
        run, at = self._find(key)
        more = height - self._heights[run][at]
        if more:
            self._heights[run][at] = height
            self._totals[run] += more
            self.height += more
            self._changed_in(run)
        return more

    def measure(self, height: Callable[[V], int]) -> None:
        """All may have other heights; costs as many as there are."""
        self._heights = [[height(item) for item in items] for items in self._items]
        self._totals = [sum(heights) for heights in self._heights]
        self.height = sum(self._totals)
        self._changed_in(0)

    def top(self, key: K) -> int:
        """How many lines are above it."""
        run, at = self._find(key)
        self._know_tops(run)
        return self._tops[run] + sum(self._heights[run][:at])

    def at(self, line: int) -> Found[V]:
        """What stands on a line; raises IndexError beyond the end."""
        if not 0 <= line < self.height:
            raise IndexError(line)
        self._know_tops(len(self._totals) - 1)
        run = bisect_right(self._tops, line, hi=len(self._totals)) - 1
        rest = line - self._tops[run]
        for item, height in zip(self._items[run], self._heights[run], strict=True):
            if rest < height:
                return Found(item, rest)
            rest -= height
        raise IndexError(line)

    def before(self, key: K) -> V | None:
        """The last whose key is less."""
        run = min(bisect_left(self._lasts, key), len(self._lasts) - 1)
        if run < 0:
            return None
        at = bisect_left(self._keys[run], key)
        if at:
            return self._items[run][at - 1]
        return self._items[run - 1][-1] if run else None

    def after(self, key: K) -> V | None:
        """The first whose key is greater."""
        run = bisect_right(self._lasts, key)
        if run == len(self._lasts):
            return None
        return self._items[run][bisect_right(self._keys[run], key)]

    def since(self, key: K) -> Iterator[V]:
        """All whose key is greater."""
        run = bisect_right(self._lasts, key)
        for items, keys in zip(self._items[run:], self._keys[run:], strict=True):
            yield from items[bisect_right(keys, key) :]

    def above(self, key: K) -> int:
        """How many keys are less."""
        run = bisect_left(self._lasts, key)
        if run == len(self._lasts):
            return self._length
        return sum(map(len, self._keys[:run])) + bisect_left(self._keys[run], key)

    def _find(self, key: K) -> tuple[int, int]:
        run = bisect_left(self._lasts, key)
        return run, bisect_left(self._keys[run], key) if run < len(self._keys) else 0

    def _changed_in(self, run: int) -> None:
        del self._tops[run + 1 :]

    def _know_tops(self, run: int) -> None:
        known = len(self._tops)
        if known <= run:
            tops = accumulate(self._totals[known - 1 : run], initial=self._tops[-1])
            next(tops)
            self._tops.extend(tops)

    def _split(self, run: int) -> None:
        middle = _LONGEST // 2
        lists: tuple[list[list[Any]], ...] = (self._keys, self._items, self._heights)
        for runs in lists:
            runs[run : run + 1] = [runs[run][:middle], runs[run][middle:]]
        self._lasts[run : run + 1] = [self._keys[run][-1], self._keys[run + 1][-1]]
        self._totals[run : run + 1] = [sum(self._heights[run]), sum(self._heights[run + 1])]
