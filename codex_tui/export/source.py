"""What can be exported."""

from typing import Protocol

from codex_tui.dialects.conversation import Conversation
from codex_tui.history.exchange import Exchange


class Source(Protocol):
    """One exchange, alone (a Reading) or with what stands before it (InContext)."""

    @property
    def exchange(self) -> Exchange:
        """As far as it is on disk."""

    def conversation(self) -> Conversation:
        """What it says."""
