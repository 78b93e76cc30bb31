"""Which elements of one sequence stand for which of another: quick at any length, exact where little differs."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

#: Sequences of at most so many elements together are first tried exactly.
_SMALL = 2_000
#: Insertions and deletions at which an exact answer is given up: its cost grows with their square.
_EDITS = 250
#: How often what stands between two anchors is looked at for further anchors.
_DEPTH = 24
#: Elements that are compared at once, a power of two.
_COMPARED = 65_536


class Run(NamedTuple):
    """``a[a_start:a_end]`` and ``b[b_start:b_end]``: the ``same``, or one in place of the other."""

    same: bool
    a_start: int
    a_end: int
    b_start: int
    b_end: int


class _Block(NamedTuple):
    a: int
    b: int
    length: int


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Run]:
    """The whole of both as runs, in order; no two neighbours are of one kind."""
    runs: list[Run] = []
    at_a = at_b = 0
    for block in _joined([*_blocks(a, b), _Block(len(a), len(b), 0)]):
        if block.a > at_a or block.b > at_b:
            runs.append(Run(False, at_a, block.a, at_b, block.b))
        at_a, at_b = block.a + block.length, block.b + block.length
        if block.length:
            runs.append(Run(True, block.a, at_a, block.b, at_b))
    return runs


def shared_ends(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[int, int]:
    """How many elements both begin with, and how many further ones both end with."""
    start = shared_start(a, b)
    shorter = min(len(a), len(b))
    end, block = 0, _COMPARED
    while block:
        while (
            end + block <= shorter - start
            and a[len(a) - end - block : len(a) - end] == (b[len(b) - end - block : len(b) - end])
        ):
            end += block
        block //= 2
    return start, end


def shared_start(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """How many elements both begin with."""
    shorter = min(len(a), len(b))
    start, block = 0, _COMPARED
    while block:
        # Slices are compared in C: ten megabytes take milliseconds.
        while start + block <= shorter and a[start : start + block] == b[start : start + block]:
            start += block
        block //= 2
    return start


def _joined(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """Neighbours that touch as one; the last, empty one stays."""
    held: _Block | None = None
    for block in blocks:
        if held is not None and held.a + held.length == block.a and held.b + held.length == block.b and block.length:
            held = _Block(held.a, held.b, held.length + block.length)
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _blocks(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[_Block]:
    """What is the same, in order."""
    found: list[_Block] = []
    waiting = [(0, len(a), 0, len(b), 0)]
    while waiting:
        a0, a1, b0, b1, depth = waiting.pop()
        start, end = shared_ends(a[a0:a1], b[b0:b1])
        if start:
            found.append(_Block(a0, b0, start))
        if end:
            found.append(_Block(a1 - end, b1 - end, end))
        a0, a1, b0, b1 = a0 + start, a1 - end, b0 + start, b1 - end
        if a0 == a1 or b0 == b1:
            continue
        exact = _shortest(a[a0:a1], b[b0:b1]) if a1 - a0 + b1 - b0 <= _SMALL else None
        if exact is not None:
            found += [_Block(a0 + x, b0 + y, 1) for x, y in exact]
            continue
        anchors = _anchors(a, b, (a0, a1, b0, b1)) if depth < _DEPTH else []
        edges = [(a0 - 1, b0 - 1), *anchors, (a1, b1)]
        found += [_Block(x, y, 1) for x, y in anchors]
        if anchors:
            waiting += [
                (x + 1, next_x, y + 1, next_y, depth + 1)
                for (x, y), (next_x, next_y) in pairwise(edges)
                if next_x > x + 1 and next_y > y + 1
            ]
    return sorted(found)


def _anchors(
    a: Sequence[Hashable], b: Sequence[Hashable], within: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Elements that stand once in each, in the longest order that both have them in (patience sorting)."""
    a0, a1, b0, b1 = within
    in_a, in_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    place_in_b = {element: b0 + place for place, element in enumerate(b[b0:b1])}
    pairs = [
        (place, place_in_b[element])
        for place, element in enumerate(a[a0:a1], a0)
        if in_a[element] == 1 and in_b.get(element) == 1
    ]
    tails: list[int] = []  # the least end of an order of each length
    ends: list[int] = []  # which pair that is
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        length = bisect_left(tails, y)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(y)
            ends.append(index)
        else:
            tails[length], ends[length] = y, index
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _shortest(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]] | None:
    """The pairs of a shortest edit script; None where that is longer than is worth its cost.

    E. Myers, An O(ND) Difference Algorithm and Its Variations, https://doi.org/10.1007/BF01840446
    """
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(len(a) + len(b), _EDITS) + 1):
        trace.append(reach.copy())
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= len(a) and y >= len(b):
                return _walked_back(trace, len(a), len(b))
    return None


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for edits in range(len(trace) - 1, 0, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        from_k = k + 1 if down else k - 1
        from_x = reach[from_k]
        from_y = from_x - from_k
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return [*((n, n) for n in range(x)), *reversed(pairs)]
