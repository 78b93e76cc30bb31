"""Whether an exchange that was read from disk is meant by a query."""

from collections.abc import Callable
from datetime import UTC, datetime

from codex_tui.dialects.reading import read
from codex_tui.history.exchange import Exchange
from codex_tui.history.query import Annotated, Query, Text
from codex_tui.history.search import hits
from codex_tui.history.summary import Summary


def matcher(query: Query, annotated: Annotated) -> Callable[[Exchange], bool]:
    """A test of whole exchanges; free text is looked for in their bodies."""
    now = datetime.now(UTC)

    def is_meant(exchange: Exchange) -> bool:
        summary = read(exchange).summary()

        def finds(_summary: Summary, text: Text) -> bool:
            return next(hits(exchange, text), None) is not None

        return query.matches(summary, now, finds, annotated)

    return is_meant
