"""Things in the order of their keys, each some lines high."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=tuple[Any, ...])
V = TypeVar("V")

_LONGEST = 512
_FEW = 16
"""So many are put into a run one by one; more are sorted in with all of it."""

_key_of = itemgetter(0)


class Found(NamedTuple, Generic[V]):
    """What stands on a line: the thing, and how many of its own lines are above that line."""

    item: V
    offset: int


class _Run(Generic[K, V]):
    """Some neighbours; three lists side by side, and the sum of their heights."""

    __slots__ = ("heights", "items", "keys", "total")

    def __init__(self, keys: list[K], items: list[V], heights: list[int]) -> None:
        self.keys = keys
        self.items = items
        self.heights = heights
        self.total = sum(heights)


class Ranked(Generic[K, V]):
    """Keeps things sorted in short runs, with the height of each run.

    Adding, removing, resizing and finding by key or by line cost next to the same at any length. Keys are unique.
    """

    __slots__ = ("_length", "_runs", "_tops", "height")

    def __init__(self) -> None:
        self.height = 0
        self._length = 0
        self._runs: list[_Run[K, V]] = []
        self._tops: list[int] | None = None  # the lines above each run, as far as they are known

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[V]:
        for run in self._runs:
            yield from run.items

    def __contains__(self, key: K) -> bool:
        run, at = self._find(key)
        return run < len(self._runs) and self._runs[run].keys[at] == key

    @property
    def first(self) -> V:
        """Raises IndexError where there is none."""
        return self._runs[0].items[0]

    @property
    def last(self) -> V:
        """Raises IndexError where there is none."""
        return self._runs[-1].items[-1]

    def add(self, key: K, item: V, height: int = 1) -> None:
        """Put it in its place."""
        if not self._runs:
            self._runs.append(_Run([key], [item], [height]))
        else:
            index = min(self._run_of(key), len(self._runs) - 1)
            run = self._runs[index]
            at = bisect_left(run.keys, key)
            run.keys.insert(at, key)
            run.items.insert(at, item)
            run.heights.insert(at, height)
            run.total += height
            self._changed_in(index)
            if len(run.keys) > _LONGEST:
                self._split(index)
        self.height += height
        self._length += 1

    def add_all(self, some: Sequence[tuple[K, V, int]]) -> None:
        """Put many in their places: key, thing and height of each, in the order of the keys."""
        begin = 0
        while begin < len(some):
            index = min(self._run_of(some[begin][0]), len(self._runs) - 1)
            is_last = index == len(self._runs) - 1
            end = len(some)
            if not is_last:
                end = bisect_right(some, self._runs[index].keys[-1], begin, key=_key_of)
            piece = some[begin:end]
            if len(piece) < _FEW:
                for key, item, height in piece:
                    self.add(key, item, height)
            else:
                self._sort_in(index, piece)
            begin = end

    def remove(self, key: K) -> None:
        """Take it out."""
        index, at = self._find(key)
        run = self._runs[index]
        del run.keys[at], run.items[at]
        height = run.heights.pop(at)
        run.total -= height
        self.height -= height
        self._length -= 1
        self._changed_in(index)
        if not run.keys:
            del self._runs[index]

    def get(self, key: K) -> V:
        """What has this key, which must be there."""
        run, at = self._find(key)
        return self._runs[run].items[at]

    def replace(self, key: K, item: V) -> None:
        """Another thing in the same place."""
        run, at = self._find(key)
        self._runs[run].items[at] = item

    def nth(self, index: int) -> V:
        """By its place in the order; raises IndexError."""
        for run in self._runs:
            if index < len(run.items):
                return run.items[index]
            index -= len(run.items)
        raise IndexError(index)

    def resize(self, key: K, height: int) -> int:
        """It has another height; how much more that is."""
        index, at = self._find(key)
        run = self._runs[index]
        more = height - run.heights[at]
        if more:
            run.heights[at] = height
            run.total += more
            self.height += more
            self._changed_in(index)
        return more

    def measure(self, height: Callable[[V], int]) -> None:
        """All may have other heights; costs as many as there are."""
        self._runs = [_Run(run.keys, run.items, [height(item) for item in run.items]) for run in self._runs]
        self.height = sum(run.total for run in self._runs)
        self._changed_in(0)

    def top(self, key: K) -> int:
        """How many lines are above it."""
        index, at = self._find(key)
        return self._tops_to(index)[index] + sum(self._runs[index].heights[:at])

    def at(self, line: int) -> Found[V]:
        """What stands on a line; raises IndexError beyond the end."""
        if not 0 <= line < self.height:
            raise IndexError(line)
        tops = self._tops_to(len(self._runs) - 1)
        index = bisect_right(tops, line, hi=len(self._runs)) - 1
        run, rest = self._runs[index], line - tops[index]
        ends = [*accumulate(run.heights)]
        at = bisect_right(ends, rest)
        return Found(run.items[at], rest - (ends[at] - run.heights[at]))

    def before(self, key: K) -> V | None:
        """The last whose key is less."""
        index, at = self._find(key)
        if at:
            return self._runs[index].items[at - 1]
        return self._runs[index - 1].items[-1] if index else None

    def down_from(self, key: K) -> Iterator[V]:
        """All whose key is less, the last of them first; not to be gone on with once anything has changed."""
        index, at = self._find(key)
        if index < len(self._runs):
            yield from reversed(self._runs[index].items[:at])
        for before in range(index - 1, -1, -1):
            yield from reversed(self._runs[before].items)

    def after(self, key: K) -> V | None:
        """The first whose key is greater."""
        return next(self.since(key), None)

    def since(self, key: K) -> Iterator[V]:
        """All whose key is greater."""
        index, _ = self._find(key)
        for run in self._runs[index:]:
            yield from run.items[bisect_right(run.keys, key) :]

    def above(self, key: K) -> int:
        """How many keys are less."""
        index, at = self._find(key)
        return sum(len(run.keys) for run in self._runs[:index]) + at

    def _run_of(self, key: K) -> int:
        """The first run that does not end before ``key``."""
        runs = self._runs
        if not runs or runs[-1].keys[-1] < key:
            return len(runs)
        return bisect_left(runs, key, key=_last_key) if len(runs) > 1 else 0

    def _find(self, key: K) -> tuple[int, int]:
        index = self._run_of(key)
        return index, bisect_left(self._runs[index].keys, key) if index < len(self._runs) else 0

    def _changed_in(self, index: int) -> None:
        if self._tops is not None:
            del self._tops[index + 1 :]

    def _tops_to(self, index: int) -> list[int]:
        tops = self._tops
        if tops is None:
            tops = self._tops = [0]
        known = len(tops)
        if known <= index:
            totals = (run.total for run in self._runs[known - 1 : index])
            more = accumulate(totals, initial=tops[-1])
            next(more)
            tops.extend(more)
        return tops

    def _sort_in(self, index: int, piece: Sequence[tuple[K, V, int]]) -> None:
        """Put what belongs there into a run, or where there is none yet into the first."""
        known = self._runs[index : index + 1]
        for run in known:
            piece = sorted([*zip(run.keys, run.items, run.heights, strict=True), *piece], key=_key_of)
        size = _LONGEST // 2 if len(piece) > _LONGEST else _LONGEST
        runs = []
        for begin in range(0, len(piece), size):
            keys, items, heights = zip(*piece[begin : begin + size], strict=True)
            runs.append(_Run([*keys], [*items], [*heights]))
        index = max(0, index)
        self._runs[index : index + len(known)] = runs
        self._changed_in(index)
        self._length += len(piece) - sum(len(run.keys) for run in known)
        self.height += sum(run.total for run in runs) - sum(run.total for run in known)

    def _split(self, index: int) -> None:
        run, middle = self._runs[index], _LONGEST // 2
        halves = [
            _Run(run.keys[part], run.items[part], run.heights[part]) for part in (slice(middle), slice(middle, None))
        ]
        self._runs[index : index + 1] = halves


def _last_key(run: _Run[K, V]) -> K:
    return run.keys[-1]
