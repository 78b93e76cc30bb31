"""Numbers, sizes, durations and times, as people type them, and how they are compared."""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

_NUMBER = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([A-Za-z]*)")
_COMPARED = re.compile(r"(>=|<=|>|<|=)?(.+)", re.DOTALL)
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}
_LONGEST_AGO = timedelta(days=36_500)
Units = Mapping[str, float]

#: In tokens.
COUNT: Units = {"": 1, "k": 1e3, "m": 1e6}
#: In bytes.
SIZE: Units = {"": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9}
#: In milliseconds.
DURATION: Units = {"": 1e3, "ms": 1, "s": 1e3, "m": 60e3, "h": 3_600e3, "d": 86_400e3, "w": 604_800e3}


def quantity(text: str, units: Units) -> float:
    """``10k``, ``1.5s``; raises ValueError."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or found[2].lower() not in units:
        raise ValueError(text)
    return float(found[1]) * units[found[2].lower()]


def comparison(text: str, units: Units) -> Callable[[float], bool]:
    """A test of a number: ``>2s``, ``<=10k``, ``5``, ``1k..2k``; raises ValueError."""
    if ".." in text:
        low, _, high = text.partition("..")
        least, most = quantity(low, units), quantity(high, units)
        return lambda value: least <= value <= most
    found = _COMPARED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    compare, against = _OPERATORS[found[1] or "="], quantity(found[2], units)
    return lambda value: compare(value, against)


def moment(text: str) -> Callable[[datetime], datetime]:
    """A time, given the present: ``10m`` ago, ``11:04`` of today, ``2025-11-22`` or that with a time.

    Times of day and days are local. Raises ValueError.
    """
    try:
        ago = timedelta(milliseconds=quantity(text, {unit: ms for unit, ms in DURATION.items() if unit}))
    except (ValueError, OverflowError):
        pass
    else:
        if ago > _LONGEST_AGO:
            raise ValueError(text)
        return lambda now: now - ago
    try:
        of_day = time.fromisoformat(text)
    except ValueError:
        day = datetime.fromisoformat(text)
        if not 1970 <= day.year < 9999:
            raise ValueError(text) from None
        return lambda _now: day if day.tzinfo else day.astimezone()
    if ":" not in text:
        raise ValueError(text)
    return lambda now: datetime.combine(now.astimezone().date(), of_day).astimezone()
