"""The way to an exchange in the detail panes: a large one is read in turns, so that no key waits for all of it."""

import time
from collections.abc import Iterator

from codex_tui.dialects import Reading
from codex_tui.dialects.context import readable
from codex_tui.history import History
from codex_tui.tui.opened import Opened
from codex_tui.tui.widgets.raw.document import Document

_LARGE = 200_000
"""Bytes of a request's body from which it is worth a pause before what is made of it."""


class Opening:
    """``opened``: the exchange, once it has been read."""

    def __init__(self, history: History[Reading], id_: str) -> None:
        self.id = id_
        self.opened: Opened | None = None
        self._steps = _read(history, id_)

    def go_on(self, deadline: float) -> bool:
        """Read until about then, of the monotonic clock; whether it is done. Raises CodexTuiError."""
        while self.opened is None and time.monotonic() < deadline:
            self.opened = next(self._steps, None)
        return self.opened is not None


def _read(history: History[Reading], id_: str) -> Iterator[Opened | None]:
    # No method: one that is given up half-way would refer to itself, and stay until the collector looks.
    reading = history.open(id_)
    yield None
    reading.conversation()
    yield None
    held = b""
    if (previous := readable(history, history.previous(id_))) is not None:
        yield None
        previous.conversation()
        yield None
        held = previous.exchange.request_body
    body = reading.exchange.request_body
    if len(body) >= _LARGE and (document := Document.of(body)) is not None:
        yield None
        document.first_folds()
        yield None
        if document.conversation() and held and (earlier := Document.of(held)) is not None:
            yield None
            earlier.conversation()
            yield None
    opened = Opened(history, id_)
    opened.conversation()
    yield opened
