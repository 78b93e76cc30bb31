"""The proxy ends with its owner: standard input is a pipe whose write end only the owner holds."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from mitmproxy.addons.termlog import TermLogHandler

#: Seconds that mitmdump is given to end by itself.
GRACE = 5.0

logger = logging.getLogger(__name__)


def end_with_owner(shutdown: Callable[[], None]) -> None:
    """Call ``shutdown`` when standard input ends, and end hard if that does not help.

    A line ``detach`` ends the watch instead: the proxy then goes on until it is stopped.
    """
    threading.Thread(target=_watch, args=(shutdown,), name="codex-owner", daemon=True).start()


def log_as_far_as_there_is_room() -> None:
    """Let mitmproxy outlive a full disk: where it cannot write what it logs it would end."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, TermLogHandler):
            handler.file = _Forgiving(handler.file)


class _Forgiving:
    """A file whose writes may come to nothing."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _watch(shutdown: Callable[[], None]) -> None:
    said = b""
    try:
        while data := os.read(0, 256):
            said = (said + data)[-256:]
            if b"detach\n" in said:
                return
    except OSError as error:
        logger.warning("codex capture: standard input cannot be read (%s), so the proxy ends", error)
    hard = threading.Timer(GRACE, os._exit, (1,))
    hard.daemon = True
    hard.start()
    shutdown()
