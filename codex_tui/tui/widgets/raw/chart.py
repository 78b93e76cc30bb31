"""What the charts of time share: columns, axis, headings."""

from typing import NamedTuple

from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Pieces

_STEPS = (1, 2, 5)
_TICKS = 7


class Chart(NamedTuple):
    """Cells: the names' column, then the chart, then the values against the right edge. ``span``: ms."""

    names: int
    cells: int
    values: int
    span: float

    def cell(self, at: float) -> int:
        """The column of a time."""
        return min(self.cells - 1, max(0, int(at / self.span * self.cells)))


def section(name: str, about: str, width: int) -> Pieces:
    """A heading, a rule, and what it comes to; where that is long, its last part goes."""
    while about and len(name) + len(about) + 6 > width:
        about = about.rpartition(", ")[0]
    fill = max(1, width - len(name) - len(about) - 4)
    return [(f" {name} ", "foreground bold"), (glyphs.HORIZONTAL * fill, "rule"), (f" {about}", "muted")]


def axis(chart: Chart) -> Pieces:
    """Times above the columns."""
    step = _step(chart.span)
    text = ""
    tick = 0.0
    while tick <= chart.span:
        place = int(tick / chart.span * chart.cells)
        label = "0" if not tick else _tick(tick)
        if place < len(text) + (1 if text else 0) or place + len(label) > chart.cells + chart.values:
            break
        text = text.ljust(place) + label
        tick += step
    return [(" " * (chart.names + 1), "muted"), (text, "disabled")]


def _tick(ms: float) -> str:
    return f"{ms:g} ms" if ms < 1_000 else f"{ms / 1_000:g} s"


def _step(span: float) -> float:
    unit = 1.0
    while True:
        for step in _STEPS:
            if span / (step * unit) <= _TICKS:
                return step * unit
        unit *= 10
