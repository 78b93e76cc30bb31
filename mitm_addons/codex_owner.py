"""The proxy ends with its owner: standard input is a pipe whose write end only the owner holds."""

import logging
import os
import threading
from collections.abc import Callable

#: Seconds that mitmdump is given to end by itself.
GRACE = 5.0

logger = logging.getLogger(__name__)


def end_with_owner(shutdown: Callable[[], None]) -> None:
    """Call ``shutdown`` when standard input ends, and end hard if that does not help.

    A line ``detach`` ends the watch instead: the proxy then goes on until it is stopped.
    """
    threading.Thread(target=_watch, args=(shutdown,), name="codex-owner", daemon=True).start()


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
