"""A sequence that grows at both ends at the same cost."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class TwoEnded(Sequence[T], Generic[T]):
    """Inserting at an end costs the same at any size; elsewhere, to move what lies before or after it."""

    def __init__(self) -> None:
        self._front: list[T] = []  # the first last
        self._back: list[T] = []

    def __len__(self) -> int:
        return len(self._front) + len(self._back)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return self._some(*place.indices(len(self)))
        if place < 0:
            place += len(self)
            if place < 0:
                raise IndexError(place)
        at = place - len(self._front)
        return self._back[at] if at >= 0 else self._front[-at - 1]

    def __setitem__(self, place: int, value: T) -> None:
        at = place - len(self._front)
        if at >= 0:
            self._back[at] = value
        else:
            self._front[-at - 1] = value

    def __iter__(self) -> Iterator[T]:
        return chain(reversed(self._front), self._back)

    def __reversed__(self) -> Iterator[T]:
        return chain(reversed(self._back), self._front)

    def bisect_left(self, value: T) -> int:
        """Where ``value`` belongs among what stands in ascending order: before its equals."""
        front: list[Any] = self._front
        back: list[Any] = self._back
        if not front or (back and back[0] < value):
            return len(front) + bisect_left(back, value)
        low, high = 0, len(front)  # in the front the first stands last, and is mostly what is looked for
        middle = high - 1
        while low < high:
            if front[middle] < value:
                high = middle
            else:
                low = middle + 1
            middle = (low + high) // 2
        return len(front) - low

    def insert(self, place: int, value: T) -> None:
        """Put ``value`` before what is at ``place``."""
        at = place - len(self._front)
        if at > 0 or (at == 0 and len(self._front) >= len(self._back)):
            self._back.insert(at, value)
        else:
            self._front.insert(-at, value)

    def pop(self, place: int) -> T:
        """Take out what is at ``place``."""
        at = place - len(self._front)
        return self._back.pop(at) if at >= 0 else self._front.pop(-at - 1)

    def _some(self, start: int, stop: int, step: int) -> list[T]:
        if step != 1:
            return [self[each] for each in range(start, stop, step)]
        edge = len(self._front)
        stop = max(start, stop)
        first = self._front[max(0, edge - stop) : max(0, edge - start)]
        return first[::-1] + self._back[max(0, start - edge) : max(0, stop - edge)]

    def clear(self) -> None:
        """Take all out."""
        self._front.clear()
        self._back.clear()
