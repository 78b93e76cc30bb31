"""The smallest reading of an exchange: it counts events, and knows model calls by their path."""

from typing import Any

from codex_tui.history import Changes, History
from codex_tui.history.exchange import Exchange
from codex_tui.history.headers import header
from codex_tui.history.summary import Session, State, Summary


class Count:
    """``seen``: the payloads of the events so far."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.seen: list[str] = []

    def advance(self) -> None:
        """Take the new events alone."""
        self.seen += [event.data for event in self.exchange.events[len(self.seen) :]]

    def summary(self) -> Summary:
        """The outcome is the number of events."""
        record = self.exchange.record
        headers = record.request.headers
        return Summary(
            id=record.id,
            number=record.number,
            started_at=record.started_at,
            state=self._state(),
            api="openai.responses" if record.url.endswith("/responses") else "other",
            transport=record.transport,
            method=record.method,
            url=record.url,
            status=record.status,
            session=Session(id=header(headers, "session-id") or None, thread=header(headers, "thread-id") or None),
            outcome=f"{len(self.seen)} events",
        )

    def _state(self) -> State:
        if self.exchange.live:
            return "live"
        interrupted = self.exchange.abandoned or self.exchange.record.end == "proxy_died"
        return "interrupted" if interrupted else "complete"


def catch_up(history: History[Any]) -> Changes:
    """Poll until nothing more waits; all of it as one."""
    ids: dict[str, None] = {}
    reset = False
    while True:
        changes = history.poll()
        ids |= dict.fromkeys(changes.ids)
        reset |= changes.reset
        if not changes.more:
            return Changes(ids=list(ids), more=False, reset=reset)


def numbers(history: History[Count]) -> list[int]:
    """The list, as the numbers of its exchanges."""
    return [summary.number for summary in history.summaries]
