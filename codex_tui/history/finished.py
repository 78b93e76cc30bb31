"""An exchange that has ended, as its record tells it."""

import heapq
from collections.abc import Iterator
from functools import cached_property

from codex_tui.history.headers import header
from codex_tui.history.record import Body, Message, Record, Response, message_bytes
from codex_tui.wire.body import WholeBody
from codex_tui.wire.event import Event, Source
from codex_tui.wire.messages import message
from codex_tui.wire.stream import declared, parser_for


class FinishedExchange:
    """Never changes; its bodies and events are made when they are first asked for."""

    abandoned = False
    live = False

    def __init__(self, record: Record, line: bytes | None = None) -> None:
        self.record = record
        self.line = line

    @cached_property
    def request_body(self) -> bytes:
        """Decoded."""
        return self.record.request.content()

    @cached_property
    def response_body(self) -> bytes:
        """Decoded; empty where no answer came."""
        return self.record.response.content() if self.record.response else b""

    @cached_property
    def events(self) -> list[Event]:
        """Of both sides of a WebSocket, else of the response."""
        response = self.record.response
        client = _messages(self.record.request, "client")
        server = _messages(response, "server")
        events = list(heapq.merge(client, server, key=_time))
        if response is not None and response.messages is None:
            events += self._body_events(response)
        return events

    def _body_events(self, response: Response) -> Iterator[Event]:
        shape = declared(self.record.transport, header(response.headers, "content-type"))
        parser = WholeBody() if response.undecoded else parser_for(shape)
        for chunk, at in self._arrivals(response):
            yield from parser.feed(chunk, at)
        yield from parser.finish(cut=self.record.end != "eof")

    def _arrivals(self, response: Response) -> Iterator[tuple[bytes, float | None]]:
        """The body as it came, each piece with its time; in one piece and without, where that is not known."""
        body = self.response_body
        exact = response.encoding is None and self.record.redactions.response == 0
        sizes = [size for _, size in response.chunks]
        if not exact or sum(sizes) != len(body) or min(sizes, default=-1) < 0:
            yield body, None
            return
        start = 0
        for at, size in response.chunks:
            yield body[start : start + size], at
            start += size


def _messages(body: Body | None, source: Source) -> Iterator[Event]:
    messages: list[Message] = (body.messages if body else None) or []
    for at, payload in messages:
        yield message(at, payload if isinstance(payload, str) else message_bytes(payload), source)


def _time(event: Event) -> float:
    return event.at or 0.0
