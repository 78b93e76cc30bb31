"""An exchange in flight, as its journal tells it line by line."""

from typing import Any

import msgspec
from msgspec.structs import replace

from codex_tui.history.decode import Unreadable, decode_base64
from codex_tui.history.headers import header
from codex_tui.history.record import Header, Record, Response
from codex_tui.wire.event import Event, Source
from codex_tui.wire.messages import message
from codex_tui.wire.stream import WireStream


class LiveExchange:
    """Grows with each line it takes.

    What came is told by the lines after the head alone: of a WebSocket the head may already hold messages that
    they hold too.
    """

    line = None

    def __init__(self, head: Record) -> None:
        self.abandoned = False
        self._over = False
        self._stream: WireStream | None = None
        self._request_body: bytes | None = None
        self._messages: dict[Source, list[bytes]] = {"client": [], "server": []}
        self._events: list[Event] = []
        self._websocket = head.ws is not None or head.request.messages is not None
        timing = replace(head.timing, first_byte=None, last_byte=None)
        sizes = replace(head.sizes, request=0 if self._websocket else head.sizes.request, response=0)
        self.record = replace(head, end=None, response=None, timing=timing, sizes=sizes)
        if self._websocket:
            self.record = replace(self.record, transport="websocket")

    @property
    def live(self) -> bool:
        """Until its record is in the history, or its writer died."""
        return not self._over

    @property
    def request_body(self) -> bytes:
        """Decoded; of a WebSocket the client's messages, a line each."""
        if self._websocket:
            return b"\n".join(self._messages["client"])
        if self._request_body is None:
            self._request_body = self.record.request.content()
        return self._request_body

    @property
    def response_body(self) -> bytes:
        """Decoded, as far as it has come; of a WebSocket the server's messages, a line each."""
        if self._websocket:
            return b"\n".join(self._messages["server"])
        return bytes(self._stream.body) if self._stream else b""

    @property
    def events(self) -> list[Event]:
        """Of both sides, in order, as far as they have come; only ever appended to."""
        return self._events

    def take(self, line: bytes) -> None:
        """Read one line after the head; raises :class:`Unreadable`."""
        try:
            entry = _ENTRY.decode(line)
        except (ValueError, RecursionError) as error:
            raise Unreadable("is cut, or is no line of a journal") from error
        if entry.response is not None:
            self._answered(entry.at, entry.response)
        elif entry.connect is not None:
            self.record = replace(self.record, timing=replace(self.record.timing, connect=entry.connect))
        elif entry.source is not None:
            self._message(entry.at, entry.source, entry.payload())
        elif entry.text is not None or entry.base64 is not None:
            payload = entry.payload()
            self._chunk(entry.at, payload if isinstance(payload, bytes) else payload.encode())

    def finished(self) -> None:
        """Its record is in the history: this one grows no more."""
        self._over = True

    def abandon(self) -> None:
        """Its writer died: what a cut stream left unfinished is its last event."""
        self._over = self.abandoned = True
        if self._stream is not None:
            self._events += self._stream.finish(cut=True)

    def _answered(self, at: float, head: "_Head") -> None:
        if self.record.response is not None:
            raise Unreadable("is a second answer")
        response = Response(
            http_version=head.http_version,
            reason=head.reason,
            headers=head.headers,
            encoding=head.encoding,
            chunks=[],
        )
        self._websocket = self._websocket or head.status == 101
        transport = "websocket" if self._websocket else self.record.transport
        timing = replace(self.record.timing, first_byte=at)
        self.record = replace(self.record, status=head.status, transport=transport, timing=timing, response=response)

    def _chunk(self, at: float, content: bytes) -> None:
        response = self.record.response or Response(chunks=[])
        if self._stream is None:
            content_type = header(response.headers, "content-type")
            self._stream = WireStream(self.record.transport, content_type, response.encoding)
        self._events += self._stream.feed(content, at)
        response.chunks.append((at, len(content)))
        self._arrived(at, len(content), response=response, transport=self._stream.shape)

    def _message(self, at: float, source: Source, payload: str | bytes) -> None:
        event = message(at, payload, source)
        self._websocket = True
        self._events.append(event)
        self._messages[source].append(payload.encode() if isinstance(payload, str) else payload)
        if source == "server":
            # A turn has no head of its own: its first message is its answer.
            response = self.record.response or Response(chunks=[])
            status = self.record.status if self.record.response else 101
            self._arrived(at, event.size, response=response, transport="websocket", status=status)
        else:
            sizes = replace(self.record.sizes, request=self.record.sizes.request + event.size)
            self.record = replace(self.record, sizes=sizes, transport="websocket")

    def _arrived(self, at: float, size: int, **changes: Any) -> None:
        record = self.record
        first = record.timing.first_byte
        timing = replace(record.timing, first_byte=at if first is None else first, last_byte=at)
        sizes = replace(record.sizes, response=record.sizes.response + size)
        self.record = replace(record, timing=timing, sizes=sizes, **changes)


class _Head(msgspec.Struct):
    status: int | None = None
    http_version: str = ""
    reason: str = ""
    headers: list[Header] = []
    encoding: str | None = None


class _Entry(msgspec.Struct):
    """A line after the head; ``at`` in milliseconds. One of no known kind says nothing."""

    at: float
    connect: tuple[float, float] | None = None
    response: _Head | None = None
    source: Source | None = msgspec.field(name="from", default=None)
    text: str | None = None
    base64: str | None = None

    def payload(self) -> str | bytes:
        if self.text is not None:
            return self.text
        return decode_base64(self.base64 or "")


_ENTRY = msgspec.json.Decoder(_Entry)
