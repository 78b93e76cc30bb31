"""Which ports are free, and who holds those that are not."""

import contextlib
import errno
import socket
from collections.abc import Iterable
from typing import Any

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.proxy.registry import find_running

Address = tuple[socket.AddressFamily, Any]


class PortTaken(CodexTuiError):
    """Another process listens there."""


def require_free(host: str, port: int, option: str) -> None:
    """Raise PortTaken, naming the holder and a free port for ``option``; CodexTuiError where we may not listen."""
    try:
        for address in _addresses(host, port):
            _bound(address).close()
    except OSError as error:
        offer = f"Use {option} {any_free_port(host)}, which is free"
        if error.errno == errno.EACCES:
            raise CodexTuiError(f"Port {port} is not for ordinary programs.", f"{offer}.") from error
        raise PortTaken(f"Port {port} is taken{_by_whom(port)}.", f"{offer}, or end what holds it.") from error


def free_port(host: str, preferred: int) -> int:
    """``preferred``, or any other where that is taken."""
    try:
        for address in _addresses(host, preferred):
            _bound(address).close()
    except OSError:
        return any_free_port(host)
    return preferred


def any_free_port(host: str, but: Iterable[int | None] = ()) -> int:
    """A port that the system says is free, and none of ``but``."""
    taken = set(but)
    while True:
        with _bound(_addresses(host, 0)[0]) as listener:
            port: int = listener.getsockname()[1]
        if port not in taken:
            return port


def _by_whom(port: int) -> str:
    if capture := find_running(port=port):
        return f" by the capture into {capture.captures} (pid {capture.pid})"
    holder = _holder(port)
    return f" by {holder}" if holder else ""


def _holder(port: int) -> str | None:
    import psutil  # takes longer to load than all the rest here

    # Process by process: asking for all connections at once needs root on macOS.
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            for connection in process.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                    return f"{process.name()} (pid {process.pid})"
    return None


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise _no_address(host) from error
    return [(family, address) for family, _, _, _, address in found]


def _bound(where: Address) -> socket.socket:
    family, address = where
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # As mitmproxy's own servers do; else a port is held by its last connections for a minute.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise _no_address(str(address[0])) from error
        raise
    return listener


def _no_address(host: str) -> WrongUsage:
    return WrongUsage(f"{host!r} is no address of this machine.", "Leave --listen-host out to listen on 127.0.0.1.")
