"""Server-sent events, parsed as the WHATWG says.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from codex_tui.wire.body import left_behind
from codex_tui.wire.event import Event

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SseParser:
    """Feed it chunks of any size; it yields each event once its blank line came.

    An event's ``offset`` and ``size`` run from its first field to the end of its last one, without line ends.
    ``comments`` counts lines that begin with a colon, which some servers send to keep a connection open;
    ``last_id`` and ``retry`` (ms) are what the stream set last.
    """

    def __init__(self) -> None:
        self.comments = 0
        self.last_id = ""
        self.retry: int | None = None
        self._head: bytes | None = b""  # a byte order mark as far as it has come; None once that is settled
        self._position = 0  # of the next chunk's first byte, in the body
        self._line: list[bytes] = []  # pieces of the line that is not complete yet
        self._line_begin = 0
        self._after_cr = False
        self._name = ""
        self._data: list[bytes] = []
        self._span: tuple[int, int] | None = None
        self._at: float | None = None

    def feed(self, chunk: bytes, at: float | None = None) -> list[Event]:
        """The events that ``chunk``, which came ``at`` ms after the exchange began, completes."""
        self._at = at
        if self._head is not None:
            chunk = self._past_mark(self._head + chunk)
        events: list[Event] = []
        size = len(chunk)
        start = self._past_lf(chunk)
        cr = lf = -1
        while start < size:
            # Only CR, LF and CRLF end a line here: str.splitlines() would also split on U+2028, which models
            # do emit inside JSON strings. Each find runs over every byte once, however many lines there are.
            if lf < start:
                lf = _find(chunk, b"\n", start)
            if cr < start:
                cr = _find(chunk, b"\r", start)
            end = min(cr, lf)
            self._line.append(chunk[start:end])
            if end == size:
                break
            events += self._end_line(self._position + end)
            start = end + 1
            if end == cr:
                self._after_cr = True
                start += self._past_lf(chunk[start : start + 1])
            self._line_begin = self._position + start
        self._position += size
        return events

    def finish(self, *, cut: bool) -> list[Event]:
        """What no blank line ended: whole if its data is JSON, ``cut`` or not."""
        if self._line:
            self._end_line(self._position)
        return [left_behind(event) for event in self._dispatch()]

    def _past_mark(self, head: bytes) -> bytes:
        """``head`` without a byte order mark; nothing while it may still become one."""
        if head != BYTE_ORDER_MARK and BYTE_ORDER_MARK.startswith(head):
            self._head = head
            return b""
        self._head = None
        if not head.startswith(BYTE_ORDER_MARK):
            return head
        self._position = self._line_begin = len(BYTE_ORDER_MARK)
        return head[len(BYTE_ORDER_MARK) :]

    def _past_lf(self, chunk: bytes) -> int:
        """Where to read on: a LF right after a CR belongs to it."""
        if not self._after_cr or not chunk:
            return 0
        self._after_cr = False
        if chunk[0] != 0x0A:
            return 0
        self._line_begin += 1
        return 1

    def _end_line(self, end: int) -> list[Event]:
        line = b"".join(self._line)
        self._line.clear()
        if not line:
            return self._dispatch()
        if line.startswith(b":"):
            self.comments += 1
            return []
        begin = self._line_begin if self._span is None else self._span[0]
        self._span = (begin, end)
        name, _, value = line.partition(b":")
        self._field(name, value.removeprefix(b" "))
        return []

    def _field(self, name: bytes, value: bytes) -> None:
        match name:
            case b"data":
                self._data.append(value)
            case b"event":
                self._name = value.decode(errors="replace")
            case b"id" if b"\0" not in value:
                self.last_id = value.decode(errors="replace")
            case b"retry" if value.isdigit() and len(value) < 19:
                self.retry = int(value)

    def _dispatch(self) -> list[Event]:
        """The event so far, if it has data; the next one begins."""
        name, lines, span = self._name, self._data, self._span
        self._name, self._data, self._span = "", [], None
        if not lines or span is None:
            return []
        data = b"\n".join(lines).decode(errors="replace")
        return [Event(at=self._at, name=name, data=data, offset=span[0], size=span[1] - span[0])]


def _find(chunk: bytes, byte: bytes, start: int) -> int:
    found = chunk.find(byte, start)
    return len(chunk) if found < 0 else found
