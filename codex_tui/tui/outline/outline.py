"""Every exchange as lines, as they are sorted, filtered and folded now."""

from __future__ import annotations

import math
import time
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from codex_tui.analysis.titles import Titles
from codex_tui.tui.outline.flat import Flat
from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.nodes import Entry, Key, key_of
from codex_tui.tui.outline.ranked import Ranked
from codex_tui.tui.outline.sessions import Sessions
from codex_tui.tui.outline.side import ANCHOR as SIDE
from codex_tui.tui.outline.side import Side, is_side
from codex_tui.tui.outline.sums import Flags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.sums import Sums

FILTERED = "filtered"
"""The anchor of the line that counts what the filter hides."""

_AT_ONCE = 0.005  # s: what a key that filters or sorts may take before the first lines are drawn
_BATCH = 400  # exchanges that are put into the lines together
_LOOKED_BACK = 3  # requests in which what the server had cached is looked for
_PLAIN = Flags()


class Sort(msgspec.Struct, frozen=True):
    """``by``: one of MEASURES; ``reverse``: the greatest first."""

    by: str
    reverse: bool = False


class Outline:
    """Knows no file and no screen; a new or changed exchange costs the same at any number of them.

    Lines are counted from 0. What stands on one is named by its anchor (an exchange's is its id), and found again
    by that wherever it has moved.

    A filter is any test of a summary: ``filter(test)`` shows only what passes, the newest first: after a few
    milliseconds :attr:`busy` says whether there is more to judge, and each :meth:`work` judges on. What is put
    later is judged at once. Where a verdict changes by itself (a body was searched meanwhile), :meth:`judge` asks
    again for some exchanges. ``filter(None)`` shows all again, folded as it was before.
    """

    def __init__(
        self, flags: Callable[[str], Flags] = lambda _id: _PLAIN, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self.tunnelled = 0
        self.sort: Sort | None = None
        self._flags = flags
        self._test: Callable[[Summary], bool] | None = None
        self._next: Key | None = None
        self._found: list[str] = []
        self._wipe()

    def _wipe(self) -> None:
        self.largest = 0
        self._known: dict[str, Summary] = {}
        self._times: Ranked[Key, str] = Ranked()
        self._titles = Titles()
        self._all, self._all_side = Sessions(), Side()
        self._arrange()

    def clear(self) -> None:
        """Forget every exchange, not the filter."""
        self._wipe()

    # What there is

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._known)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def holds(self, summary: Summary) -> bool:
        """Whether nothing is new in it."""
        return self._known.get(summary.id) is summary

    def summary(self, id_: str) -> Summary:
        """Raises KeyError."""
        return self._known[id_]

    def put(self, summary: Summary) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        before = self._known.get(summary.id)
        if before is None or before.started_at != summary.started_at or before.number != summary.number:
            self.remove(summary.id)
            self._times.add(key_of(summary), summary.id)
        self._known[summary.id] = summary
        self.largest = max(self.largest, summary.number)
        self._titles.put(summary)
        moved = self._put(summary, self._all, self._all_side)
        if self._is_view:
            moved |= self._judge(summary)
        return moved

    def put_all(self, summaries: Sequence[Summary]) -> bool:
        """The same of many at once, at a fraction of the cost; whether lines moved."""
        new = {each.id: each for each in summaries if each.id not in self._known and not is_side(each)}
        moved = bool(new)
        for summary in summaries:
            if summary.id not in new:
                moved |= self.put(summary)
        entries = self._entries(new.values())
        self._times.add_all([(entry.key, entry.summary.id, 1) for entry in entries])
        self._known |= new
        for summary in new.values():
            self.largest = max(self.largest, summary.number)
            self._titles.put(summary)
        self._all.put_all(entries)
        if self._is_view:
            self._show([summary for summary in new.values() if self._passes(summary)])
        return moved

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        summary = self._known.pop(id_, None)
        if summary is None:
            return
        self._times.remove(key_of(summary))
        self._titles.remove(summary)
        for part in (self._all, self._all_side, self._shown, self._side):
            part.remove(id_)
        self._leave(id_)

    @property
    def holds_calls(self) -> bool:
        """Whether there is more than side traffic, shown or not."""
        return self._all.height > 0

    @property
    def sums(self) -> Sums:
        """Of all model calls, shown or not."""
        return self._all.sums

    # What is shown

    def filter(self, test: Callable[[Summary], bool] | None) -> None:
        """Show only what passes; None: everything."""
        self._test = test
        self._arrange()

    def sort_by(self, sort: Sort | None) -> None:
        """Without sessions, by a measure; None: by session."""
        self.sort = sort
        self._arrange()

    def judge(self, ids: list[str]) -> bool:
        """Ask the filter again for these; whether lines moved."""
        moved = False
        for id_ in ids:
            if id_ in self._known and self._is_view:
                moved |= self._judge(self._known[id_])
        return moved

    @property
    def filtered(self) -> bool:
        """Whether there is a filter."""
        return self._test is not None

    @property
    def matched(self) -> int:
        """How many exchanges pass the filter, as far as they were judged."""
        return len(self._passed) if self.filtered else len(self._known)

    @property
    def busy(self) -> bool:
        """Whether some are to be judged or sorted in yet."""
        return self._next is not None

    def work(self, deadline: float) -> bool:
        """Judge or sort in what is left, the newest first, until ``deadline`` of the clock; whether lines moved."""
        found, shown = self._found, self.height
        left = self._times.down_from(self._next) if self._next is not None else iter(())
        for id_ in left:
            summary = self._known[id_]
            if id_ not in self._passed and self._passes(summary):
                found.append(id_)
            if len(found) >= _BATCH or self._clock() >= deadline:
                self._next = key_of(summary)
                break
        else:
            self._next = None
        if not shown or len(found) >= _BATCH or not self.busy:
            self._found = []
            self._show([self._known[id_] for id_ in found if id_ in self._passed])
        return self.height != shown or not self.busy

    # Lines

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self._shown.height + self._gap + self._side.height + self._has_filtered

    @property
    def sorted_height(self) -> int:
        """How many of them are sorted: side traffic stands behind."""
        return self._shown.height

    @property
    def pinned(self) -> bool:
        """Whether the last line is a count that stays in view."""
        return self._has_filtered or (self._side.height == 1 and self._side.folded)

    def line(self, index: int) -> Line:
        """What stands on a line; raises IndexError beyond the end."""
        if index < self._shown.height:
            line = self._named(self._shown.line(index))
            return replace(line, uncached=True) if line.is_exchange and self._lost_cache(line.summary) else line
        index -= self._shown.height
        if index < self._gap:
            return Line("blank")
        index -= self._gap
        if index < self._side.height:
            return self._side.line(index, self.tunnelled)
        if index == self._side.height and self._has_filtered:
            return Line("filtered", FILTERED, counts=((FILTERED, len(self._known) - len(self._passed)),))
        raise IndexError(index)

    def line_of(self, anchor: str) -> int | None:
        """Where it stands, or what is folded over it; None where it is not shown."""
        if anchor == FILTERED:
            return self.height - 1 if self._has_filtered else None
        at = self._shown.line_of(anchor)
        if at is not None:
            return at
        at = self._side.line_of(anchor)
        return None if at is None else self._shown.height + self._gap + at

    def lines_with(self, id_: str) -> Iterator[int]:
        """Where an exchange shows: its own line, that of the next request, and those of the groups around it."""
        anchor: str | None = id_ if id_ in self._known else None
        for after in islice(self._all.beside(id_, 1), 1):
            if (at := self.line_of(after.summary.id)) is not None:
                yield at
        while anchor is not None:
            at = self.line_of(anchor)
            if at is None:
                return
            yield at
            anchor = self.group_of(anchor)

    # Everything, whatever is folded

    @property
    def sections(self) -> int:
        """How many parts :meth:`walk` goes through: sessions, and side traffic."""
        return self._shown.sections + 1

    def section_of(self, anchor: str) -> int:
        """Which part something stands in, from 0."""
        if self._side.line_of(anchor) is not None:
            return self._shown.sections
        return self._shown.section_of(anchor)

    def walk(self, section: int) -> Iterator[Line]:
        """The lines of a part as they were if nothing was folded."""
        if section == self._shown.sections:
            yield from self._side.walk()
        else:
            yield from map(self._named, self._shown.walk(section))

    # Moving about

    @property
    def newest(self) -> str | None:
        """The anchor of the newest model call that is shown."""
        return self._calls.last if self._calls else None

    def newer(self, key: Key) -> int:
        """How many model calls that are shown started later."""
        at = self._calls.above(key)
        return len(self._calls) - at - (key in self._calls)

    def rank(self, id_: str) -> int:
        """Which exchange it is in time, from 1."""
        return self._times.above(key_of(self._known[id_])) + 1

    def failure(self, anchor: str, step: int) -> str | None:
        """The next model call that failed, or with ``step`` -1 the one before."""
        return self._shown.failure(anchor, step)

    def group_of(self, anchor: str) -> str | None:
        """The anchor of the line that it stands under."""
        if anchor != SIDE and self._side.line_of(anchor) is not None:
            return SIDE
        return self._shown.group_of(anchor)

    def fold(self, anchor: str, *, folded: bool) -> None:
        """Fold or unfold what stands there."""
        if anchor == SIDE:
            self._side.folded = folded
        else:
            self._shown.fold(anchor, folded=folded)

    def fold_all(self, *, folded: bool) -> None:
        """All sessions and tries; side traffic is only ever folded with them."""
        self._shown.fold_all(folded=folded)
        self._side.folded |= folded

    def unfold_to(self, anchor: str) -> None:
        """Show what may be folded away."""
        if anchor != SIDE and self._side.line_of(anchor) is not None:
            self._side.folded = False
        self._shown.unfold_to(anchor)

    # Inside

    @property
    def _is_view(self) -> bool:
        return self._shown is not self._all

    @property
    def _has_filtered(self) -> bool:
        return self.filtered and len(self._passed) < len(self._known) and not self.busy

    @property
    def _gap(self) -> bool:
        return self._side.height > 1 and self._shown.height > 0

    def _arrange(self) -> None:
        self._passed: dict[str, None] = {}
        self._calls: Ranked[Key, str] = Ranked()
        self._found = []
        self._next = None
        if self._test is None and self.sort is None:
            self._shown: Sessions | Flat = self._all
            self._side = self._all_side
            self._calls = self._all.calls
            return
        self._shown = Flat(self.sort.by, reverse=self.sort.reverse) if self.sort else Sessions(grouped=False)
        self._calls = self._shown.calls
        self._side = Side() if self._test else self._all_side
        self._side.folded = self._test is None
        self._next = (math.inf, 0, "")
        self.work(self._clock() + _AT_ONCE)

    def _passes(self, summary: Summary) -> bool:
        """Ask the filter, and remember a yes."""
        if self._test is None or self._test(summary):
            self._passed[summary.id] = None
            return True
        return False

    def _show(self, summaries: Sequence[Summary]) -> None:
        """What passes and is not shown yet; side traffic is few enough to be put one by one."""
        calls = []
        for summary in summaries:
            if is_side(summary) or self._shown.has(summary.id):
                self._put(summary, self._shown, self._side)
            else:
                calls.append(summary)
        self._shown.put_all(self._entries(calls))

    def _entries(self, summaries: Iterable[Summary]) -> list[Entry]:
        """In the order of time."""
        entries = [Entry(summary, self._flags(summary.id)) for summary in summaries]
        entries.sort(key=attrgetter("key"))
        return entries

    def _judge(self, summary: Summary) -> bool:
        if self._test is None or self._test(summary):
            self._passed[summary.id] = None
            return self._put(summary, self._shown, self._side)
        if summary.id in self._passed:
            self._leave(summary.id)
            return True
        return False

    def _leave(self, id_: str) -> None:
        if self._is_view and id_ in self._passed:
            del self._passed[id_]
            self._shown.remove(id_)
            if self._side is not self._all_side:
                self._side.remove(id_)

    def _put(self, summary: Summary, shown: Sessions | Flat, side: Side) -> bool:
        flags = self._flags(summary.id)
        if is_side(summary):
            shown.remove(summary.id)
            return side.put(summary, flags)
        side.remove(summary.id)
        return shown.put(summary, flags)

    def _named(self, line: Line) -> Line:
        if line.kind == "request" and self._is_view:
            nth, of = self._all.try_of(line.anchor)
            return replace(line, nth=nth, of=of)
        if line.kind not in {"session", "agent", "turn"}:
            return line
        opening = self._all.opening(line.anchor) or line.first
        title = self._titles.of(opening) if line.kind == "session" and opening else ""
        return replace(line, first=opening, title=title or line.title)

    def _lost_cache(self, summary: Summary | None) -> bool:
        """Against the nearest request before it of which the server told what it had cached."""
        if summary is None or summary.usage.cached is None:
            return False
        near = (entry.summary.usage for entry in islice(self._all.beside(summary.id, -1), _LOOKED_BACK))
        before = next((usage for usage in near if usage.cached is not None), None)
        return before is not None and summary.usage.collapsed_since(before)
