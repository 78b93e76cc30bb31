"""Exchanges that no dialect reads: their bodies stand for themselves."""

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.shapes import Object
from codex_tui.wire.event import Event


class SilentAnswer(Answer):
    """Its events are nobody's business here."""

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
