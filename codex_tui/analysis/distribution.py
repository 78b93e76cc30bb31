"""How values lie: a few numbers, and how many fall into each range."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bucket:
    """Values from ``start`` up to, not with, ``end``; None is open."""

    start: float | None
    end: float | None
    count: int


@dataclass(frozen=True)
class Distribution:
    """Of ``count`` values; all else is 0 where there is none."""

    count: int
    least: float
    median: float
    p95: float
    most: float
    buckets: list[Bucket]


def distribution(values: Iterable[float], edges: Sequence[float]) -> Distribution:
    """``edges``: where one bucket ends and the next begins, ascending."""
    ordered = sorted(values)
    counts = [0] * (len(edges) + 1)
    for value in ordered:
        counts[bisect_right(edges, value)] += 1
    bounds = [None, *edges, None]
    buckets = [Bucket(bounds[place], bounds[place + 1], count) for place, count in enumerate(counts)]
    if not ordered:
        return Distribution(0, 0.0, 0.0, 0.0, 0.0, buckets)
    return Distribution(
        len(ordered), ordered[0], quantile(ordered, 0.5), quantile(ordered, 0.95), ordered[-1], buckets
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of ascending values, between two of them in proportion."""
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def round_edges(values: Iterable[float], buckets: int = 5) -> list[float]:
    """Round numbers that part the middle of ``values`` into about so many ranges, for a width that nobody gave."""
    ordered = sorted(values)
    if not ordered:
        return []
    low, high = quantile(ordered, 0.05), quantile(ordered, 0.95)
    step = _round((high - low) / max(1, buckets - 2)) if high > low else 0.0
    if not step:
        return [low] if len(set(ordered)) > 1 else []
    first = step * max(1, int(low / step + 1))
    return [edge for n in range(buckets - 1) if (edge := first + step * n) <= ordered[-1]]


def _round(value: float) -> float:
    """The nearest of 1, 2, 5, 10 … that is not less."""
    unit = 1.0
    while unit * 10 <= value:
        unit *= 10
    while unit > value:
        unit /= 10
    return next((unit * step for step in (1, 2, 5) if unit * step >= value), unit * 10)
