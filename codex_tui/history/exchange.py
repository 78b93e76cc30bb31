"""One exchange as far as it is on disk: finished, or still in flight and growing."""

from collections.abc import Sequence
from typing import Protocol

from codex_tui.history.record import Record
from codex_tui.history.summary import Summary
from codex_tui.wire.event import Event


class Exchange(Protocol):
    """What a dialect reads. A finished one never changes; a live one grows when the history polls.

    ``record``: its fields; of a live one ``end`` is None, and ``response`` too until its head came (its body is
    then unset: take ``response_body``). ``abandoned``: its writer died, and no proxy has folded it yet.
    """

    record: Record
    abandoned: bool

    @property
    def live(self) -> bool:
        """Still in flight: a journal whose writer lives."""

    @property
    def line(self) -> bytes | None:
        """Its record as it stands in the history, without the newline; None while it is not there."""

    @property
    def request_body(self) -> bytes:
        """Decoded."""

    @property
    def response_body(self) -> bytes:
        """Decoded, as far as it has come."""

    @property
    def events(self) -> Sequence[Event]:
        """Of both sides, in order, as far as they have come; only ever appended to."""


class Reading(Protocol):
    """What a dialect makes of one exchange; the history keeps one for each exchange that is live."""

    exchange: Exchange

    def advance(self) -> None:
        """Read the events that came since the last call; costs what is new, not what is there."""

    def summary(self) -> Summary:
        """The exchange in a line, as far as it has come."""
