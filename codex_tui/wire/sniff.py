"""What a body is, told by its first bytes where its content type does not say."""

from collections.abc import Callable
from typing import Literal

from codex_tui.wire.body import WholeBody, is_json
from codex_tui.wire.event import Event
from codex_tui.wire.ndjson import NdjsonParser
from codex_tui.wire.parser import Parser
from codex_tui.wire.sse import BYTE_ORDER_MARK, SseParser

Shape = Literal["sse", "ndjson", "http"]

#: Bytes within which the first line must end for a body to be NDJSON.
LIMIT = 16 * 1024
_PARSERS: dict[Shape, Callable[[], Parser]] = {"sse": SseParser, "ndjson": NdjsonParser, "http": WholeBody}
_SSE_BEGINNINGS = (b":", b"data:", b"event:", b"id:", b"retry:")


def shape(head: bytes, *, declared_sse: bool) -> Shape | None:
    """What a body that begins with ``head`` is; None where more bytes must tell.

    One that is ``declared_sse`` is believed, unless it begins with a brace, as no event does: servers also send
    a JSON error under that type.
    """
    if BYTE_ORDER_MARK.startswith(head):
        return None
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip(b"\r\n")
    if text.startswith(b"{"):
        return _json_shape(text)
    if declared_sse:
        return "sse" if text else None
    if text.startswith(_SSE_BEGINNINGS):
        return "sse"
    return None if any(beginning.startswith(text) for beginning in _SSE_BEGINNINGS) else "http"


def _json_shape(text: bytes) -> Shape | None:
    line, newline, _ = text.partition(b"\n")
    if not newline:
        return None
    return "ndjson" if is_json(line) else "http"


class Sniffer:
    """Holds a body's first chunks until they tell what it is, then parses it as that."""

    def __init__(self, *, declared_sse: bool = False) -> None:
        self._declared_sse = declared_sse
        self._head = b""
        self._held: list[tuple[bytes, float | None]] = []
        self._parser: Parser | None = None
        self.shape: Shape | None = None

    def feed(self, chunk: bytes, at: float | None = None) -> list[Event]:
        """The events that ``chunk``, which came ``at`` ms after the exchange began, completes."""
        if self._parser is not None:
            return self._parser.feed(chunk, at)
        self._held.append((chunk, at))
        self._head += chunk[: LIMIT - len(self._head)]
        found = shape(self._head, declared_sse=self._declared_sse)
        if found is None and len(self._head) < LIMIT:
            return []
        return self._settle(found or "http")

    def finish(self, *, cut: bool) -> list[Event]:
        """What is left at the end; see the parsers."""
        events: list[Event] = []
        if self._parser is None:
            events = self._settle("http" if self._head.strip() else "sse")
        assert self._parser is not None
        return events + self._parser.finish(cut=cut)

    def _settle(self, found: Shape) -> list[Event]:
        self.shape = found
        parser = self._parser = _PARSERS[found]()
        held, self._held = self._held, []
        return [event for chunk, at in held for event in parser.feed(chunk, at)]
