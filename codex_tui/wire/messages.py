"""WebSocket messages as events."""

from codex_tui.wire.event import Event, Source


def message(at: float, payload: str | bytes, source: Source) -> Event:
    """The event of one message, which passed ``at`` ms after the exchange began; bytes for a binary one."""
    content = payload.encode() if isinstance(payload, str) else payload
    data = payload if isinstance(payload, str) else payload.decode(errors="replace")
    return Event(at=at, name="", data=data, offset=0, size=len(content), source=source)
