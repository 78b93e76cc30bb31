"""A mitmproxy addon that makes records of flows that were recorded before, in a flow file or a HAR.

    mitmdump -nr FILE -s import_codex.py --set codex_capture_dir=DIRECTORY

A flow that is read is whole from its first hook on: it goes through the same steps as one that passes, with its
own times. Its id follows from what it holds, so that a file read twice gives the same records.
"""

import hashlib
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import codex_facts as facts
import codex_har as har
import codex_record as record
from codex_captures import Captures
from codex_coding import Undecodable, decode
from codex_exchange import Exchange, Started
from codex_flight import Flight, Socket
from codex_journal import Journal
from codex_redact import LEVELS
from mitmproxy import ctx, exceptions, http
from mitmproxy.addonmanager import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds since the epoch of the year 9999, beyond which no calendar goes.
_LATEST = 253_370_764_800

Ending = tuple[str, dict[str, str] | None]

logger = logging.getLogger(__name__)


class Recorded(Started):
    """A time in a file. Clocks that are measured from it are, like ``clock``, seconds since the epoch."""

    __slots__ = ()

    def __init__(self, clock: float) -> None:
        if not 0 <= clock < _LATEST:
            raise ValueError(f"it began at {clock}, which is no time")
        self.at = datetime.fromtimestamp(clock, UTC)
        self.clock = clock

    def ms(self, clock: float) -> float:
        return max(0.0, super().ms(clock))


class Taken(Captures):
    """Keeps the exchanges of one flow back until all of their ids are known."""

    def __init__(self, directory: Path, level: str) -> None:
        super().__init__(directory, level)  # type: ignore[arg-type]  # the options admit no other
        self._finished: list[Exchange] = []

    def store(self, exchange: Exchange, journal: Journal | None) -> None:
        self._finished.append(exchange)

    def keep(self, url: str) -> None:
        """Store what one flow gave; ``url`` as it was before masking. Raises OSError."""
        finished, self._finished = self._finished, []
        ids = {exchange.id: imported_id(exchange, url) for exchange in finished}
        for exchange in finished:
            exchange.id = ids[exchange.id]
            if exchange.ws is not None:
                exchange.ws["connection"] = ids[exchange.ws["connection"]]
            super().store(exchange, None)

    def drop(self) -> None:
        """Forget what a flow gave that could not be read to its end."""
        self._finished = []


def imported_id(exchange: Exchange, url: str) -> str:
    """A ULID whose random part is the beginning of a SHA-256 over what was exchanged, decoded and not masked."""
    sent, received = b"\n".join(exchange.sent), b"\n".join(exchange.received)
    if exchange.messages is None and exchange.response is not None:
        try:
            received = decode(b"".join(exchange.received), exchange.response["encoding"])
        except Undecodable:
            received = b"".join(exchange.received)
    held = b"\0".join((exchange.method.encode(), url.encode("utf-8", "surrogatepass"), sent, received))
    return record.new_id(datetime.fromisoformat(exchange.started_at), hashlib.sha256(held).digest()[:10])


class ImportCodex:
    """Takes each flow in its first hook, and counts on nothing that follows."""

    def __init__(self) -> None:
        self._captures: Taken | None = None
        self._connections = facts.Connections()
        self._timings: Iterator[Any] = iter(())

    def load(self, loader: Loader) -> None:
        loader.add_option("codex_capture_dir", str, "", "Where the records are written.")
        loader.add_option("codex_capture_redact", str, "full", "Mask secrets: full, headers or off.", LEVELS)

    def configure(self, updated: set[str]) -> None:
        directory = ctx.options.codex_capture_dir
        if not directory:
            raise exceptions.OptionsError("codex_capture_dir must be set.")
        self._captures = Taken(Path(directory).absolute(), ctx.options.codex_capture_redact)
        if ctx.options.rfile:
            self._timings = har.timings(Path(ctx.options.rfile))

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        if self._captures is None:
            return
        try:
            self._take(flow, self._captures)
        except Exception as error:  # noqa: BLE001  one flow costs itself, never those after it
            self._captures.drop()
            logger.error("codex import: %s", error or type(error).__name__)

    def done(self) -> None:
        if self._captures is not None:
            self._captures.close()

    def _take(self, flow: http.HTTPFlow, captures: Taken) -> None:
        har.apply(flow, next(self._timings, None))
        request = flow.request
        started = Recorded(request.timestamp_start)
        flight = (Socket if flow.websocket else Flight)(captures, started)
        flight.asked(facts.head(flow))
        if made := self._connections.made(flow.server_conn):
            flight.connected(made)
        flight.sent(request.timestamp_end or started.clock, request.raw_content or b"")
        _answered(flight, flow.response, started)
        if isinstance(flight, Socket):
            _messages(flight, flow)
        trailers = flow.response.trailers.fields if flow.response and flow.response.trailers else ()
        flight.finished(*_ending(flow), trailers)
        captures.keep(request.url)


def _answered(flight: Flight, response: http.Response | None, started: Started) -> None:
    if response is None or not response.status_code:  # a browser's HAR has 0 where no answer came
        return
    begun = response.timestamp_start or started.clock
    fields = response.headers.fields
    flight.answered(begun, response.status_code, response.http_version, response.reason, fields)
    if response.raw_content:
        flight.chunk(response.timestamp_end or begun, response.raw_content)


def _messages(socket: Socket, flow: http.HTTPFlow) -> None:
    socket.upgraded()
    for message in flow.websocket.messages if flow.websocket else ():
        source = "client" if message.from_client else "server"
        socket.passed(Recorded(message.timestamp), source, message.content, message.is_text)


def _ending(flow: http.HTTPFlow) -> Ending:
    if flow.websocket is not None and flow.websocket.close_code is not None:
        return facts.closing(flow.websocket)
    if flow.error is not None:
        return facts.failure(flow)
    if flow.websocket is not None or flow.response is None or not flow.response.status_code:
        return "proxy_stopped", {"by": "proxy", "message": "the recording ended while this was in flight"}
    if flow.response.raw_content is None:
        return "eof", {"by": "proxy", "message": "the recording does not hold the body"}
    return "eof", None


addons = [ImportCodex()]
