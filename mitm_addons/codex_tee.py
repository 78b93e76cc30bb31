"""A response's chunks passed on and noted: the hot path."""

import time
from collections.abc import Callable
from typing import Any

from codex_flight import Flight
from codex_writer import Writer


class Body:
    """What streamed by. Under a supervisor nobody else looks at the flow, so its bytes are not kept."""

    __slots__ = ("chunks", "keep", "streamed")

    def __init__(self, *, keep: bool) -> None:
        self.keep = keep
        self.streamed = False
        self.chunks: list[bytes] = []


def tee(writer: Writer, flight: Flight, body: Body, then: object) -> Callable[[bytes], Any]:
    """Passes each chunk on at once. The hot path: one append, no call of ours."""
    note, is_awake, wake = writer.inbox.append, writer.awake.is_set, writer.awake.set
    chunk, clock = flight.chunk, time.perf_counter
    keep = body.chunks.append if body.keep else None
    further = then if callable(then) else None

    def pass_on(data: bytes) -> Any:
        if data:
            note((flight, chunk, clock(), data))
            body.streamed = True
            if keep:
                keep(data)
            if not is_awake():
                wake()
        return further(data) if further else data

    return pass_on
