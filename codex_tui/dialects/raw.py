"""Exchanges that no dialect reads yet, or that ask no model: their bodies stand for themselves."""

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.shapes import Object, error_message, parse, text
from codex_tui.wire.event import Event


class RawAnswer(Answer):
    """Looks only for the end of a stream, in the words of any API that has one."""

    def feed(self, event: Event) -> None:
        if event.data == "[DONE]":
            self.complete = True
        elif isinstance(value := parse(event.data), dict):
            self.read(value, event)

    def read(self, value: Object, event: Event) -> None:
        self.model = text(value, "model") or self.model
        if value.get("error"):
            self.failed, self.error = True, error_message(value) or self.error
        elif value.get("done") is True or value.get("status") == "success" or value.get("type") == "message_stop":
            self.complete = True


class SilentAnswer(Answer):
    """For traffic that asks no model: its events are nobody's business here."""

    def feed(self, event: Event) -> None:
        pass

    def read(self, value: Object, event: Event) -> None:
        pass


def body_parts(body: bytes, origin: Origin) -> list[Part]:
    """A body as one part; text as it is, anything else as its size. Nothing for an empty one."""
    if not body:
        return []
    try:
        return [Part(kind="other", origin=origin, text=body.decode())]
    except UnicodeDecodeError:
        return [Part(kind="other", origin=origin, name="binary", size=len(body))]
