"""Events in lines, as they come: neighbours of one streaming type make a run under a line of its own, which folds."""

from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass

import msgspec

from codex_tui.tui.widgets.raw.rows import Rows
from codex_tui.wire.event import Event

_STREAMING = ("delta", "chunk")


class _Typed(msgspec.Struct):
    type: str = ""
    object: str = ""


_decode = msgspec.json.Decoder(_Typed).decode


def type_of(event: Event) -> str:
    """An event's type: its name on the wire, else what its JSON calls it; "" where neither says."""
    if event.name:
        return event.name
    try:
        typed = _decode(event.data)
    except (ValueError, RecursionError):
        return ""
    return typed.type or typed.object


@dataclass
class Run:
    """Events ``first`` to ``last`` of one ``type``; ``line`` is the run's own."""

    type: str
    line: int
    first: int
    last: int

    @property
    def events(self) -> int:
        """How many."""
        return self.last - self.first + 1


class EventLines:
    """Reads each event once. A line is the index of an event, or a run."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.lines: list[int | Run] = []
        self.rows = Rows(0)
        self.types: list[str] = []
        self._runs: list[Run] = []

    def read(self, *, fold: bool = True) -> int:
        """Take the events that came since the last call; the first line that is another now.

        ``fold``: whether a run is folded once the next one begins.
        """
        first_changed = len(self.lines)
        for index in range(len(self.types), len(self.events)):
            before = self.types[-1] if self.types else None
            kind = type_of(self.events[index])
            self.types.append(kind)
            if kind != before or not kind.endswith(_STREAMING):
                self.lines.append(index)
            elif self._runs and self._runs[-1].last == index - 1:
                first_changed = min(first_changed, self._grow(self._runs[-1], index))
            else:
                first_changed = min(first_changed, self._begin(kind, index, fold=fold))
        self.rows.lines = len(self.lines)
        self.rows.settle()
        return first_changed

    def type(self, index: int) -> str:
        """Of event ``index``."""
        return self.types[index]

    def run_of(self, line: int) -> Run | None:
        """The run that ``line`` is, or belongs to."""
        index = bisect_right(self._runs, line, key=_line) - 1
        if index < 0 or line > self._runs[index].line + self._runs[index].events:
            return None
        return self._runs[index]

    def line_of(self, index: int) -> int:
        """The line of event ``index``: every run that began before it has a line of its own."""
        return index + bisect_right(self._runs, index, key=_first)

    def toggle(self, run: Run) -> None:
        """Fold or unfold a run."""
        if run.line in self.rows.folded:
            del self.rows.folded[run.line]
        else:
            self.rows.folded[run.line] = run.events + 1
        self.rows.settle()

    def folded_runs(self) -> list[Run]:
        """Those of one line."""
        return [run for run in self._runs if run.line in self.rows.folded]

    def fold_runs(self, firsts: Container[int]) -> None:
        """Fold the runs that begin with these events, and no others."""
        self.rows.folded = {run.line: run.events + 1 for run in self._runs if run.first in firsts}
        self.rows.settle()

    def all_folds(self) -> dict[int, int]:
        """Every run: its line, and how many lines it folds to one."""
        return {run.line: run.events + 1 for run in self._runs}

    def fold_all(self, *, folded: bool) -> None:
        """Every run, or none."""
        self.rows.folded = self.all_folds() if folded else {}
        self.rows.settle()

    def _begin(self, kind: str, index: int, *, fold: bool) -> int:
        """Two neighbours are alike: their run takes the place of the first one's line."""
        if self._runs and fold:
            self.rows.folded[self._runs[-1].line] = self._runs[-1].events + 1
        run = Run(kind, len(self.lines) - 1, index - 1, index)
        self._runs.append(run)
        self.lines[run.line :] = [run, index - 1, index]
        # The fold of the run before changes what stands above.
        return self._runs[-2].line if len(self._runs) > 1 and fold else run.line

    def _grow(self, run: Run, index: int) -> int:
        run.last = index
        self.lines.append(index)
        if run.line in self.rows.folded:
            self.rows.folded[run.line] = run.events + 1
        return run.line


def _line(run: Run) -> int:
    return run.line


def _first(run: Run) -> int:
    return run.first
