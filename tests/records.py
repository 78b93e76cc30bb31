"""Builders of what the addon writes: record lines, and journals of what is still in flight."""

import base64
import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import msgspec

from mitm_addons import codex_record

Json = dict[str, Any]
Chunks = Iterable[tuple[float, int]]
MODEL_URL = "http://localhost:11434/v1/responses"
BEGINNING = datetime(2025, 11, 22, 10, 0, 0, tzinfo=UTC)
REQUEST = b'{"model": "gpt-oss:20b", "input": [{"role": "user", "content": "say hello"}], "stream": true}'
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(at: datetime, entropy: int) -> str:
    """The id of an exchange: 48 bits of milliseconds, 80 bits that tell apart; sorts by time."""
    value = (int(at.timestamp() * 1_000) << 80) | entropy
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def started(number: int) -> datetime:
    """When exchange ``number`` starts unless told otherwise: a second apart."""
    return BEGINNING + timedelta(seconds=number)


def rfc3339(at: datetime) -> str:
    """UTC with microseconds, as in ``started_at``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sse(*events: Json | str, named: bool = True) -> bytes:
    """A stream of events; a dict's ``type`` is the event's name, a string (``[DONE]``) stands as it is."""
    return b"".join(sse_event(event, named=named) for event in events)


def sse_event(event: Json | str, *, named: bool = True) -> bytes:
    """One event with its blank line."""
    if isinstance(event, str):
        return f"data: {event}\n\n".encode()
    name = f"event: {event['type']}\n" if named and "type" in event else ""
    return f"{name}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def ndjson(*values: Json) -> bytes:
    """One JSON object a line."""
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in values)


def body(content: bytes) -> Json:
    """A body in the form that the addon would choose: spliced JSON, text, or base64."""
    if codex_record.is_spliceable(content):
        return {"json": msgspec.Raw(content)}
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def messages(*pairs: tuple[float, str | bytes | Json]) -> Json:
    """A WebSocket body: (ms, text, bytes or an object that is sent as JSON)."""
    return {"messages": [[at, _message(payload)] for at, payload in pairs]}


def _message(payload: str | bytes | Json) -> str | Json:
    if isinstance(payload, bytes):
        return {"base64": base64.b64encode(payload).decode()}
    return payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)


def head(
    number: int = 1,
    *,
    id: str | None = None,  # noqa: A002  the record's own name
    started_at: datetime | None = None,
    transport: str = "sse",
    method: str = "POST",
    url: str = MODEL_URL,
    request: bytes | Json = REQUEST,
    request_headers: Iterable[tuple[str, str]] = (("content-type", "application/json"),),
    request_encoding: str | None = None,
    ws: Json | None = None,
    redactions: Mapping[str, int] | None = None,
) -> Json:
    """What is known when the request is whole: line 1 of a journal."""
    at = started_at or started(number)
    content = body(request) if isinstance(request, bytes) else request
    size = len(request) if isinstance(request, bytes) else 0
    return {
        "v": 1,
        "id": id or ulid(at, number),
        "number": number,
        "started_at": rfc3339(at),
        "end": None,
        "transport": transport,
        "method": method,
        "url": url,
        "client": {"address": "127.0.0.1:50000", "user_agent": "codex_exec/0.169.0"},
        "timing": {"request_done": 1.5, "first_byte": None, "last_byte": None},
        "sizes": {"request": size, "response": 0},
        "redactions": {"headers": 0, "request": 0, "response": 0, **(redactions or {})},
        "ws": ws,
        "request": {
            "http_version": "HTTP/1.1",
            "headers": [list(pair) for pair in request_headers],
            "encoding": request_encoding,
            **content,
        },
    }


def response(
    content: bytes | Json = b"",
    *,
    content_type: str = "text/event-stream",
    headers: Iterable[tuple[str, str]] = (),
    encoding: str | None = None,
    chunks: Chunks = (),
    reason: str = "OK",
) -> Json:
    """The ``response`` of a record; ``chunks``: (ms, bytes) of each arrival."""
    return {
        "http_version": "HTTP/1.1",
        "reason": reason,
        "headers": [["content-type", content_type], *(list(pair) for pair in headers)],
        "trailers": [],
        "encoding": encoding,
        "chunks": [list(chunk) for chunk in chunks],
        **(body(content) if isinstance(content, bytes) else content),
    }


def record(
    number: int = 1,
    answer: bytes | Json | None = b"",
    *,
    status: int | None = 200,
    end: str = "eof",
    content_type: str = "text/event-stream",
    chunks: Chunks = (),
    error: Json | None = None,
    **of_head: Any,
) -> Json:
    """A finished exchange.

    ``answer``: the response's body, a whole ``response`` (see :func:`response`), or None where no answer came.
    Without ``chunks`` the body is one chunk at 20 ms. Further arguments are those of :func:`head`.
    """
    value = head(number, **of_head)
    size = 0
    if isinstance(answer, bytes):
        size = len(answer)
        answer = response(answer, content_type=content_type, chunks=chunks or ((20.0, size),))
    if answer is None:
        status = None
    arrivals = answer["chunks"] if answer else []
    timing = {"request_done": 1.5, "first_byte": 10.0 if answer else None}
    sizes = {**value["sizes"], "response": size or sum(length for _, length in arrivals)}
    ordered = {key: value[key] for key in ("v", "id", "number", "started_at")}
    ordered |= {"end": end, "transport": value["transport"], "method": value["method"], "url": value["url"]}
    ordered |= {"status": status, "client": value["client"]}
    ordered |= {"timing": {**timing, "last_byte": arrivals[-1][0] if arrivals else 20.0 if answer else None}}
    ordered |= {"sizes": sizes, "error": error}
    ordered |= {key: value[key] for key in ("redactions", "ws", "request")}
    return ordered | {"response": answer}


def line(value: Json) -> bytes:
    """The bytes of one line, its newline included; bodies are spliced."""
    return msgspec.json.encode(value) + b"\n"


def append(captures: Path, *values: Json | bytes) -> None:
    """Write finished records (or raw bytes, to damage the file) at the end of the history."""
    with (captures / "history.jsonl").open("ab") as history:
        for value in values:
            history.write(value if isinstance(value, bytes) else line(value))


class Journal:
    """A journal that its writer holds: flocked until it is finished, or left by a writer that died."""

    def __init__(self, captures: Path, first: Json | None = None, **of_head: Any) -> None:
        self.head = first if first is not None else head(**of_head)
        self.id: str = self.head["id"]
        self.captures = captures
        self.path = captures / "live" / f"{self.id}.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("ab", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.raw(line(self.head))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.die()

    def raw(self, content: bytes) -> None:
        """Write bytes as they are: half a line, garbage."""
        self._file.write(content)

    def connected(self, begin: float, end: float) -> None:
        """The connection to the server was made."""
        self.raw(line({"at": end, "connect": [begin, end]}))

    def answer(
        self,
        at: float = 10.0,
        *,
        status: int = 200,
        content_type: str = "text/event-stream",
        headers: Iterable[tuple[str, str]] = (),
        encoding: str | None = None,
    ) -> None:
        """The response's head came."""
        pairs = [["content-type", content_type], *(list(pair) for pair in headers)]
        fields = {
            "status": status,
            "http_version": "HTTP/1.1",
            "reason": "OK",
            "headers": pairs,
            "encoding": encoding,
        }
        self.raw(line({"at": at, "response": fields}))

    def chunk(self, at: float, content: bytes) -> None:
        """Bytes of the response came, as on the wire."""
        self.raw(line({"at": at, **_text_or_base64(content)}))

    def message(self, at: float, side: str, payload: str | bytes | Json) -> None:
        """A WebSocket message from ``client`` or ``server``."""
        value = _message(payload)
        self.raw(line({"at": at, "from": side, **(value if isinstance(value, dict) else {"text": value})}))

    def die(self) -> None:
        """The writer is gone, and its lock with it; the file stays."""
        self._file.close()

    def finish(self, finished: Json) -> None:
        """The exchange ended: its line goes into the history, then the journal goes."""
        append(self.captures, finished)
        self.path.unlink()
        self._file.close()

    def truncate(self, length: int) -> None:
        """Cut the file, as a full disk may."""
        os.ftruncate(self._file.fileno(), length)


def _text_or_base64(content: bytes) -> Json:
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
