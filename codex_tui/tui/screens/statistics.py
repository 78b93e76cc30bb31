"""What a session, a model or everything captured comes to, on the whole screen."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual import on
from textual.reactive import reactive

from codex_tui import formats
from codex_tui.analysis.scope import ALL, Scope
from codex_tui.analysis.statistics import Statistics
from codex_tui.analysis.statistics_json import as_contract
from codex_tui.analysis.survey import Survey, survey
from codex_tui.analysis.titles import Titles
from codex_tui.neutral import neutral_line
from codex_tui.tui.keys import bindings
from codex_tui.tui.screens.page import Owner, Page
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import crop, cut, width_of
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.statistics.statistics_view import StatisticsView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from codex_tui.history.summary import Summary
    from codex_tui.tui.widgets.lines.pieces import Piece, Pieces

_SLICE = 200
"""Summaries that are counted before a key may come between."""

_REDRAW = 0.15
"""Seconds between two drawings while more is read."""

_GLANCE = 1.0
"""Seconds between two looks whether something new is there."""

_REST = 4
"""Times as long as the last count took, before another one begins: of a long history each takes a second."""

_TITLE, _NAMED = 60, 2
"""Cells of a session's title; pieces that are never left out."""


class ScopeLine(Drawn):
    """What the statistics are about, in a line: its name, and what of the rest there is room for."""

    id_: reactive[str] = reactive("")
    said: reactive[tuple[Piece, ...]] = reactive[tuple["Piece", ...]](())

    def lines(self, width: int) -> list[Pieces]:
        """It, and a blank one; the id is left out first, then the last of what is said."""
        named, rest = [(" ", "muted"), *self.said[:_NAMED]], [*self.said[_NAMED:]]
        id_ = [(f" {self.id_}", "disabled")] if self.id_ else []
        if width_of([*named, *id_, *rest]) < width:
            named += id_
        while rest and width_of([*named, *rest]) >= width:
            rest.pop()
        return [crop([*named, *rest], width), []]


class StatisticsScreen(Page[StatisticsView]):
    """Counts in slices, so that no key waits for a hundred thousand exchanges. Gives the id of what was opened."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("scope.next", "scope.previous", "copy.menu")]
    pane_name = "Statistics"

    def __init__(self, owner: Owner, about: Summary | None) -> None:
        super().__init__(owner, StatisticsView(id="statistics"))
        self._scopes = _scopes_of(about)
        self._place = 0
        self._about = ScopeLine()
        self.statistics = Statistics()
        self.survey: Survey | None = None
        self.counted: object = None
        """What was there when all of it was counted last; None while that goes on."""

        self._rests_until = 0.0

    @property
    def scope(self) -> Scope:
        """The session, the model or everything."""
        return self._scopes[self._place]

    @property
    def settled(self) -> bool:
        """Whether all that there is was read and counted."""
        return self.counted == self._there() and not self.owner.desk.feed.history.unread

    def contents(self) -> list[Widget]:
        """What it is about, then the charts."""
        return [self._about, self.view]

    def on_mount(self) -> None:
        """Begin at once."""
        self.view.focus()
        self._begin()
        self.set_interval(_GLANCE, self._look)

    def _begin(self) -> None:
        names = {"session": "this session", "model": "this model", "all": "everything captured"}
        self.pane.set_position(names[self.scope.kind])
        self.run_worker(self._count(), exclusive=True)

    def _look(self) -> None:
        if self.counted is not None and self.counted != self._there() and monotonic() >= self._rests_until:
            self._begin()

    def _there(self) -> object:
        feed = self.owner.desk.feed
        return len(feed.history.summaries), feed.tally, feed.history.unread

    async def _count(self) -> None:
        self.counted, there, began = None, self._there(), monotonic()
        scope, history = self.scope, self.owner.desk.feed.history
        summaries: Sequence[Summary] = [*history.summaries]
        statistics, titles = Statistics(), Titles()
        openings: dict[str, Summary] = {}
        for at in range(0, len(summaries), _SLICE):
            for summary in summaries[at : at + _SLICE]:
                titles.put(summary)
                if scope.holds(summary):
                    statistics.add(summary)
                    if summary.is_model_call and summary.session is not None and summary.session.id:
                        openings.setdefault(summary.session.id, summary)
            await asyncio.sleep(0)
        newest = [*self.statistics.requests[-1:]]
        self.statistics = statistics
        if newest != statistics.requests[-1:]:
            self.survey = None
        names = {id_: titles.of(opening) or opening.asking for id_, opening in openings.items()}
        self._about.id_ = neutral_line(scope.name) if scope.kind == "session" else ""
        self._about.said = tuple(_said(scope, statistics, names.get(scope.name, ""), history.unread))
        self.view.show(statistics, self.survey, names)
        if self.survey is None:
            await self._read(names)
        self.counted = there
        self._rests_until = monotonic() + _REST * (monotonic() - began)

    async def _read(self, names: Mapping[str, str]) -> None:
        drawn = 0.0
        for found in survey(self.owner.desk.feed.history, self.statistics.requests):
            self.survey = found
            if monotonic() - drawn > _REDRAW:
                self.view.show(self.statistics, found, names)
                drawn = monotonic()
            await asyncio.sleep(0)
        self.view.show(self.statistics, self.survey, names)

    def action_next_scope(self, step: int) -> None:
        """Session, model, all."""
        self._place = (self._place + step) % len(self._scopes)
        self.statistics, self.survey = Statistics(), None
        self.view.top()
        self._begin()

    def action_copy_menu(self) -> None:
        """All of it as JSON."""
        self.owner.copy(msgspec.json.encode(as_contract(self.scope, self.statistics, self.survey)).decode())

    @on(LineView.Chosen)
    def _chosen(self) -> None:
        if (opens := self.view.opens) is not None:
            self.dismiss(opens)


def _scopes_of(about: Summary | None) -> list[Scope]:
    found = []
    if about is not None and about.session is not None and about.session.id is not None:
        found.append(Scope("session", about.session.id))
    if about is not None and about.is_model_call and about.model:
        found.append(Scope("model", about.model))
    return [*found, ALL]


def _said(scope: Scope, statistics: Statistics, title: str, unread: int) -> list[Piece]:
    named: list[Piece] = {
        "session": [
            ("session ", "muted"),
            (cut(neutral_line(title), _TITLE), "foreground bold"),
        ],
        "model": [("model ", "muted"), (neutral_line(scope.name), "secondary bold")],
        "all": [("", "muted"), ("everything captured", "foreground bold")],
    }[scope.kind]
    asked = formats.count(len(statistics.requests), "request")
    again = f", {statistics.retries:,} of them tried again" if statistics.retries else ""
    said = [
        formats.count(len(statistics.sessions), "session") if scope.kind != "session" else "",
        formats.count(statistics.turns, "turn") if statistics.turns else "",
        asked + again,
        formats.count(len(statistics.agents), "sub-agent") if statistics.agents else "",
        f"{formats.duration(statistics.waiting)} of {formats.duration(statistics.span)} waiting for the model",
    ]
    if unread:
        named.append((f"    {unread:,} of all not read yet", "warning"))
    return [*named, *((f"    {text}", "muted") for text in said if text)]
