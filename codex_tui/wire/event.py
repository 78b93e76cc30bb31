"""One event of a stream, whatever carried it."""

from typing import Literal

import msgspec

Source = Literal["client", "server"]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An SSE event, an NDJSON line, a WebSocket message, or a whole body that is no stream.

    ``at``: milliseconds after the exchange's ``started_at`` when its last byte arrived; None where that is not
    known (a compressed or masked body). ``name``: the SSE ``event`` field, else "". ``data``: the payload's text.
    ``offset`` and ``size``: where it lies in the decoded body, in bytes; 0 and the payload's size for a message.
    ``whole``: False for what a cut stream left unfinished at its end.
    """

    at: float | None
    name: str
    data: str
    offset: int
    size: int
    source: Source = "server"
    whole: bool = True
