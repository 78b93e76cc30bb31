"""The exchange that is being looked at."""

from datetime import datetime

from msgspec.structs import replace

from codex_tui.dialects import Reading, mark_new
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.history import History
from codex_tui.tui.widgets.exchanges.row import elapsed
from codex_tui.tui.widgets.raw.raw import Wire


class Opened:
    """One exchange and what the request before it held; both are read once, then only what is new."""

    def __init__(self, history: History[Reading], id_: str) -> None:
        """Raises CodexTuiError where it cannot be read."""
        self.id = id_
        self._history = history
        self.reading = history.open(id_)
        self.was_live = self.reading.exchange.live
        self.since: int | None = None
        self._before = b""
        self._sent: list[Part] | None = None
        previous = history.previous(id_)
        if previous is not None:
            before = history.open(previous)
            self.since = history.summary(previous).number
            self._before = before.exchange.request_body
            self._sent = self._marked(before.conversation())

    @property
    def live(self) -> bool:
        """Whether it still grows."""
        return self.reading.exchange.live

    def finish(self) -> None:
        """It has ended: read its record; raises CodexTuiError where that is not there."""
        self.was_live = False
        self.reading = self._history.open(self.id)

    def conversation(self) -> Conversation:
        """As far as it has come, its known parts marked; the parts of the request are the same objects each time."""
        conversation = self.reading.conversation()
        if self._sent is None:
            return conversation
        return replace(conversation, parts=[*self._sent, *conversation.parts[len(self._sent) :]])

    def wire(self, conversation: Conversation, now: datetime) -> Wire:
        """For the raw views."""
        taken = elapsed(self.reading.summary(), now)
        return Wire(self.reading.exchange, conversation, taken or 0.0, self._before, self.since)

    def _marked(self, previous: Conversation) -> list[Part]:
        marked = mark_new(self.reading.conversation(), previous)
        return [part for part in marked.parts if part.origin == "request"]
