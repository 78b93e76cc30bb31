"""The one thread that does the capture's file and JSON work, off mitmproxy's event loop."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from codex_captures import Captures
from codex_flight import Flight
from codex_status import Status

#: Seconds between two drains. A thread that woke for every event would fight the event loop for the interpreter.
DRAIN = 0.02
#: Seconds between two looks at what was put off (``latest.*``, ``proxy.json``, a full disk).
IDLE = 0.25

#: What a call of that name does, for messages.
_DOING = {"finished": "storing"}

logger = logging.getLogger(__name__)


class Writer:
    """A mailbox of calls and the thread that makes them, in order.

    ``inbox`` may be appended to directly, as the hot path does: ``(flight, method, *arguments)``, or None for
    the flight where the call is of none; ``awake`` is then to be set. :meth:`post` does both.
    """

    def __init__(self, captures: Captures, status: Status) -> None:
        self.inbox: deque[tuple[Any, ...]] = deque()
        self._captures = captures
        self._status = status
        self.awake = threading.Event()
        self._closing = False
        self._said: dict[str, float] = {}
        self._thread = threading.Thread(target=self._run, name="codex-capture", daemon=True)

    def start(self) -> None:
        """Fold what dead proxies left, then write what comes."""
        self._thread.start()

    def post(self, flight: Flight | None, method: Callable[..., None], *arguments: Any) -> None:
        """Have ``method(*arguments)`` called in the thread; never blocks."""
        self.inbox.append((flight, method, *arguments))
        if not self.awake.is_set():
            self.awake.set()

    def close(self, patience: float) -> bool:
        """Write all that was posted and end the thread; whether it ended within ``patience`` seconds."""
        self._closing = True
        self.awake.set()
        self._thread.join(patience)
        return not self._thread.is_alive()

    def failed(self, error: BaseException, doing: str, *, retrying: bool = False) -> None:
        """Count and log what went wrong; safe from any thread.

        The same thing is logged once a minute, and of retries only what is logged counts.
        """
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"{doing}: {reason or type(error).__name__}"
        now = time.monotonic()
        is_news = now - self._said.get(message, -60.0) >= 60.0
        if is_news or not retrying:
            self._status.failed(message)
        if is_news:
            self._said = {**self._said, message: now} if len(self._said) < 100 else {message: now}
            with suppress(SystemExit):  # mitmproxy's, where its output cannot be written either
                logger.error("codex capture: %s", message, exc_info=None if isinstance(error, OSError) else error)

    def _run(self) -> None:
        self._attempt("recovering what was in flight", self._captures.recover)
        while True:
            closing = self._closing
            self._drain()
            waiting = self._attempt("storing", self._captures.tend, last=closing)
            waiting |= self._attempt("writing proxy.json", self._status.tend)
            if closing:
                break
            if not self.inbox:
                self.awake.clear()
                if not self.inbox and not self._closing:
                    self.awake.wait(IDLE if waiting else None)
            time.sleep(DRAIN)
        self._captures.close()
        self._status.remove()

    def _drain(self) -> None:
        touched: dict[Flight, None] = {}
        for _ in range(len(self.inbox)):
            flight, method, *arguments = self.inbox.popleft()
            self._attempt(_DOING.get(method.__name__, "capturing"), method, *arguments)
            if flight is not None:
                touched[flight] = None
        for flight in touched:
            self._attempt("writing a live journal", flight.flush)

    def _attempt(self, doing: str, work: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
        """Whatever goes wrong costs a capture, never the thread. True also where it failed: to be tried again."""
        stored = self._captures.stored
        try:
            waits = bool(work(*arguments, **options))
        except Exception as error:  # noqa: BLE001
            self.failed(error, doing, retrying=work in (self._captures.tend, self._status.tend))
            return True
        if self._captures.stored > stored:
            self._status.stored()
        return waits
