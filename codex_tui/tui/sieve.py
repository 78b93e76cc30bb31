"""A filter of the list that looks at bodies too: what they hold is known bit by bit."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread

from codex_tui.dialects.matching import hits_in, holds
from codex_tui.history.annotations import Annotations
from codex_tui.history.exchange import Exchange
from codex_tui.history.query import Query, Text
from codex_tui.history.summary import Summary
from codex_tui.tui.looking import Batch, Looking

_SMALL = 200_000
"""Bytes of an exchange that is looked at again and again as it grows."""


Tell = Callable[["Sieve", Text, Batch], None]


class Sieve:
    """A query as a test of summaries. ``tell`` is called in a thread with ids that are to be judged again."""

    def __init__(
        self,
        query: Query,
        annotations: Annotations,
        captures: Path,
        clock: Callable[[], datetime],
        tell: Tell,
    ) -> None:
        self.query = query
        self._annotations = annotations
        self._captures = captures
        self._clock = clock
        self._tell = tell
        self._found: dict[Text, set[str]] = {}
        self._searches: dict[Text, Looking] = {}
        self._shares: dict[Text, float] = {}
        self.error = ""

    def test(self, summary: Summary) -> bool:
        """Whether it is meant, as far as is known."""
        return self.passes(self.query, summary)

    def passes(self, query: Query, summary: Summary) -> bool:
        """The same for a part of it."""
        return query.matches(summary, self._clock(), self._holds, self._annotations.annotated)

    @property
    def reads_bodies(self) -> bool:
        """Whether it holds free text."""
        return bool(self._found)

    @property
    def searching(self) -> bool:
        """Whether bodies are still looked at."""
        return any(share < 1 for share in self._shares.values())

    @property
    def share(self) -> float:
        """How much of the history was looked at."""
        return min(self._shares.values(), default=1.0)

    def take(self, text: Text, batch: Batch) -> list[str]:
        """What a thread found; the ids whose verdict may have changed."""
        if batch.share is not None:
            self._shares[text] = 1.0 if batch.done else min(batch.share, 0.999)
        self.error = batch.error or self.error
        found = self._found[text]
        new = {hit.id for hit in batch.hits} - found
        found |= new
        return [*new]

    def look_again(self, exchange: Exchange) -> list[str]:
        """At an exchange that came or grew since the search began; its id where it holds what it did not.

        A finished one is looked at in a thread. Of one that still grows only a small one is, until it has ended.
        """
        id_ = exchange.record.id
        texts = [text for text, found in self._found.items() if id_ not in found]
        if not texts:
            return []
        if not exchange.live:
            Thread(target=self._look_at, args=(exchange, texts), name="search one", daemon=True).start()
            return []
        sizes = exchange.record.sizes
        if sizes.request + sizes.response > _SMALL:
            return []
        holding = [text for text in texts if holds(exchange, text)]
        for text in holding:
            self._found[text].add(id_)
        return [id_] if holding else []

    def _look_at(self, exchange: Exchange, texts: list[Text]) -> None:
        for text in texts:
            if (first := next(hits_in(exchange, text), None)) is not None:
                self._tell(self, text, Batch([first], None))

    def stop(self) -> None:
        """End the threads."""
        for looking in self._searches.values():
            looking.stop()

    def _holds(self, summary: Summary, text: Text) -> bool:
        if text not in self._found:
            self._found[text] = set()
            self._shares[text] = 0.0
            self._searches[text] = Looking(self._captures, text, lambda batch: self._tell(self, text, batch))
        return summary.id in self._found[text]
