"""Every event of an exchange with its time, as they arrive."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType

from codex_tui import formats
from codex_tui.dialects.shapes import mapping, parse, text
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui.glyphs import FOLDED, RECEIVED, SENT, UNFOLDED, UNREPORTED, WARNING
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.passages import Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, right, row_text, width_of
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.raw.event_lines import EventLines, Run
from codex_tui.tui.widgets.raw.fragments import fragment_of
from codex_tui.wire.event import Event

_NUMBER, _TIME, _GAP = 4, 9, 9
_SLOW = 250
"""Milliseconds without an event from which the wait is marked."""

_LOOKED_AT = 4_000
_ID = "disabled"
"""The ink of ids."""


class EventsView(LineView):
    """A line an event; runs of fragments fold. Where they go both ways, each shows which."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("fold.toggle", "fold.all", "unfold.all", "follow")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines = EventLines(())
        self._live = self._both_ways = False

    def show(self, events: Sequence[Event], *, live: bool, both_ways: bool) -> None:
        """Show another exchange's events."""
        self._live, self._both_ways = live, both_ways
        self._lines = EventLines(events)
        self._lines.read()
        self.text_changed()
        self._cursor = 0
        self.touched = False
        self.following = live
        if not live:
            self.scroll_to(y=0, animate=False, force=True)
        self.lines_changed()

    def advance(self, *, live: bool, both_ways: bool) -> None:
        """Show the events that came since."""
        self._live, self._both_ways = live, both_ways
        known = len(self._lines.types)
        self._fold_changed(self._lines.read(fold=self.following))
        self.text_changed(TextPlace(0, known))
        if not live:
            self.following = False

    def renew(self, events: Sequence[Event], *, live: bool, both_ways: bool) -> None:
        """The same events as another list, and perhaps more of them: keep the place and the folds."""
        folded = self._lines.rows.folded
        self._lines = EventLines(events)
        self._lines.read(fold=False)
        self._lines.rows.folded = {line: count for line, count in self._lines.all_folds().items() if line in folded}
        self._lines.rows.settle()
        self._live, self._both_ways = live, both_ways
        self.text_changed()
        self.lines_changed()
        self.following = self.following and live

    @property
    def count(self) -> int:
        """Rows."""
        return self._lines.rows.count

    @property
    def events(self) -> int:
        """How many there are."""
        return len(self._lines.events)

    @property
    def event(self) -> tuple[int, Event] | None:
        """The event under the cursor with its index; of a run's line the first."""
        if not self.count:
            return None
        found = self._lines.lines[self._lines.rows.at(self.cursor)]
        index = found.first if isinstance(found, Run) else found
        return index, self._lines.events[index]

    @property
    def may_follow(self) -> bool:
        """While more may come."""
        return self._live

    @property
    def about(self) -> str:
        """Where the cursor is, for the lower rule."""
        if not self.count:
            return "no events"
        found = self._lines.lines[self._lines.rows.at(self.cursor)]
        number = (found.first if isinstance(found, Run) else found) + 1
        following = ", following" if self.following else ", following paused" if self._live else ""
        return f"{number} of {self.events}{following}"

    def draw(self, index: int, width: int) -> Pieces:
        """One event, or a run."""
        line = self._lines.rows.at(index)
        found = self._lines.lines[line]
        if isinstance(found, Run):
            return crop(self._run(found, folded=line in self._lines.rows.folded), width - 1)
        pieces = self._event_line(found)
        if pieces[-1][1] == _ID and width_of(pieces) >= width:
            pieces.pop()  # an id is shown whole or not at all
        return crop(pieces, width - 1)

    def _event_line(self, index: int) -> list[Piece]:
        run = self._lines.run_of(self._lines.line_of(index))
        return self._event(index, inside=run is not None and run.first <= index <= run.last)

    # Search

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """Every event as its line says it; a node is the whole, a line an event."""
        for index in range(start.line, len(self._lines.types)):
            yield Passage(TextPlace(0, index), row_text(self._event_line(index)))

    def place_of(self, row: int) -> TextPlace:
        """The event on it, or the first of its run."""
        if not self.count:
            return TextPlace(0, 0)
        found = self._lines.lines[self._lines.rows.at(row)]
        return TextPlace(0, found.first if isinstance(found, Run) else found)

    def show_spot(self, spot: Spot) -> None:
        """Unfold the run that it is in."""
        self._unfold_at(spot.line)
        self.go_to(self._lines.rows.row_of(self._lines.line_of(spot.line)))

    def bookmark(self) -> Callable[[], None]:
        """Also the folds as they are."""
        back, folded = super().bookmark(), {run.first for run in self._lines.folded_runs()}

        def folded_again() -> None:
            if folded != {run.first for run in self._lines.folded_runs()}:
                self._lines.fold_runs(folded)
                self.lines_changed()
            back()

        return folded_again

    def next_point(self, step: int) -> int | None:
        """The next event that was long in coming."""
        here = self.place_of(self.cursor).line
        events = range(here + 1, self.events) if step > 0 else range(here - 1, 0, -1)
        slow = next(
            (index for index in events if (gap := self._gap_before(index)) is not None and gap >= _SLOW), None
        )
        if slow is None:
            return None
        self._unfold_at(slow)
        return self._lines.rows.row_of(self._lines.line_of(slow))

    def _unfold_at(self, index: int) -> None:
        run = self._lines.run_of(self._lines.line_of(index))
        if run is not None and run.line in self._lines.rows.folded:
            self._lines.toggle(run)
            self._fold_changed(run.line)

    def action_toggle_fold(self) -> None:
        """Fold or unfold the run under the cursor."""
        if not self.count:
            return
        line = self._lines.rows.at(self.cursor)
        run = self._lines.run_of(line)
        if run is None:
            return
        self._lines.toggle(run)
        self._fold_changed(run.line)
        self.go_to(self._lines.rows.row_of(run.line))

    def action_fold_all(self) -> None:
        """A line a run."""
        self._lines.fold_all(folded=True)
        self.lines_changed()

    def action_unfold_all(self) -> None:
        """A line an event."""
        self._lines.fold_all(folded=False)
        self.lines_changed()

    def action_toggle_follow(self) -> None:
        """Keep the newest event in view, or stay."""
        self.following = not self.following and self._live

    def _fold_changed(self, line: int) -> None:
        self.lines_changed(self._lines.rows.row_of(line) if line else 0)

    def _run(self, run: Run, *, folded: bool) -> list[Piece]:
        last = self._lines.events[run.last].at
        growing = self._live and run.last == self.events - 1
        until = " so far" if growing else "" if last is None else f" to {formats.event_time(last)}"
        return [
            *self._times(run.first, number=folded),
            (f"{FOLDED if folded else UNFOLDED} ", "muted"),
            *self._direction(run.first),
            (neutral_line(run.type), "foreground"),
            (f"  {formats.count(run.events, 'event')}{until}", "disabled"),
        ]

    def _event(self, index: int, *, inside: bool) -> list[Piece]:
        event, kind = self._lines.events[index], neutral_line(self._lines.type(index))
        lead = [*self._times(index, number=True, mark=True), *self._direction(index)]
        if inside:
            return [*lead, ("  delta  ", "disabled"), (_fragment(event), "json-string")]
        about, ink = _about(event)
        name = (kind, "foreground") if kind else (neutral_line(event.data[:_LOOKED_AT]), "foreground")
        return [*lead, name, (f"  {about}" if kind else "", ink)]

    def _direction(self, index: int) -> Iterator[Piece]:
        if self._both_ways:
            sent = self._lines.events[index].source == "client"
            yield (f"{SENT} ", "primary") if sent else (f"{RECEIVED} ", "secondary")

    def _times(self, index: int, *, number: bool, mark: bool = False) -> list[Piece]:
        """Number, time, and the time since the event before; with ``mark`` also the sign of a slow one."""
        event, gap = self._lines.events[index], self._gap_before(index)
        slow = gap is not None and gap >= _SLOW
        at = UNREPORTED if event.at is None else formats.event_time(event.at)
        pieces: list[Piece] = [
            (" " + right(str(index + 1) if number else "", _NUMBER), "disabled"),
            (right(at, _TIME), "foreground" if number else "muted"),
            (right(UNREPORTED if gap is None else _gap(gap), _GAP), "warning" if slow else "muted"),
            (" ", "muted"),
        ]
        if mark:
            pieces.append((f"{WARNING} " if slow and index else "  ", "warning"))
        return pieces

    def _gap_before(self, index: int) -> float | None:
        at = self._lines.events[index].at
        before = self._lines.events[index - 1].at if index else 0.0
        return None if at is None or before is None else max(0.0, at - before)


class EventsHeading(Drawn):
    """The names of the columns."""

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        names = " " + right("#", _NUMBER) + right("TIME", _TIME) + right("GAP", _GAP) + "   EVENT"
        return [crop([(names, "disabled")], width)]


def _gap(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 999.5 else formats.event_time(ms)


def _fragment(event: Event) -> str:
    found = fragment_of(event)
    if found is None:
        return neutral_line(event.data[:_LOOKED_AT])
    return neutral(msgspec.json.encode(found.text).decode())


def _about(event: Event) -> Piece:
    """What tells this event from others of its type, in a word or two, with its ink."""
    if not event.whole:
        return "cut off", "muted"
    value = parse(event.data) if len(event.data) <= _LOOKED_AT else None
    if not isinstance(value, dict):
        return formats.size(event.size), "muted"
    for key in ("item", "part", "content_block"):
        inner = mapping(value, key)
        if inner:
            return neutral_line(" ".join(filter(None, [text(inner, "type"), text(inner, "name")]))), "muted"
    if id_ := text(mapping(value, "response"), "id"):
        return neutral_line(id_), _ID
    return neutral_line(text(mapping(value, "error"), "message")), "muted"
