"""Newline-delimited JSON, as Ollama streams it: https://github.com/ndjson/ndjson-spec."""

from codex_tui.wire.body import left_behind
from codex_tui.wire.event import Event


class NdjsonParser:
    """Feed it chunks of any size; it yields an event for each line once it is complete, blank ones left out.

    An event's ``offset`` and ``size`` are those of its line, without what ends it.
    """

    def __init__(self) -> None:
        self._position = 0  # of the next chunk's first byte, in the body
        self._pieces: list[bytes] = []  # of the line that is not complete yet
        self._begin = 0
        self._at: float | None = None

    def feed(self, chunk: bytes, at: float | None = None) -> list[Event]:
        """The events that ``chunk``, which came ``at`` ms after the exchange began, completes."""
        self._at = at
        events: list[Event] = []
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            self._pieces.append(chunk[start:end])
            events += self._line()
            start = end + 1
            self._begin = self._position + start
        if start < len(chunk):
            self._pieces.append(chunk[start:])
        self._position += len(chunk)
        return events

    def finish(self, *, cut: bool) -> list[Event]:
        """The last line, where no newline ended it: whole if it is JSON, ``cut`` or not."""
        return [left_behind(event) for event in self._line()]

    def _line(self) -> list[Event]:
        line = b"".join(self._pieces).removesuffix(b"\r")
        self._pieces.clear()
        if not line.strip():
            return []
        data = line.decode(errors="replace")
        return [Event(at=self._at, name="", data=data, offset=self._begin, size=len(line))]
