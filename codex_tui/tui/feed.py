"""The history as the screen follows it: what changed, and what it all comes to."""

from __future__ import annotations

import math
import time
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from codex_tui.history import Changes
from codex_tui.history.annotations import Annotations
from codex_tui.tui.outline import Outline
from codex_tui.tui.outline.sums import Flags
from codex_tui.tui.widgets.frame.status_bar import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.dialects import Reading
    from codex_tui.history import History
    from codex_tui.history.summary import Summary
    from codex_tui.proxy.proxy_file import ProxyFileReader

_LONG_WAY = 20_000_000  # bytes of a history that are read in more than a moment
_BUDGET = 0.01  # s of each poll: no key waits longer
_WORK = 0.005  # s of each poll that goes into a filter
_FIRST = 0.25  # s at most of those that fill the first screen, which are a tenth of it as a rule
_SLICE = 0.0005  # s of each of these
_SCREENFUL = 80
_HOLD = 0.25  # s between two looks of the list while old exchanges are found
_HELD = 1_000  # exchanges after which they are drawn at once: to put more into the list holds up keys
_REST = 9  # times as long as exchanges were read whole, none is: a large one holds up keys
_AFTER_KEY = 0.3  # s after someone moved in which none is: the next key comes soon
_OFTEN = 1.0  # s between two looks at what the proxy has seen: it tells no oftener


class News(msgspec.Struct, frozen=True):
    """``ids``: what came or is further; ``moved``: whether the outline has other lines; ``more`` waits on disk."""

    ids: list[str]
    moved: bool
    more: bool


class Feed:
    """Polls a history a little at a time into an outline, at the cost of what changed."""

    def __init__(self, history: History[Reading]) -> None:
        self.history = history
        self.annotations = Annotations(history.directory)
        self.outline = Outline(self._flags)
        self.changed: list[str] = []
        self._polled = False
        self._asked_at = -math.inf
        self._live: dict[str, None] = {}
        self._newest: Summary | None = None
        self._rested = 0.0  # when the next may be read whole
        self._held: list[str] = []  # what changed and is not in the outline yet
        self._hold_until = 0.0

    @cached_property
    def _proxies(self) -> ProxyFileReader:
        from codex_tui.proxy.proxy_file import ProxyFileReader  # the first lines are listed without

        return ProxyFileReader(self.history.directory)

    @property
    def live(self) -> list[str]:
        """Ids of what is in flight, side traffic too."""
        return [*self._live]

    @property
    def tally(self) -> Tally:
        """For the status bar."""
        sums, newest = self.outline.sums, self._newest
        done, total = self.history.progress
        return Tally(
            exchanges=len(self.outline),
            live=sums.live,
            warnings=sums.warnings,
            errors=sums.errors,
            unreadable=len(self.history.damage),
            model=(newest.model or "") if newest else "",
            used=newest.usage.input if newest else None,
            estimated=newest is not None and newest.usage.source == "estimated",
            progress=done * 100 // total if total - done > _LONG_WAY else None,
        )

    def poll(self) -> News:
        """Read a little of what is new; raises CodexTuiError where the captures cannot be read."""
        changes = self._poll_history()
        self._held += changes.ids
        if self._holds(changes):
            self.changed = []
            return News([], moved=False, more=True)
        found = list(dict.fromkeys(self._held))
        self._held.clear()
        moved = self._let_go() if changes.reset else False
        ids = found
        if annotated := self.annotations.poll():
            moved |= self._annotate(annotated)
            ids = [*found, *annotated]
        moved |= self._take_all(self.history.summaries if changes.reset else map(self.history.summary, found))
        moved |= self._count_tunnelled()
        if self.outline.busy:
            moved |= self.outline.work(time.monotonic() + _WORK)
        self.changed = ids
        return News(ids, moved, changes.more or self.outline.busy)

    def _holds(self, changes: Changes) -> bool:
        """Whether to wait for more: old exchanges are found faster than a list is drawn."""
        now, (done, total) = time.monotonic(), self.history.progress
        is_filling = changes.more and done < total and not changes.reset and len(self.outline)
        if is_filling and now < self._hold_until and len(self._held) < _HELD:
            return True
        self._hold_until = now + _HOLD
        return False

    def _poll_history(self) -> Changes:
        if not len(self.outline):
            return self._fill_screen()
        start = time.monotonic()
        whole = start >= self._rested
        changes = self.history.poll(_BUDGET, whole=whole)
        if whole:
            now = time.monotonic()
            self._rested = now + _REST * (now - start)
        return changes

    def _fill_screen(self) -> Changes:
        """No more than a screen needs; twice at least, since the first may only have imported what reads them."""
        deadline = time.monotonic() + _FIRST
        first = self.history.poll(_SLICE)
        ids, reset, more = dict.fromkeys(first.ids), first.reset, first.more
        while more and len(ids) < _SCREENFUL:
            found = self.history.poll(_SLICE)
            ids |= dict.fromkeys(found.ids)
            reset, more = reset or found.reset, found.more
            if time.monotonic() >= deadline:
                break
        return Changes(ids=[*ids], more=more, reset=reset)

    def put_off(self) -> None:
        """Read no exchange whole for a moment: someone moves about, and a key would wait for it."""
        self._rested = max(self._rested, time.monotonic() + _AFTER_KEY)

    def want(self, lines: Iterable[int]) -> None:
        """Read the exchanges on these lines before others, where they are only known by their small fields."""
        wanted: dict[str, None] = {}
        for line in map(self.outline.line, lines if self.history.unread else ()):
            wanted |= {summary.id: None for summary in (line.summary, line.first) if summary is not None}
        self.history.want(wanted)

    def lines_of(self, ids: Iterable[str]) -> set[int]:
        """The lines that show something of these."""
        return {line for id_ in ids for line in self.outline.lines_with(id_)}

    def mark(self, id_: str) -> bool:
        """Mark an exchange or take its mark away; whether it is marked now. Raises CodexTuiError."""
        self.annotations.mark(id_, marked=not self._flags(id_).marked)
        self._annotate([id_])
        return self._flags(id_).marked

    def note(self, id_: str, text: str) -> None:
        """Write a note on an exchange. Raises CodexTuiError."""
        self.annotations.note(id_, text)
        self._annotate([id_])

    def _annotate(self, ids: Iterable[str]) -> bool:
        moved = False
        for id_ in ids:
            if id_ in self.outline:
                moved |= self.outline.put(self.outline.summary(id_))
        return moved

    def _flags(self, id_: str) -> Flags:
        found = self.annotations.get(id_)
        return Flags(found.marked, bool(found.note)) if found else Flags()

    def _count_tunnelled(self) -> bool:
        """Take over what the proxies have seen and not recorded; whether that is more now."""
        now = time.monotonic()
        if now - self._asked_at < _OFTEN or not self._polled:
            self._polled = True
            return False
        self._asked_at = now
        before = self.outline.tunnelled
        self.outline.tunnelled = sum(sum(said.seen.tunnelled.values()) for said in self._proxies.everything())
        return self.outline.tunnelled != before

    def _let_go(self) -> bool:
        """Forget what is no longer in the history."""
        left = {summary.id for summary in self.history.summaries}
        gone = [id_ for id_ in self.outline if id_ not in left]
        for id_ in gone:
            self.outline.remove(id_)
            self._live.pop(id_, None)
        if gone:
            self._newest = None
        return bool(gone)

    def _take_all(self, summaries: Iterable[Summary]) -> bool:
        new = [summary for summary in summaries if not self.outline.holds(summary)]
        for summary in new:
            if summary.state == "live":
                self._live[summary.id] = None
            else:
                self._live.pop(summary.id, None)
            if summary.is_model_call and summary.model:
                newest = self._newest
                self._newest = summary if newest is None or summary.started_at >= newest.started_at else newest
        return self.outline.put_all(new)
