"""How many rows things under each other take, and what stands on a row."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Extents:
    """Heights from top to bottom; where each begins is summed up when it is asked for."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = [*heights]
        self._starts = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    @property
    def rows(self) -> int:
        """All of them together."""
        return self._summed()[-1]

    def start(self, index: int) -> int:
        """The first row of a thing; of the one after the last, how many rows there are."""
        return self._summed()[index]

    def at(self, row: int) -> tuple[int, int]:
        """The thing on a row, and which of its rows this is; the nearest one where there is no such row."""
        row = max(0, min(row, self.rows - 1))
        index = bisect_right(self._starts, row) - 1
        return index, row - self._starts[index]

    def put(self, index: int, height: int) -> None:
        """Give one another height."""
        if self._heights[index] != height:
            self._heights[index] = height
            del self._starts[index + 1 :]

    def replace(self, start: int, heights: Iterable[int]) -> None:
        """Others stand from ``start`` on."""
        self._heights[start:] = heights
        del self._starts[start + 1 :]

    def _summed(self) -> list[int]:
        known = len(self._starts) - 1
        if known < len(self._heights):
            self._starts[known:] = accumulate(self._heights[known:], initial=self._starts[known])
        return self._starts
