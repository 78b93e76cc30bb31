"""One exchange on its way through the proxy, as the writer thread follows it.

The hooks make a :class:`Flight` and post calls of its methods; every method runs in the writer thread.
Clocks are values of ``time.perf_counter``.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import codex_record as record
from codex_captures import Captures
from codex_exchange import Exchange, Headers, Started, body_members
from codex_journal import Journal, chunk_line, connect_line, message_line, response_line

Fields = tuple[tuple[bytes, bytes], ...]
Error = dict[str, str] | None

#: Where clients and servers put it: a message of 10 MB need not be parsed to be known.
_TYPE_FIRST = re.compile(rb'\s*\{\s*"type"\s*:\s*"([\w.-]{1,100})"')
_TURN_ENDS = frozenset({"response.completed", "response.failed", "response.incomplete", "error"})


@dataclass(frozen=True)
class Head:
    """What the hooks know of a request when it begins. ``headers`` as mitmproxy keeps them, bytes."""

    method: str
    url: str
    http_version: str
    headers: Fields
    address: str | None


class Flight:
    """Follows one exchange into its journal and its record."""

    def __init__(self, captures: Captures, started: Started) -> None:
        self._captures = captures
        self._started = started
        self._lines: list[bytes] = []
        self._journal: Journal | None = None
        self._journal_failed = False
        self.exchange: Exchange | None = None
        self.done = False

    def asked(self, head: Head) -> None:
        """The request's head came."""
        masker = self._captures.masker
        url, in_url = masker.url(head.url)
        headers, masked = masker.headers(texts(head.headers))
        self.exchange = Exchange(
            id=record.new_id(self._started.at),
            started_at=record.timestamp(self._started.at),
            method=head.method,
            url=url,
            client={"address": head.address, "user_agent": header(headers, "user-agent")},
            request={
                "http_version": head.http_version,
                "headers": headers,
                "encoding": header(headers, "content-encoding"),
            },
            request_body=[("text", b'""')],
        )
        self.exchange.redactions["headers"] = masked + in_url

    def connected(self, times: tuple[float, float]) -> None:
        """From when to when the connection was made that it is the first to use; seconds since the epoch."""
        if exchange := self._open():
            exchange.connect = self._started.span(times)
            if self._journal is not None:  # else its head tells it
                self._lines.append(connect_line(exchange.connect))

    def sent(self, clock: float, body: bytes) -> None:
        """The request is whole."""
        if exchange := self._open():
            exchange.request_done = self._started.ms(clock)
            exchange.request_size = len(body)
            exchange.request_body, decoded = body_members(body, exchange.request["encoding"])
            exchange.sent = [decoded]

    def answered(self, clock: float, status: int, http_version: str, reason: str, fields: Fields) -> None:
        """The response's head came."""
        if exchange := self._open():
            headers, masked = self._captures.masker.headers(texts(fields))
            exchange.redactions["headers"] += masked
            encoding = header(headers, "content-encoding")
            response = {"http_version": http_version, "reason": reason, "headers": headers, "encoding": encoding}
            ms = self._started.ms(clock)
            exchange.answered(ms, status, response)
            self._lines.append(response_line(ms, status, response))

    def chunk(self, clock: float, data: bytes) -> None:
        """A piece of the response's body came."""
        if exchange := self._open():
            ms = self._started.ms(clock)
            exchange.chunk(ms, data)
            self._lines.append(chunk_line(ms, data))

    def message(self, clock: float, source: str, data: bytes, *, is_text: bool) -> None:
        """A WebSocket message passed."""
        if exchange := self._open():
            ms = max(0.0, self._started.ms(clock))
            exchange.message(ms, source, data, is_text=is_text)
            self._lines.append(message_line(ms, source, data, is_text=is_text))

    def finished(self, end: str, error: Error, trailers: Fields = ()) -> None:
        """Nothing more will come; raises OSError where it cannot be stored now."""
        if exchange := self._open():
            self.done = True
            exchange.end = end
            exchange.error = error
            exchange.trailers, masked = self._captures.masker.headers(texts(trailers))
            exchange.redactions["headers"] += masked
            self._captures.store(exchange, self._journal)

    def flush(self) -> None:
        """Write what has come into the journal, from the whole request on.

        Raises OSError, once: then there is no journal any more.
        """
        if self.done or self.exchange is None or self._journal_failed:
            self._lines.clear()
            return
        if self.exchange.request_done is None:
            return  # a journal begins with the request, and that is still coming
        try:
            if self._journal is None:
                self._journal = self._captures.journal(self.exchange)
            if self._lines:
                self._journal.write(b"".join(self._lines))
        except OSError:
            self._journal_failed = True
            raise
        finally:
            self._lines.clear()

    def _open(self) -> Exchange | None:
        return None if self.done else self.exchange


class Turn(Flight):
    """One ``response.create`` on a WebSocket and what answers it."""

    def __init__(self, captures: Captures, started: Started, upgrade: Exchange, index: int) -> None:
        super().__init__(captures, started)
        self.exchange = Exchange(
            id=record.new_id(started.at),
            started_at=record.timestamp(started.at),
            method=upgrade.method,
            url=upgrade.url,
            client=upgrade.client,
            request={"http_version": "", "headers": [], "encoding": None},
            ws={"connection": upgrade.id, "index": index},
            request_done=0.0,
        )
        self.exchange.upgraded()


class Socket(Flight):
    """An upgrade to a WebSocket, and the turns that its messages make."""

    def __init__(self, captures: Captures, started: Started) -> None:
        super().__init__(captures, started)
        self._turn: Turn | None = None
        self._turns = 0

    def upgraded(self) -> None:
        """The server agreed."""
        if exchange := self._open():
            exchange.upgraded()

    def passed(self, at: Started, source: str, data: bytes, is_text: bool) -> None:
        """A message passed; raises OSError where a turn that it ends cannot be stored now."""
        if self._open() is None:
            return
        kind = _kind(data) if is_text else None
        if source == "client" and kind == "response.create":
            self._end_turn("client_closed", {"by": "client", "message": "the next response.create came first"})
            assert self.exchange is not None
            self._turn = Turn(self._captures, at, self.exchange, self._turns)
            self._turns += 1
        if self._turn is None:
            self.message(at.clock, source, data, is_text=is_text)
            return
        self._turn.message(at.clock, source, data, is_text=is_text)
        if source == "server" and kind in _TURN_ENDS:
            self._end_turn("eof", None)

    def finished(self, end: str, error: Error, trailers: Fields = ()) -> None:
        """The connection ended, and with it an open turn."""
        try:
            self._end_turn(end, error)
        finally:
            super().finished(end, error, trailers)

    def flush(self) -> None:
        """Both journals."""
        try:
            if self._turn is not None:
                self._turn.flush()
        finally:
            super().flush()

    def _end_turn(self, end: str, error: Error) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.finished(end, error)


def texts(fields: Fields) -> Headers:
    """Header bytes as text: UTF-8, else Latin-1."""
    return [(_text(name), _text(content)) for name, content in fields]


def header(headers: Headers, name: str) -> str | None:
    """The first header of that name."""
    return next((content for key, content in headers if key.lower() == name), None)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _kind(data: bytes) -> str | None:
    """The ``type`` of a WebSocket message, the one thing of a dialect that the capture looks at."""
    if found := _TYPE_FIRST.match(data):
        return found[1].decode()
    with suppress(ValueError, RecursionError):
        parsed: Any = json.loads(data)
        if isinstance(parsed, dict) and isinstance(parsed.get("type"), str):
            return str(parsed["type"])
    return None
