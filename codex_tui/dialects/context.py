"""One exchange with what stands before it in its session."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from codex_tui.dialects.chain import earlier, rejoin
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.new_parts import mark_new
from codex_tui.dialects.reading import Reading
from codex_tui.errors import CodexTuiError
from codex_tui.history import History

if TYPE_CHECKING:
    from codex_tui.history.exchange import Exchange
    from codex_tui.history.summary import ExchangeWarning


def readable(history: History[Reading], id_: str | None) -> Reading | None:
    """An exchange; None where there is none, or it cannot be read, which costs nothing of what follows it."""
    try:
        return history.open(id_) if id_ is not None else None
    except CodexTuiError:
        return None


class InContext:
    """An exchange, the chain of responses that it goes on from, and what the request before it held.

    What is before is read once, then only what is new. ``since``: the number of the request before it; None where
    there is none.
    """

    def __init__(self, history: History[Reading], id_: str) -> None:
        """Raises CodexTuiError where it cannot be read."""
        self.reading = history.open(id_)
        self.since: int | None = None
        self._history = history
        self._id = id_
        self._previous = history.previous(id_)
        self._own: list[Part] | None = None  # its request's parts, that what follows was made of
        self._sent: list[Part] = []
        self._warnings: list[ExchangeWarning] = []
        if self._previous is not None:
            self.since = history.summary(self._previous).number

    @property
    def exchange(self) -> "Exchange":
        """As far as it is on disk."""
        return self.reading.exchange

    def previous(self) -> Reading | None:
        """The request before it; None where there is none, or it cannot be read."""
        return readable(self._history, self._previous)

    def conversation(self) -> Conversation:
        """As far as it has come; the parts of its request are the same objects each time."""
        found = self.reading.conversation()
        if self._own is not self.reading.sent:
            self._own = self.reading.sent
            self._look_back(found)
        answer = found.parts[len(self._own) :]
        return replace(
            found,
            session=self._history.summary(self._id).session,
            parts=[*self._sent, *answer],
            warnings=[*found.warnings, *self._warnings],
        )

    def _look_back(self, found: Conversation) -> None:
        """A WebSocket's turn may be listed before its first message is there: then again once it came."""
        asked = replace(found, parts=self.reading.sent, warnings=[])
        whole = rejoin(asked, earlier(self._history, self._id))
        previous = self.previous()
        marked = mark_new(whole, previous.conversation()) if previous else whole
        self._sent, self._warnings = marked.parts, marked.warnings
