"""One of two exchanges that are compared."""

from dataclasses import dataclass
from functools import cached_property

from codex_tui.analysis.located import Located, locate
from codex_tui.dialects import Reading
from codex_tui.dialects.chain import earlier, rejoin
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.shapes import Object, parse
from codex_tui.history import History
from codex_tui.history.summary import Summary


@dataclass(frozen=True)
class Side:
    """One exchange. ``body``: its request's, as it was sent; ``conversation`` with what it goes on from."""

    summary: Summary
    conversation: Conversation
    body: bytes

    @cached_property
    def value(self) -> Object:
        """The body where it is an object, else nothing."""
        value = parse(self.body) if self.body else None
        return value if isinstance(value, dict) else {}

    @cached_property
    def sent(self) -> list[Part]:
        """The parts of the request."""
        return [part for part in self.conversation.parts if part.origin == "request"]

    @cached_property
    def answered(self) -> list[Part]:
        """The parts of the answer."""
        return [part for part in self.conversation.parts if part.origin == "response"]

    @cached_property
    def located(self) -> Located:
        """Where in the body the parts of the request stand."""
        return locate(self.conversation.api, self.value, self.sent)


def side_of(history: History[Reading], id_: str) -> Side:
    """An exchange as one side; raises CodexTuiError where it cannot be read."""
    reading = history.open(id_)
    conversation = rejoin(reading.conversation(), earlier(history, id_))
    exchange = reading.exchange
    body = exchange.request_body
    if exchange.record.ws is not None:
        # Of a turn on a WebSocket only the message that asks is the request.
        body = next((event.data.encode() for event in exchange.events if event.source == "client"), body)
    return Side(reading.summary(), conversation, body)
