"""The way to an exchange in the detail panes: a large one is read in turns, so that no key waits for all of it."""

import time
from collections.abc import Iterator

from codex_tui.dialects import Reading
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
        self._steps = self._read(history)

    def go_on(self, deadline: float) -> bool:
        """Read until about then, of the monotonic clock; whether it is done. Raises CodexTuiError."""
        while self.opened is None and time.monotonic() < deadline:
            next(self._steps, None)
        return self.opened is not None

    def _read(self, history: History[Reading]) -> Iterator[None]:
        reading = history.open(self.id)
        yield
        reading.conversation()
        yield
        held = b""
        if (before := history.previous(self.id)) is not None:
            previous = history.open(before)
            yield
            previous.conversation()
            yield
            held = previous.exchange.request_body
        body = reading.exchange.request_body
        if len(body) >= _LARGE and (document := Document.of(body)) is not None:
            yield
            document.first_folds()
            yield
            if document.conversation() and held and (earlier := Document.of(held)) is not None:
                yield
                earlier.conversation()
                yield
        opened = Opened(history, self.id)
        opened.conversation()
        self.opened = opened
