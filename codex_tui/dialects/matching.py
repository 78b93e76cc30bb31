"""Whether an exchange that was read from disk is meant by a query, and what of it is looked through."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from codex_tui.dialects.reading import read
from codex_tui.history.exchange import Exchange
from codex_tui.history.needle import Needle
from codex_tui.history.query import Annotated, Query, Text
from codex_tui.history.search import ALONE, Around, Hit, hits
from codex_tui.history.sought import Sought
from codex_tui.history.summary import Summary
from codex_tui.history.texts import Said, texts

ANSWER = "answer"
"""The path of what a model said, where that is still in pieces."""


def matcher(query: Query, annotated: Annotated) -> Callable[[Exchange], bool]:
    """A test of whole exchanges; free text is looked for in their bodies."""
    now = datetime.now(UTC)

    def is_meant(exchange: Exchange) -> bool:
        summary = read(exchange).summary()

        def finds(_summary: Summary, text: Text) -> bool:
            return holds(exchange, text)

        return query.matches(summary, now, finds, annotated)

    return is_meant


def hits_in(exchange: Exchange, sought: Text | Sought, around: Around = ALONE) -> Iterator[Hit]:
    """As :func:`codex_tui.history.search.hits`, in an answer that still comes too."""
    return hits(exchange, sought, said_by, around)


def holds(exchange: Exchange, text: Text) -> bool:
    """Whether anything of it is found."""
    return next(hits_in(exchange, text), None) is not None


def said_by(exchange: Exchange, sought: Needle) -> Iterator[Said]:
    """What an exchange says; of an answer that has no record yet the text that its deltas join to."""
    if not (exchange.live or exchange.abandoned):
        yield from texts(exchange, sought)
        return
    answer = [part for part in read(exchange).conversation().parts if part.origin == "response"]
    for said in texts(exchange, sought):
        if said.side == "request" or not answer:
            yield said
    for part in answer:
        for text in (part.text, part.arguments):
            if text:
                yield Said("response", ANSWER, text)
