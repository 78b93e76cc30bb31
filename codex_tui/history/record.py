"""A record as it stands on disk, version 1, one a line of ``history.jsonl``."""

import base64
from typing import Any, Literal

import msgspec

End = Literal["eof", "client_closed", "server_closed", "proxy_error", "proxy_stopped", "proxy_died"]
Transport = Literal["http", "sse", "ndjson", "websocket"]
Header = tuple[str, str]
Message = tuple[float, str | dict[str, str]]  # (ms, text) or (ms, {"base64": …})


class Client(msgspec.Struct, frozen=True):
    """Who asked: ``host:port``, and its User-Agent."""

    address: str | None = None
    user_agent: str | None = None


class Timing(msgspec.Struct, frozen=True):
    """Milliseconds after ``started_at``; None where not reached. ``first_byte`` is the response's head.

    ``connect``: from when to when the connection to the server was made, negative where that was ahead of the
    request; None where one stood already, or nobody recorded it.
    """

    connect: tuple[float, float] | None = None
    request_done: float | None = None
    first_byte: float | None = None
    last_byte: float | None = None


class Sizes(msgspec.Struct, frozen=True):
    """Body bytes after transfer coding and TLS, before content decoding."""

    request: int = 0
    response: int = 0


class Failure(msgspec.Struct, frozen=True):
    """What went wrong on the wire, and on whose side."""

    by: Literal["client", "server", "proxy"]
    message: str


class Redactions(msgspec.Struct, frozen=True):
    """How many secrets were masked."""

    headers: int = 0
    request: int = 0
    response: int = 0


class WebSocketTurn(msgspec.Struct, frozen=True):
    """Which upgrade a turn belongs to (its record's id), and its place on that connection."""

    connection: str
    index: int


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body in exactly one of its forms; all unset stands for a head whose body is still to come."""

    json: msgspec.Raw = msgspec.Raw()
    text: str | None = None
    base64: str | None = None
    messages: list[Message] | None = None
    undecoded: bool = False

    def content(self) -> bytes:
        """The decoded body, byte for byte; of messages, their texts a line each."""
        if self.text is not None:
            return self.text.encode()
        if self.base64 is not None:
            return base64.b64decode(self.base64)
        if self.messages is not None:
            return b"\n".join(message_bytes(payload) for _, payload in self.messages)
        return bytes(self.json)


class Request(Body, frozen=True, kw_only=True):
    """What the client sent."""

    http_version: str = ""
    headers: list[Header] = []
    encoding: str | None = None


class Response(Body, frozen=True, kw_only=True):
    """What came back. ``chunks``: (ms after ``started_at``, bytes on the wire) of each arrival."""

    http_version: str = ""
    reason: str = ""
    headers: list[Header] = []
    trailers: list[Header] = []
    encoding: str | None = None
    chunks: list[tuple[float, int]] = []


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. ``end`` is None while it is in flight, ``status`` where no answer came."""

    v: int
    id: str
    number: int
    started_at: str
    end: End | None = None
    transport: Transport = "http"
    method: str
    url: str
    status: int | None = None
    client: Client = Client()
    timing: Timing = Timing()
    sizes: Sizes = Sizes()
    error: Failure | None = None
    redactions: Redactions = Redactions()
    ws: WebSocketTurn | None = None
    request: Request
    response: Response | None = None


def message_bytes(payload: str | dict[str, str] | Any) -> bytes:
    """The payload of one WebSocket message, as it was on the wire."""
    return payload.encode() if isinstance(payload, str) else base64.b64decode(payload["base64"])
