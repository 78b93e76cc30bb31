"""A body that is no stream: one event, once it is whole."""

import msgspec

from codex_tui.wire.event import Event

_ANY_JSON = msgspec.json.Decoder(msgspec.Raw)


def is_json(data: str | bytes) -> bool:
    """Whether ``data`` is one whole JSON value (RFC 8259)."""
    try:
        _ANY_JSON.decode(data)
    except (ValueError, RecursionError):  # a lone surrogate, and too many levels, are beyond any reader
        return False
    return True


def left_behind(event: Event) -> Event:
    """An event that its stream did not finish: whole only if its data is JSON."""
    return event if is_json(event.data) else msgspec.structs.replace(event, whole=False)


class WholeBody:
    """Feed it chunks of any size; it yields one event at the end, none for an empty body."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at: float | None = None

    def feed(self, chunk: bytes, at: float | None = None) -> list[Event]:
        """Takes ``chunk``, which came ``at`` ms after the exchange began; yields nothing yet."""
        if chunk:
            self._pieces.append(chunk)
            self._at = at
        return []

    def finish(self, *, cut: bool) -> list[Event]:
        """The event; not whole where the body was ``cut``, unless what came is JSON."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        if not content:
            return []
        data = content.decode(errors="replace")
        event = Event(at=self._at, name="", data=data, offset=0, size=len(content))
        return [left_behind(event) if cut else event]
