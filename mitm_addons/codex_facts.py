"""What mitmproxy's objects tell of an exchange, in the record's words."""

import os
import sys
from pathlib import Path
from typing import Any

from codex_flight import Head
from mitmproxy import connection, flow, http, websocket
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.mode_specs import ReverseMode


def default_directory() -> Path:
    """Captures of a checkout stay in it; else they go to the user's data."""
    if chosen := os.environ.get("CODEX_CAPTURE_DIR"):
        return Path(chosen)
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "captures").is_dir():
        return checkout / "captures"
    if sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "codex-tui" / "captures"


def failure(of: http.HTTPFlow) -> tuple[str, dict[str, str]]:
    """How a flow that mitmproxy calls failed ended, and on whose side."""
    message = of.error.msg if of.error else "unknown"
    said = message.lower()
    if "client disconnected" in said or "by client" in said or of.request.timestamp_end is None:
        end, by = "client_closed", "client"
    elif message == flow.Error.KILLED_MESSAGE or "body_size_limit" in said:
        end, by = "proxy_error", "proxy"
    elif of.response is None and of.server_conn.timestamp_tcp_setup is None:
        end, by = "proxy_error", "server"
    else:
        end, by = "server_closed", "server"
    return end, {"by": by, "message": message}


def closing(of: websocket.WebSocketData) -> tuple[str, dict[str, str] | None]:
    """How a WebSocket that is closed ended, and on whose side."""
    by = "client" if of.closed_by_client else "server"
    error = {"by": by, "message": f"the WebSocket was closed with code {of.close_code}"}
    return f"{by}_closed", None if of.close_code == 1000 else error


def head(of: http.HTTPFlow) -> Head:
    """The request's head, as the client sent it."""
    request = of.request
    return Head(request.method, request.url, request.http_version, request.headers.fields, address(of.client_conn))


def address(client: connection.Client) -> str:
    """``host:port``."""
    host, port = client.peername[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def host(server: connection.Server) -> str:
    """Where a connection was to go."""
    return server.address[0] if server.address else "?"


class Connections:
    """Knows which connections to servers an exchange has used, so that each is told of once."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def made(self, server: connection.Server) -> tuple[float, float] | None:
        """When one that was not used before was begun and stood, TLS included; in seconds since the epoch."""
        begun = server.timestamp_start
        stood = server.timestamp_tls_setup if server.tls else server.timestamp_tcp_setup
        if begun is None or stood is None or server.id in self._used:
            return None
        self._used.add(server.id)
        return begun, stood

    def gone(self, server: connection.Server) -> None:
        """Nobody will use it any more."""
        self._used.discard(server.id)


def host_name(host_header: str) -> str:
    """A Host header without its port, an IPv6 address without its brackets."""
    if host_header.startswith("["):
        return host_header[1:].partition("]")[0]
    return host_header.partition(":")[0].lower()


def listening(proxyserver: Proxyserver | None) -> dict[str, Any]:
    """Where the proxy listens: ``listen_host``, forward ``port``, ``ollama_port`` (reverse) and its ``upstream``."""
    found: dict[str, Any] = {"listen_host": None, "port": None, "ollama_port": None, "upstream": None}
    for server in proxyserver.servers if proxyserver else ():
        if not server.listen_addrs:
            continue
        found["listen_host"], port = server.listen_addrs[0][:2]
        if isinstance(server.mode, ReverseMode):
            upstream = f"{server.mode.scheme}://{server.mode.address[0]}:{server.mode.address[1]}"
            found |= {"ollama_port": port, "upstream": upstream}
        else:
            found["port"] = port
    return found
