"""Runs the pages of one capture directory until it is told to end."""

import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.ports import require_free
from codex_tui.web.guard import Guard
from codex_tui.web.serving import Serving, register, unregister
from codex_tui.web.site import Site

_HOST = "127.0.0.1"
_PATIENCE = 2.0  # s that a page gets to take its goodbye


@asynccontextmanager
async def serving(
    captures: Path, port: int, complain: Callable[[str], None], *, background: bool = False
) -> AsyncIterator[Serving]:
    """Serve within the block, on ``port`` or any free one for 0, and be found by our other programs.

    Raises CodexTuiError where the port is taken.
    """
    listener = _listening(port)
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(32)
    site = Site(Guard(token, port), captures, _inspector(captures), complain)
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=_PATIENCE)
    await runner.setup()
    entry = Serving(
        pid=os.getpid(),
        started_at=datetime.now(UTC).isoformat(),
        port=port,
        token=token,
        captures=captures,
        background=background,
    )
    try:
        await web.SockSite(runner, listener).start()
        register(entry)
        yield entry
    finally:
        unregister(entry.pid)
        await runner.cleanup()


def _listening(port: int) -> socket.socket:
    if port:
        require_free(_HOST, port, "--web-port")
    try:
        return socket.create_server((_HOST, port))
    except OSError as error:
        raise CodexTuiError(
            f"The pages cannot be served on port {port}: {error.strerror}.", "Use --web-port."
        ) from error


def _inspector(captures: Path) -> list[str]:
    return [sys.executable, "-m", "codex_tui", "--attach", "--captures", str(captures)]
