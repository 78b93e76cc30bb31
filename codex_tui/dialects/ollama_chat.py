"""Ollama's ``/api/chat``."""

from collections.abc import Iterator

from msgspec.structs import replace

from codex_tui.dialects.chat import message_parts
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.items import tools_part
from codex_tui.dialects.ollama import OllamaAnswer, image_parts
from codex_tui.dialects.shapes import Object, mapping, objects, sequence, text


def request_parts(body: Object) -> list[Part]:
    """What a request sends: its tools, then each message, its images first."""
    tools = sequence(body, "tools")
    parts = [tools_part(tools, "request")] if tools else []
    for message in objects(sequence(body, "messages")):
        parts += _message(message)
    return parts


def _message(message: Object) -> Iterator[Part]:
    role = text(message, "role") or "user"
    yield from image_parts(message, role=role)
    tool = text(message, "tool_name") or None
    for part in message_parts({**message, "role": role}, "request"):
        yield replace(part, name=part.name or tool) if part.kind == "tool_output" else part


class ChatAnswer(OllamaAnswer):
    """Reasoning, content, and calls, each of which comes whole."""

    def is_line(self, value: Object) -> bool:
        return bool(mapping(value, "message"))

    def take(self, value: Object, at: float | None, *, is_whole: bool) -> None:
        message = mapping(value, "message")
        self._piece("reasoning", message.get("thinking"), at, is_whole=is_whole)
        self._piece("content", message.get("content"), at, is_whole=is_whole)
        self._images(message, at)
        calls = {"role": "assistant", "tool_calls": message.get("tool_calls")}
        for part in message_parts(calls, "response"):
            self._turn_to(self._begin(("call", len(self._drafts)), part, at))
            if not is_whole:
                self._saw_token(at)
