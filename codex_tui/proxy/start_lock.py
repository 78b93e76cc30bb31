"""One start at a time, so that of two programs one starts the proxy and the other finds it."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from codex_tui.errors import CodexTuiError
from codex_tui.paths import private_directory, state_directory

_PATIENCE = 60.0  # s; more than a start takes at worst
_GLANCE = 0.05  # s


@asynccontextmanager
async def start_lock() -> AsyncIterator[None]:
    """Hold the lock of all our programs. Raises CodexTuiError if another never lets it go."""
    path = private_directory(state_directory()) / "start.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise CodexTuiError("Another codex-tui is starting a capture and does not finish.", "End it first.")
            await asyncio.sleep(_GLANCE)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
