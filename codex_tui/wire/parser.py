"""What every parser of a body does."""

from typing import Protocol

from codex_tui.wire.event import Event


class Parser(Protocol):
    """Takes a decoded body in chunks of any size; how it is cut changes nothing but the events' times."""

    def feed(self, chunk: bytes, at: float | None = None) -> list[Event]:
        """The events that ``chunk``, which came ``at`` ms after the exchange began, completes."""

    def finish(self, *, cut: bool) -> list[Event]:
        """What is left at the end of the body; ``cut``: it ended before its time."""
