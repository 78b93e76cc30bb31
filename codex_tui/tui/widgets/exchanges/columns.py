"""Which columns the list has room for."""

from typing import NamedTuple


class Columns(NamedTuple):
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


def columns(width: int, screen: int, largest: int) -> Columns:
    """For a list of ``width`` cells, without its scrollbar, on a ``screen`` as wide; ``largest``: the largest number.

    Column 0 is the cursor's mark, the last cell stays free.
    """
    pane = width + 1
    number = max(3, len(str(largest))) + 1
    time = 9 if pane >= 76 else 0
    cached = 7 if pane >= 60 and screen >= 100 else 0
    output, first = (5, 7) if pane >= 60 else (0, 0)
    size = 9 if pane >= 96 else 0
    outcome = width - 2 - number - time - 7 - cached - output - first - 7 - size - 2
    return Columns(number, time, max(0, outcome), 7, cached, output, first, 7, size)
