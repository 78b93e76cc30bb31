"""A mitmproxy addon that records what passes between the Codex CLI and its model server.

    mitmdump --listen-host 127.0.0.1 -p 18110 -s capture_codex.py --set codex_capture_dir="$(pwd)/captures"

The hooks only note what passed and when; one thread writes it (``codex_writer``). Responses are streamed: each
chunk goes on to the client at once.
"""

import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import codex_facts as facts
import codex_record as record
from codex_captures import Captures
from codex_exchange import Started
from codex_flight import Flight, Socket
from codex_history import size
from codex_owner import end_with_owner, log_as_far_as_there_is_room
from codex_redact import LEVELS
from codex_status import Status
from codex_tee import Body, tee
from codex_writer import Writer
from mitmproxy import connection, ctx, exceptions, http, tls, version
from mitmproxy.addonmanager import Loader
from mitmproxy.proxy import server_hooks
from mitmproxy.proxy.mode_specs import ReverseMode

MODEL_HOSTS = "api.openai.com,chatgpt.com,ollama.com"
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
#: Seconds that the writer is given to write what is still in flight when mitmdump ends.
PATIENCE = 2.0

#: Options that take effect with captures that are opened anew.
_OF_CAPTURES = frozenset({"codex_capture_dir", "codex_capture_redact", "codex_history_limit"})

Hook = TypeVar("Hook", bound=Callable[..., None])


def guarded(hook: Hook) -> Hook:
    """Keep whatever goes wrong in a hook away from the flow: it costs a capture, never a request."""

    @functools.wraps(hook)
    def call(self: "CaptureCodex", *arguments: Any) -> None:
        try:
            hook(self, *arguments)
        except Exception as error:  # noqa: BLE001
            self.failed(error, hook.__name__)

    return call  # type: ignore[return-value]


class CaptureCodex:
    """Notes every HTTP exchange and every WebSocket message, and opens TLS for the model hosts only."""

    def __init__(self) -> None:
        self._writer: Writer | None = None
        self._captures: Captures | None = None
        self._status: Status | None = None
        self._flights: dict[str, Flight] = {}
        self._bodies: dict[str, Body] = {}
        self._agents: dict[str, str | None] = {}
        self._connections = facts.Connections()
        self._intercept: tuple[str, ...] = ()

    def load(self, loader: Loader) -> None:
        loader.add_option("codex_capture_dir", str, "", "Where captures are written (else CODEX_CAPTURE_DIR).")
        loader.add_option("codex_capture_filter", str, "", "Capture only URLs that contain this.")
        loader.add_option("codex_capture_redact", str, "full", "Mask secrets: full, headers or off.", LEVELS)
        loader.add_option("codex_history_limit", str, "2G", "Put the history aside once it is so large; 0: never.")
        loader.add_option("codex_intercept_hosts", str, MODEL_HOSTS, "Hosts whose TLS is opened; *.name; * for all.")
        loader.add_option("codex_exit_with_stdin", bool, False, "End when standard input does.")
        loader.add_option("codex_ready_nonce", str, "", "Written to proxy.json once the proxy listens.")

    def configure(self, updated: set[str]) -> None:
        if "codex_intercept_hosts" in updated:
            names = ctx.options.codex_intercept_hosts.lower().split(",")
            self._intercept = tuple(name.strip() for name in names if name.strip())
        if self._writer is None or updated & _OF_CAPTURES:
            self._stop()
            self._open(Path(ctx.options.codex_capture_dir or facts.default_directory()).expanduser().absolute())

    def running(self) -> None:
        # The Host that the client sent is checked in requestheaders, and only then made the upstream's.
        ctx.options.update(keep_host_header=True)
        self._announce()
        if ctx.options.codex_exit_with_stdin:
            log_as_far_as_there_is_room()
            end_with_owner(ctx.master.shutdown)

    def done(self) -> None:
        self._stop()

    @guarded
    def client_connected(self, client: connection.Client) -> None:
        self._note("count", "connections")

    @guarded
    def client_disconnected(self, client: connection.Client) -> None:
        self._agents.pop(client.id, None)

    @guarded
    def http_connect(self, flow: http.HTTPFlow) -> None:
        self._agents[flow.client_conn.id] = flow.request.headers.get("user-agent")

    @guarded
    def http_connect_error(self, flow: http.HTTPFlow) -> None:
        # What was tried and failed is told by server_connect_error too.
        if flow.server_conn.timestamp_start is None:
            self._happened("connect_errors", flow.request.host, flow.client_conn)

    @guarded
    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:
        self._happened("connect_errors", facts.host(data.server), data.client)

    @guarded
    def server_disconnected(self, data: server_hooks.ServerConnectionHookData) -> None:
        self._connections.gone(data.server)

    @guarded
    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        host = data.client_hello.sni or facts.host(data.context.server)
        if not self._opens(host):
            data.ignore_connection = True
            self._happened("tunnelled", host, data.context.client)

    @guarded
    def tls_failed_client(self, data: tls.TlsData) -> None:
        self._happened("tls_refused", data.context.client.sni or facts.host(data.context.server), data.context.client)

    @guarded
    def requestheaders(self, flow: http.HTTPFlow) -> None:
        is_reverse = isinstance(flow.client_conn.proxy_mode, ReverseMode)
        if is_reverse:
            _guard_host(flow)  # first: nothing that goes wrong in a capture may leave it out
        head = facts.head(flow)
        if is_reverse and flow.response is None:
            _name_upstream(flow)
        made = self._connections.made(flow.server_conn)
        writer, captures = self._writer, self._captures
        if writer is None or captures is None or ctx.options.codex_capture_filter not in head.url:
            return
        upgrade = flow.request.headers.get("upgrade", "").lower() == "websocket"
        flight = (Socket if upgrade else Flight)(captures, Started())
        self._flights[flow.id] = flight
        writer.post(flight, flight.asked, head)
        if made is not None:
            writer.post(flight, flight.connected, made)

    @guarded
    def request(self, flow: http.HTTPFlow) -> None:
        if flight := self._flights.get(flow.id):
            self._post(flight, flight.sent, time.perf_counter(), flow.request.raw_content or b"")
            self._note("count", "requests")
            model_call = record.is_model_call(flow.request.method, flow.request.path)
            if model_call:
                self._note("count", "model_calls")
            what = "model_call" if model_call else "request"
            agent = flow.request.headers.get("user-agent")
            self._happened(what, flow.request.host, flow.client_conn, agent)

    @guarded
    def responseheaders(self, flow: http.HTTPFlow) -> None:
        response, writer = flow.response, self._writer
        if response is None:
            return
        flight = self._flights.get(flow.id)
        made = self._connections.made(flow.server_conn)
        if flight is None or writer is None:
            response.stream = response.stream or response.status_code != 101
            return
        clock = time.perf_counter()
        if made is not None:
            self._post(flight, flight.connected, made)
        fields = response.headers.fields
        self._post(
            flight, flight.answered, clock, response.status_code, response.http_version, response.reason, fields
        )
        if response.status_code != 101:
            self._bodies[flow.id] = body = Body(keep=not ctx.options.codex_exit_with_stdin)
            response.stream = tee(writer, flight, body, response.stream)

    @guarded
    def response(self, flow: http.HTTPFlow) -> None:
        flight = self._flights.get(flow.id)
        if flight is None or flow.response is None:
            return
        if flow.websocket is not None and isinstance(flight, Socket):
            self._post(flight, flight.upgraded)
            return
        self._keep_body(flow, flight)
        trailers = flow.response.trailers.fields if flow.response.trailers else ()
        self._finish(flow.id, "eof", None, trailers)

    @guarded
    def error(self, flow: http.HTTPFlow) -> None:
        if flight := self._flights.get(flow.id):
            self._keep_body(flow, flight)
            self._finish(flow.id, *facts.failure(flow))

    @guarded
    def websocket_message(self, flow: http.HTTPFlow) -> None:
        flight = self._flights.get(flow.id)
        if isinstance(flight, Socket) and flow.websocket is not None:
            message = flow.websocket.messages[-1]
            source = "client" if message.from_client else "server"
            self._post(flight, flight.passed, Started(), source, message.content, message.is_text)
        if flow.websocket is not None and ctx.options.codex_exit_with_stdin:
            del flow.websocket.messages[:-1]  # nobody else looks at them, and a socket may live for days

    @guarded
    def websocket_end(self, flow: http.HTTPFlow) -> None:
        if flow.id in self._flights and flow.websocket is not None:
            self._finish(flow.id, *facts.closing(flow.websocket))

    def failed(self, error: Exception, doing: str) -> None:
        """Count and log what went wrong in a hook."""
        if self._writer is not None:
            self._writer.failed(error, doing)
            self._writer.awake.set()  # proxy.json tells it

    def _open(self, directory: Path) -> None:
        try:
            limit = size(ctx.options.codex_history_limit)
            self._captures = Captures(directory, ctx.options.codex_capture_redact, limit)
        except ValueError as error:
            raise exceptions.OptionsError(f"codex_history_limit: {error}.") from error
        except OSError as error:
            reason = error.strerror or error
            raise exceptions.OptionsError(f"Captures cannot be written to {directory}: {reason}.") from error
        self._status = Status(directory)
        self._writer = Writer(self._captures, self._status)
        self._writer.start()

    def _stop(self) -> None:
        """Finish what is in flight and end the writer; later hooks of these flows change nothing."""
        if self._writer is None:
            return
        error = {"by": "proxy", "message": "the proxy was stopped while this was in flight"}
        for flow_id in list(self._flights):
            self._finish(flow_id, "proxy_stopped", error)
        writer, self._writer = self._writer, None
        writer.close(PATIENCE)

    def _announce(self) -> None:
        fields = {
            "started_at": record.timestamp(Started().at),
            "nonce": ctx.options.codex_ready_nonce or None,
            "captures": str(self._captures.directory) if self._captures else None,
            "mitmproxy": version.VERSION,
        }
        fields |= facts.listening(ctx.master.addons.get("proxyserver"))
        if self._status is not None:
            self._note("ready", fields)

    def _opens(self, host: str) -> bool:
        host = host.lower().rstrip(".")
        return any(
            pattern in ("*", host) or (pattern.startswith("*.") and host.endswith(pattern[1:]))
            for pattern in self._intercept
        )

    def _keep_body(self, flow: http.HTTPFlow, flight: Flight) -> None:
        """Give mitmproxy's own views and files the body that streamed by; take one that did not stream."""
        body = self._bodies.pop(flow.id, None)
        if flow.response is None:
            return
        if body is not None and body.streamed:
            flow.response.raw_content = b"".join(body.chunks) if body.keep else None
        elif flow.response.raw_content:
            self._post(flight, flight.chunk, time.perf_counter(), flow.response.raw_content)

    def _finish(self, flow_id: str, end: str, error: dict[str, str] | None, trailers: Any = ()) -> None:
        flight = self._flights.pop(flow_id, None)
        self._bodies.pop(flow_id, None)
        if flight is not None:
            self._post(flight, flight.finished, end, error, trailers)

    def _post(self, flight: Flight | None, method: Callable[..., None], *arguments: Any) -> None:
        if self._writer is not None:
            self._writer.post(flight, method, *arguments)

    def _note(self, method: str, *arguments: Any) -> None:
        if self._status is not None:
            self._post(None, getattr(self._status, method), *arguments)

    def _happened(self, what: str, host: str, client: connection.Client, agent: str | None = None) -> None:
        self._note("happened", what, host, facts.address(client), agent or self._agents.get(client.id))


def _guard_host(flow: http.HTTPFlow) -> None:
    """Refuse what a web page elsewhere could send: DNS rebinding shows in the Host header."""
    server = flow.client_conn.sockname[0]
    host = facts.host_name(flow.request.host_header or "")
    if host not in LOCAL_NAMES and host != server:
        message = f"codex-tui: this port answers for localhost only, not for {host!r}.\n"
        flow.response = http.Response.make(403, message, {"content-type": "text/plain; charset=utf-8"})


def _name_upstream(flow: http.HTTPFlow) -> None:
    """Put the upstream's name into the Host header, as its clients do that reach it directly."""
    address = flow.server_conn.address
    if address is not None:
        default = {"http": 80, "https": 443}.get(flow.request.scheme)
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        flow.request.host_header = name if address[1] == default else f"{name}:{address[1]}"


addons = [CaptureCodex()]
