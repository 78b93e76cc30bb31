"""One exchange as the writer sees it: what has passed so far, and the record that this makes."""

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import codex_record as record
from codex_coding import Undecodable, decode

Headers = list[tuple[str, str]]

_LATER = ("end", "status", "error", "response")


class Started:
    """When an exchange began: the wall clock for people, a monotonic one to measure from."""

    __slots__ = ("at", "clock")

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.clock = time.perf_counter()

    def ms(self, clock: float) -> float:
        """Milliseconds from the beginning to ``clock``, a value of ``time.perf_counter``."""
        return round((clock - self.clock) * 1000, 3)

    def span(self, times: tuple[float, float]) -> tuple[float, float]:
        """Milliseconds from the beginning to two times of the wall clock, seconds since the epoch."""
        begin, end = (round((at - self.at.timestamp()) * 1000, 3) for at in times)
        return begin, end


def body_members(sent: bytes, encoding: str | None) -> tuple[record.Members, bytes]:
    """A body's members, and the body decoded; as sent, and marked so, where it does not decode."""
    try:
        decoded = decode(sent, encoding)
    except Undecodable:
        return [record.body(sent), ("undecoded", b"true")], sent
    return [record.body(decoded)], decoded


@dataclass
class Exchange:
    """The fields of a record as they come to be known. Times are milliseconds after the beginning.

    ``request`` and ``response`` hold http_version, headers, encoding (and reason), headers masked.
    ``connect`` is from when to when the connection to the server was made, where this is the first exchange on it;
    negative where that was ahead of the request, as a CONNECT is.
    ``request_body`` holds the members of the request's body, already JSON. ``ws`` is None but for a turn.
    ``sent`` and ``received`` are what passed: of the request the decoded body, of the response its chunks as on
    the wire; of a WebSocket its messages.
    """

    id: str
    started_at: str
    method: str
    url: str
    client: dict[str, str | None]
    request: dict[str, Any]
    request_body: record.Members = ()
    ws: dict[str, Any] | None = None
    number: int = 0
    transport: str = "http"
    status: int | None = None
    connect: tuple[float, float] | None = None
    request_done: float | None = None
    first_byte: float | None = None
    last_byte: float | None = None
    request_size: int = 0
    response_size: int = 0
    redactions: dict[str, int] = field(default_factory=lambda: {"headers": 0, "request": 0, "response": 0})
    response: dict[str, Any] | None = None
    trailers: Headers = field(default_factory=list)
    chunks: list[tuple[float, int]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    messages: dict[str, list[bytes]] | None = None
    end: str | None = None
    error: dict[str, str] | None = None

    @property
    def is_model_call(self) -> bool:
        """Whether it asks a model; a WebSocket's upgrade does not, its turns do."""
        return record.is_model_call(self.method, self.url, websocket_turn=self.ws is not None)

    def answered(self, ms: float, status: int, response: dict[str, Any]) -> None:
        """The response's head came."""
        self.status = status
        self.response = response
        self.first_byte = ms

    def chunk(self, ms: float, data: bytes) -> None:
        """A piece of the response's body came, as on the wire."""
        self.chunks.append((ms, len(data)))
        self.received.append(data)
        self.response_size += len(data)
        self.last_byte = ms

    def message(self, ms: float, source: str, data: bytes, *, is_text: bool) -> None:
        """A WebSocket message came; ``source`` is client or server."""
        self.upgraded()
        assert self.messages is not None
        self.messages[source].append(record.message(ms, data, is_text=is_text))
        if source == "client":
            self.sent.append(data)
            self.request_size += len(data)
            return
        self.received.append(data)
        self.response_size += len(data)
        self.last_byte = ms
        if self.first_byte is None:
            self.first_byte = ms
        if self.response is None:  # a turn has no head of its own
            self.status = 101
            self.response = {"http_version": "", "reason": "", "headers": [], "encoding": None}

    def upgraded(self) -> None:
        """It is a WebSocket: bodies are messages."""
        self.transport = "websocket"
        if self.messages is None:
            self.messages = {"client": [], "server": []}

    def ended_by_death(self) -> None:
        """Its writer died; the record holds what had come."""
        self.end = "proxy_died"
        self.error = {"by": "proxy", "message": "the proxy died while this was in flight"}

    def head(self) -> record.Members:
        """What a live journal's first line holds: the request, and nothing that the lines after it tell."""
        bare = replace(self, status=None, first_byte=None, last_byte=None, response_size=0)
        if bare.messages is not None:
            bare.messages = {"client": [], "server": []}
            bare.request_size = 0
        return [member for member in bare._members(b"") if member[0] not in _LATER]

    def finished(self) -> tuple[record.Members, bytes]:
        """The whole record, and the response's body decoded."""
        if self.messages is not None:
            members: record.Members = [("messages", _array(self.messages["server"]))]
            return self._members(self._response(members)), b"\n".join(self.received)
        encoding = self.response["encoding"] if self.response else None
        members, body = body_members(b"".join(self.received), encoding)
        self.transport = _transport(self.response, body)
        return self._members(self._response(members)), body

    def _members(self, response: bytes) -> record.Members:
        value = record.value
        timing: dict[str, Any] = {} if self.connect is None else {"connect": self.connect}
        timing |= {"request_done": self.request_done, "first_byte": self.first_byte, "last_byte": self.last_byte}
        sizes = {"request": self.request_size, "response": self.response_size}
        return [
            ("v", value(record.VERSION)),
            ("id", value(self.id)),
            ("number", value(self.number)),
            ("started_at", value(self.started_at)),
            ("end", value(self.end)),
            ("transport", value(self.transport)),
            ("method", value(self.method)),
            ("url", value(self.url)),
            ("status", value(self.status)),
            ("client", value(self.client)),
            ("timing", value(timing)),
            ("sizes", value(sizes)),
            ("error", value(self.error)),
            ("redactions", value(self.redactions)),
            ("ws", value(self.ws)),
            ("request", self._request()),
            ("response", response),
        ]

    def _request(self) -> bytes:
        body = self.request_body
        if self.messages is not None:
            body = [("messages", _array(self.messages["client"]))]
        return record.splice([*_values(self.request), *body])

    def _response(self, body: record.Members) -> bytes:
        if self.response is None:
            return b"null"
        head = {name: self.response[name] for name in ("http_version", "reason", "headers")}
        head |= {"trailers": self.trailers, "encoding": self.response["encoding"], "chunks": self.chunks}
        return record.splice([*_values(head), *body])


def _values(fields: dict[str, Any]) -> list[tuple[str, bytes]]:
    return [(name, record.value(content)) for name, content in fields.items()]


def _array(elements: list[bytes]) -> bytes:
    return b"[%s]" % b",".join(elements)


def _transport(response: dict[str, Any] | None, body: bytes) -> str:
    """By the content type; by the first bytes where it names neither a stream nor JSON, as some servers do."""
    if response is None:
        return "http"
    content_type = next((text for name, text in response["headers"] if name.lower() == "content-type"), "").lower()
    if "event-stream" in content_type:
        return "sse"
    if "ndjson" in content_type or "jsonl" in content_type:
        return "ndjson"
    looks_like_sse = body.removeprefix(b"\xef\xbb\xbf").startswith((b"data:", b"event:", b":", b"id:", b"retry:"))
    return "sse" if looks_like_sse and "json" not in content_type else "http"
