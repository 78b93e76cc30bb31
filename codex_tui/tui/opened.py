"""The exchange that is being looked at."""

from datetime import datetime

from codex_tui.dialects import InContext, Reading
from codex_tui.dialects.conversation import Conversation
from codex_tui.history import History
from codex_tui.tui.widgets.exchanges.measures import elapsed
from codex_tui.tui.widgets.raw.raw import Wire
from codex_tui.tui.widgets.raw.turn import turn_of


class Opened:
    """One exchange with what was before it; ``was_live``: it was still coming when it was opened."""

    def __init__(self, history: History[Reading], id_: str) -> None:
        """Raises CodexTuiError where it cannot be read."""
        self.id = id_
        self._history = history
        self._before: bytes | None = None
        self._is_sure = not history.unread
        self.context = InContext(history, id_)
        self.was_live = self.live

    @property
    def reading(self) -> Reading:
        """The exchange alone."""
        return self.context.reading

    @property
    def since(self) -> int | None:
        """The number of the request before it in its session."""
        return self.context.since

    @property
    def live(self) -> bool:
        """Whether it still grows."""
        return self.context.exchange.live

    def finish(self) -> None:
        """It has ended: read its record; raises CodexTuiError where that is not there."""
        self.was_live = False
        self.context = InContext(self._history, self.id)

    def conversation(self) -> Conversation:
        """As far as it has come."""
        if not (self._is_sure or self._history.unread):
            self._is_sure = True
            if self.since is None:  # what is before it may be known only now that all is read
                self.context = InContext(self._history, self.id)
        return self.context.conversation()

    def wire(self, conversation: Conversation, now: datetime) -> Wire:
        """For the raw views."""
        if self._before is None:
            previous = self.context.previous()
            self._before = previous.exchange.request_body if previous else b""
        taken = elapsed(self.reading.summary(), now)
        turn = turn_of(self._history.summaries, self._history.position(self.id))
        return Wire(self.context.exchange, conversation, taken or 0.0, self._before, self.since, turn)
