"""What the charts of time share: columns and their axis."""

from typing import NamedTuple

from codex_tui.tui.widgets.lines.pieces import Pieces

_SECOND, _MINUTE, _HOUR = 1_000, 60_000, 3_600_000
_STEPS = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(step * _SECOND for step in (1, 2, 5, 10, 20, 30)),
    *(step * _MINUTE for step in (1, 2, 5, 10, 20, 30)),
    *(step * _HOUR for step in (1, 2, 5, 10, 20, 50)),
)
"""Milliseconds between two ticks."""

_TICKS, _APART = 7, 8
"""How many at most, and cells between two of them."""


class Chart(NamedTuple):
    """Cells: the names' column, then the chart, then the values against the right edge. ``span``: ms."""

    names: int
    cells: int
    values: int
    span: float

    def cell(self, at: float) -> int:
        """The column of a time."""
        return min(self.cells - 1, max(0, int(at / self.span * self.cells)))


def axis(chart: Chart) -> Pieces:
    """Times above the columns."""
    step = _step(chart.span / min(_TICKS, max(1, chart.cells // _APART)))
    text = ""
    tick = 0
    while tick <= chart.span:
        place = int(tick / chart.span * chart.cells)
        label = _tick(tick)
        if place < len(text) + (1 if text else 0) or place + len(label) > chart.cells + chart.values:
            break
        text = text.ljust(place) + label
        tick += step
    return [(" " * (chart.names + 1), "muted"), (text, "disabled")]


def _tick(ms: int) -> str:
    """``0``, ``20 ms``, ``1.5 s``, ``1 m 30 s``, ``2 h``: whole, since a step is."""
    if ms < _SECOND:
        return f"{ms} ms" if ms else "0"
    if ms < _MINUTE:
        return f"{ms / _SECOND:g} s"
    units = ((ms // _HOUR, "h"), (ms % _HOUR // _MINUTE, "m"), (ms % _MINUTE // _SECOND, "s"))
    return " ".join(f"{count} {unit}" for count, unit in units if count)


def _step(least: float) -> int:
    return next((step for step in _STEPS if step >= least), None) or int(least / _HOUR + 1) * _HOUR
