"""Which columns the list has room for."""

from collections.abc import Collection

import msgspec

CHOICE = ("time", "cached", "output", "first", "total", "size")
"""The columns that a person can do without."""


class Columns(msgspec.Struct, frozen=True):
    """Cells of each column, 0 where it is not shown. The outcome takes the rest."""

    number: int
    time: int
    outcome: int
    input: int
    cached: int
    output: int
    first: int
    total: int
    size: int
    flag: int = 2


def columns(width: int, screen: int, largest: int, hidden: Collection[str] = ()) -> Columns:
    """For a list of ``width`` cells, without its scrollbar, on a ``screen`` as wide; ``largest``: the largest number.

    ``hidden`` are not shown whatever the room. Column 0 is the cursor's mark, the last cell stays free.
    """
    pane = width + 1
    number = max(3, len(str(largest))) + 1
    wide, roomy = pane >= 60, pane >= 96
    wanted = {
        "time": 9 if pane >= 76 else 0,
        "cached": 7 if wide and screen >= 100 else 0,
        "output": 5 if wide else 0,
        "first": 7 if wide else 0,
        "total": 9 if roomy else 7,
        "size": 9 if roomy else 0,
    }
    time, cached, output, first, total, size = (0 if name in hidden else wanted[name] for name in CHOICE)
    outcome = width - 2 - number - time - 7 - cached - output - first - total - size - 2
    return Columns(number, time, max(0, outcome), 7, cached, output, first, total, size)
