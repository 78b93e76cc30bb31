"""Statistics, line by line: charts to look at, rows to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.strip import Strip

from codex_tui import formats
from codex_tui.analysis.ranges import first_token_range, speed_range
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.pieces import crop, strip
from codex_tui.tui.widgets.lines.section import section
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.statistics.beside import GAP, beside
from codex_tui.tui.widgets.statistics.context_bars import LABEL, context_bar, part_line, parts_heading, shares_legend
from codex_tui.tui.widgets.statistics.ends import ends, models
from codex_tui.tui.widgets.statistics.histogram import histogram
from codex_tui.tui.widgets.statistics.token_columns import HEIGHT, token_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.binding import BindingType

    from codex_tui.analysis.distribution import Distribution
    from codex_tui.analysis.statistics import Statistics
    from codex_tui.analysis.survey import Survey
    from codex_tui.tui.widgets.lines.passages import Spot
    from codex_tui.tui.widgets.lines.pieces import Pieces

_WIDE = 118
"""Cells from which two blocks stand beside each other."""


class _Row(NamedTuple):
    """``opens``: the id of an exchange. ``marked``: cells from the left that the cursor covers, 0 for all."""

    pieces: Pieces
    opens: str | None = None
    marked: int = 0

    @property
    def key(self) -> tuple[str | None, str]:
        """By what it is known although its numbers changed."""
        return self.opens, self.pieces[0][0] if self.pieces else ""


class StatisticsView(LineView):
    """The cursor stands only where there is something to open; elsewhere it scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("statistic.open")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._statistics: Statistics | None = None
        self._survey: Survey | None = None
        self._names: Mapping[str, str] = {}
        self._rows: list[_Row] = []
        self._stops: list[int] = []

    def show(self, statistics: Statistics, survey: Survey | None, names: Mapping[str, str]) -> None:
        """These, or the same further on; ``names``: what sessions are called, by their ids."""
        self._statistics, self._survey, self._names = statistics, survey, names
        before, cursor = self.count, self._cursor
        self._arrange()
        self.made_anew(before if self._cursor == cursor else -1)

    def top(self) -> None:
        """Another scope begins at its beginning."""
        self.touched = False
        self._cursor = self._stops[0] if self._stops else 0
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def count(self) -> int:
        """Lines."""
        return len(self._rows)

    @property
    def opens(self) -> str | None:
        """The exchange that the cursor's row is about."""
        return self._rows[self._cursor].opens if self._cursor < len(self._rows) else None

    @property
    def cursor_shown(self) -> bool:
        """Only on a row that opens something."""
        return self.opens is not None and super().cursor_shown

    def draw(self, index: int, width: int) -> Pieces:
        """Made already."""
        return crop(self._rows[index].pieces, width)

    def render_line(self, y: int) -> Strip:
        """Row ``y``; the cursor leaves the colours of a bar as they are."""
        line = super().render_line(y)
        index = self.frame.top + y
        marked = self._rows[index].marked if index < self.count else 0
        if not marked or index != self._cursor or not self.cursor_shown:
            return line
        frame = self.frame
        plain = strip(self.draw(index, frame.width), frame.ink, frame.ground, frame.width)
        return Strip.join([line.crop(0, marked), plain.crop(marked)])

    def wrap_again(self) -> None:
        """Charts fill the width."""
        self._arrange()

    def move(self, lines: int) -> None:
        """To another row that opens something; past the first and the last the view scrolls."""
        if abs(lines) == 1 and self._stops:
            further = [stop for stop in self._stops if (stop > self._cursor if lines > 0 else stop < self._cursor)]
            stop = (min if lines > 0 else max)(further, default=None)
            in_view = stop is not None and stop in range(self.seen.start - 1, self.seen.stop + 1)
            if stop is not None and in_view:
                self.go_to(stop)
                return
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)
        inside = [stop for stop in self._stops if stop in self.seen]
        if inside and self._cursor not in self.seen:
            self.go_to(inside[0] if lines > 0 else inside[-1])

    def action_cursor_first(self) -> None:
        """To the top."""
        self.top()
        self.refresh()

    def action_cursor_last(self) -> None:
        """To the last row."""
        self.go_to(self._stops[-1] if self._stops else self.count - 1)
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def go_to(self, index: int) -> None:
        """The nearest row that opens something."""
        super().go_to(min(self._stops, key=lambda stop: abs(stop - index), default=index))

    def show_spot(self, spot: Spot) -> None:
        """Any row: what is found is shown where it stands."""
        super().go_to(spot.line)

    def reveal(self, index: int) -> None:
        """The charts at the top are seen first: nothing scrolls before a key."""
        if self.touched:
            super().reveal(index)

    def action_open(self) -> None:
        """The exchange of the row."""
        self.post_message(self.Chosen(self, self._cursor))

    def _arrange(self) -> None:
        width = self.width
        before = self._rows[self._cursor].key if self.touched and self._cursor < len(self._rows) else None
        self._rows = [*self._made(width)] if self._statistics is not None and width else []
        self._stops = [index for index, row in enumerate(self._rows) if row.opens is not None]
        self.text_changed()
        # What is read later pushes rows down: the cursor stays on what it stood on.
        here = next((stop for stop in self._stops if self._rows[stop].key == before), None)
        nearest = min(self._stops, key=lambda stop: abs(stop - self._cursor), default=0)
        self._cursor = here if here is not None else nearest if self.touched else min(self._stops, default=0)

    def _made(self, width: int) -> Iterator[_Row]:
        statistics = self._statistics
        assert statistics is not None
        for line in self._charts(statistics, width - 1):
            yield _Row(line)
        if self._survey is not None:
            yield from self._fillings(self._survey, width - 1)

    def _charts(self, statistics: Statistics, width: int) -> Iterator[Pieces]:
        first, speed = statistics.first_token, statistics.speed
        times, speeds = _times(first), _speeds(speed)
        if width < _WIDE:
            yield from self._columns(statistics, width, 6)
            for block in (
                histogram("Time to first token", times, first, first_token_range, "chart-1", width),
                histogram("Tokens per second", speeds, speed, speed_range, "chart-2", width),
                ends(statistics, width),
                models(statistics, width),
            ):
                yield []
                yield from block
            yield []
            return
        left = (width - GAP) // 2
        right = width - GAP - left
        histograms = [
            *histogram("Time to first token", times, first, first_token_range, "chart-1", right),
            [],
            *histogram("Tokens per second", speeds, speed, speed_range, "chart-2", right),
        ]
        yield from beside(self._columns(statistics, left), histograms, left)
        yield []
        yield from beside(ends(statistics, left), models(statistics, right), left)
        yield []

    def _columns(self, statistics: Statistics, width: int, height: int = HEIGHT) -> list[Pieces]:
        shaded = self.app.no_color
        return token_columns(statistics.requests, width, height, limit=self._limit, names=self._names, shaded=shaded)

    @property
    def _limit(self) -> int | None:
        """What the columns can be held against: only where one model answered them all."""
        models = self._statistics.models.values() if self._statistics is not None else ()
        answered = sum(model.requests > model.failed for model in models)
        return self._survey.limit if self._survey is not None and answered == 1 else None

    def _fillings(self, survey: Survey, width: int) -> Iterator[_Row]:
        said = (
            "" if survey.whole else "without sub-agents",
            f"the model has room for {formats.tokens(survey.limit)}" if survey.limit else "",
            "estimated",
            f"sizes of #{survey.uses[-1].number}" if survey.uses else "",
        )
        yield _Row(section("What fills the context", said, width))
        most = max((use.total for use in survey.uses), default=0)
        for use in survey.uses:
            yield _Row(context_bar(use, most, width, survey.limit), use.id, LABEL)
        yield from map(_Row, shares_legend(survey.uses[-1] if survey.uses else None, width))
        if survey.largest is None or survey.newest is None:
            return
        yield _Row([])
        yield _Row(section("Ten largest parts", [f"of request #{survey.newest.number}"], width))
        yield _Row(parts_heading(width))
        for rank, part in enumerate(survey.largest.parts, 1):
            yield _Row(part_line(rank, part, width), survey.newest.id)


def _times(found: Distribution) -> list[str]:
    if not found.count:
        return []
    values = (("median", found.median), ("95th", found.p95), ("longest", found.most))
    return [f"{name} {formats.duration(value)}" for name, value in values]


def _speeds(found: Distribution) -> list[str]:
    if not found.count:
        return []
    values = (("median", found.median), ("slowest", found.least), ("fastest", found.most))
    return [f"{name} {value:,.0f}" for name, value in values]
