"""What may follow what is typed in the filter's bar, and what the query is with that in its place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from codex_tui.history import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.history.query import Known, Offer, QueryError
    from codex_tui.history.summary import Summary
    from codex_tui.tui.widgets.find.filter_bar import FilterBar
    from codex_tui.tui.widgets.find.offers import Offers

_SLICE = 0.003
"""Seconds of counting values at a time."""


class FilterCompletion:
    """Shows in ``box`` what may follow the cursor of ``bar``. ``moved``: a person chose among the offers."""

    def __init__(self, bar: FilterBar, box: Offers) -> None:
        self.moved = False
        self._bar, self._box = bar, box
        self._known: Known | None = None
        self._uncounted: Iterator[Summary] = iter(())

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor."""
        return self._box.chosen if self._box.display else None

    def begin(self, summaries: Iterable[Summary]) -> None:
        """Count the values that these have, as time is given."""
        self._known, self._uncounted = query.Known(), iter(summaries)

    def end(self) -> None:
        """Offer nothing, and count no more."""
        self._known = None
        self._box.show((), "", 0)

    def count(self) -> bool:
        """Count on for a moment; whether anything was counted."""
        if self._known is None:
            return False
        deadline = time.monotonic() + _SLICE
        counted = False
        for summary in self._uncounted:
            self._known.note(summary)
            counted = True
            if time.monotonic() >= deadline:
                break
        return counted

    def offer(self) -> None:
        """Show what may follow now; nothing where it stands there already."""
        self.moved = False
        bar = self._bar
        known = self._known.values() if self._known is not None else {}
        found = query.offers(bar.before, known)
        typed = bar.before[len(bar.before) - found[0].typed :] if found else ""
        if any(offer.text == typed for offer in found):
            found = []
        if typed and ":" in typed and not any(offer.fits for offer in found):
            found = []
        self._box.show(found, typed, bar.caret - len(typed))

    def move(self, step: int) -> None:
        """To the next or previous offer."""
        self._box.move(step)
        self.moved = True

    def take(self) -> None:
        """Put the chosen offer into the bar, and the cursor behind it."""
        value, cursor = self._with(self.chosen)
        self._bar.set_value(value)
        self._bar.input.cursor_position = cursor

    def read(self) -> tuple[str | None, QueryError | None]:
        """The query that is meant, None while only its next value is to come; and what is wrong with it.

        A chosen offer counts as taken. So does one that completes what is no query yet.
        """
        source, offer = self._bar.value, self.chosen
        error = _error_in(source)
        if offer is None or not (self.moved if error is None else offer.fits):
            return source, error
        completed = self._with(offer)[0]
        if _error_in(completed) is None:
            return completed, None
        if error is not None and completed.endswith(":"):
            return None, None
        return source, error

    @property
    def needed(self) -> bool:
        """Whether what is typed wants the offer: it was chosen, or there is no query without it."""
        wrong = self._bar.error is not None or _error_in(self._bar.value) is not None
        return self.chosen is not None and (self.moved or wrong)

    def _with(self, offer: Offer | None) -> tuple[str, int]:
        """What is typed with the offer in its place, and where the cursor then stands."""
        bar = self._bar
        if offer is None:
            return bar.value, bar.input.cursor_position
        before, after = bar.before, bar.value[len(bar.before) :]
        lead = before[: len(before) - offer.typed] + offer.text
        return lead + after, len(lead)


def _error_in(source: str) -> QueryError | None:
    try:
        query.parse(source)
    except query.QueryError as error:
        return error
    return None
