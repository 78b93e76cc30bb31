"""What becomes of the list under a filter: which exchanges pass it, as far as their bodies are known."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.history import query as queries
from codex_tui.tui.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from codex_tui.history.query import Text
    from codex_tui.tui.blame import Blame
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.looking import Batch
    from codex_tui.tui.sieve import Sieve

_AGAIN = 0.5
"""Seconds between two looks at exchanges that grow."""


class Sifting(Part):
    """The part of the screen that holds a filter against the list. ``applied`` is what it is filtered by now."""

    desk: Desk
    clock: Callable[[], datetime]

    @dataclass
    class Found(Message):
        """A thread found something in bodies."""

        sieve: Sieve
        text: Text
        batch: Batch

    def __init__(self) -> None:
        super().__init__()
        self.applied = ""
        self._sieve: Sieve | None = None
        self._blame: Blame | None = None
        self._grown: dict[str, None] = {}
        self._looked_again = 0.0

    def sift_by(self, source: str) -> None:
        """Filter the list by a query, or where it is empty no longer; raises QueryError."""
        if source == self.applied:
            return
        self.stop_filtering()
        self._sieve, self.applied, self._blame = None, source, None
        self._grown.clear()
        outline = self.desk.feed.outline
        if source:
            from codex_tui.tui.sieve import Sieve

            directory = self.desk.feed.history.directory
            self._sieve = Sieve(queries.parse(source), self.desk.feed.annotations, directory, self.clock, self._tell)
            outline.filter(self._sieve.test)
            self._grown = dict.fromkeys(self.desk.feed.live)
        else:
            outline.filter(None)
        self.desk.list_again()
        self.say_filter()

    def sift_on(self, changed: list[str]) -> None:
        """Look again into the bodies of what grew. ``changed``: ids since the last time."""
        sieve = self._sieve
        if sieve is None or not sieve.reads_bodies:
            return
        self._grown |= dict.fromkeys(changed)
        if self._grown and time.monotonic() - self._looked_again >= _AGAIN:
            self._looked_again = time.monotonic()
            from codex_tui.dialects.context import readable

            for id_ in [*self._grown][-2:]:
                del self._grown[id_]
                if id_ in self.desk.feed.outline and (reading := readable(self.desk.feed.history, id_)):
                    self._judge_again(sieve.look_again(reading.exchange))

    def stop_filtering(self) -> None:
        """End the threads."""
        if self._sieve is not None:
            self._sieve.stop()

    def say_filter(self) -> None:
        """Tell how many pass."""
        raise NotImplementedError

    def _find_blame(self) -> None:
        """Once nothing passes, and nothing can any more, tell by which part of the filter."""
        sieve, outline = self._sieve, self.desk.feed.outline
        if sieve is None or outline.busy or sieve.searching or self._blame is not None:
            return
        if len(outline) and not outline.matched:
            from codex_tui.tui.blame import blame

            self._blame = blame(sieve, self.desk.feed.history.summaries)

    def _tell(self, sieve: Sieve, text: Text, batch: Batch) -> None:
        self.post_message(self.Found(sieve, text, batch))

    def on_sifting_found(self, event: Found) -> None:
        """Judge by it."""
        if event.sieve is self._sieve:
            self._judge_again(event.sieve.take(event.text, event.batch))

    def _judge_again(self, ids: list[str]) -> None:
        if ids and self.desk.feed.outline.judge(ids):
            self._blame = None
            self.desk.list_again()
