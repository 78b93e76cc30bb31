"""The lines of a whole history that may hold what is sought, with as many processors as are of use."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.history.candidates import Candidates
from codex_tui.history.handles import Replaced
from codex_tui.history.needle import Needle
from codex_tui.history.search_process import SearchProcess
from codex_tui.history.segment import Segment
from codex_tui.history.stretches import Stretch, stretches

if TYPE_CHECKING:
    from codex_tui.history.offsets import Span

#: Other processes, at most: what they find is read by one.
_MOST = 3
#: Stretches for which one is worth its start, in which two are looked through.
_WORTHWHILE = 4
_WAIT = 0.05  # seconds


class Scanned(NamedTuple):
    """A line, which begins at ``position`` of a segment; without it progress. ``done``: bytes looked through."""

    done: int
    segment: Segment
    position: int
    line: bytes | None


class Scan:
    """One of the segments in ``captures``, which are given the oldest first; to be closed."""

    def __init__(self, captures: Path, every: Sequence[Segment], sought: Needle) -> None:
        """Raises OSError."""
        self._stretches = stretches(every)
        self._left = deque(self._stretches)
        self._ahead: dict[Stretch, list[Span]] = {}  # what was looked through before its turn
        self._done = 0
        self._candidates = Candidates(sought)
        self._selector = DefaultSelector()
        self._processes: list[SearchProcess] = []
        with suppress(OSError):
            while len(self._processes) < min(_MOST, _processors() - 1, len(self._stretches) // _WORTHWHILE):
                self._add(SearchProcess(captures, sought))

    def lines(self) -> Iterator[Scanned]:
        """The newest first. Raises OSError, Replaced where a file is another now, or was cut meanwhile."""
        for stretch in self._stretches:
            while stretch not in self._ahead:
                if not self._left:
                    self._share(_WAIT)
                elif (taken := self._left.popleft()) == stretch:
                    yield from self._look(stretch)
                    break
                else:
                    self._look_ahead(taken)
                yield Scanned(self._done, stretch.segment, stretch.high, None)
            else:
                yield from self._told(stretch)

    def close(self) -> None:
        """End the other processes."""
        for process in [*self._processes]:
            self._drop(process)
        self._selector.close()

    def _look(self, stretch: Stretch) -> Iterator[Scanned]:
        for position, line in self._candidates.among(*stretch):
            self._share()
            yield Scanned(self._done + stretch.high - position, stretch.segment, position, line)
        self._done += stretch.size

    def _look_ahead(self, stretch: Stretch) -> None:
        found = [(each.position, len(each.line)) for each in self._look(stretch) if each.line is not None]
        self._ahead[stretch] = found

    def _told(self, stretch: Stretch) -> Iterator[Scanned]:
        for position, length in self._ahead.pop(stretch):
            line = stretch.segment.content(position, length)
            if len(line) < length:
                raise Replaced(f"{stretch.segment.name} was cut while it was read")
            self._share()
            yield Scanned(self._done, stretch.segment, position, line)

    def _share(self, wait: float = 0) -> None:
        """Take what other processes found, and give them more to look through; ``wait`` so many seconds for it."""
        for key, _ in self._selector.select(wait) if self._processes else ():
            process = key.data
            stretch = process.asked
            try:
                found = process.answer()
            except (OSError, ValueError):
                self._drop(process)
                if stretch is not None:
                    self._left.appendleft(stretch)
            else:
                if stretch is not None and found is not None:
                    self._ahead[stretch] = found
                    self._done += stretch.size
        for process in self._processes:
            if process.asked is None and self._left:
                process.ask(self._left.popleft())

    def _add(self, process: SearchProcess) -> None:
        self._processes.append(process)
        self._selector.register(process, EVENT_READ, process)

    def _drop(self, process: SearchProcess) -> None:
        self._processes.remove(process)
        self._selector.unregister(process)
        process.close()


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
