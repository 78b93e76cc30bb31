"""Anthropic's Messages API, which Ollama serves too: a stream of content blocks, or a whole JSON body.

https://docs.anthropic.com/en/api/messages-streaming
"""

from collections.abc import Iterator

from msgspec.structs import replace

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.content import content_part, content_parts
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.items import tools_part
from codex_tui.dialects.shapes import Object, compact, count, error_message, mapping, objects, sequence, text
from codex_tui.history.summary import Usage
from codex_tui.wire.event import Event

#: What a delta of each type adds, by its field. Signatures and citations say nothing to a reader.
_DELTAS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
_SILENT_DELTAS = frozenset({"signature_delta", "citations_delta"})


def request_parts(body: Object) -> list[Part]:
    """What a request sends, in the order in which its prompt is cached: tools, system, messages."""
    tools = sequence(body, "tools")
    parts = [tools_part(tools, "request")] if tools else []
    parts += content_parts(body.get("system"), Part(kind="instructions", origin="request", role="system"))
    for message in objects(sequence(body, "messages")):
        parts += message_parts(message, "request")
    return parts


def message_parts(message: Object, origin: Origin) -> Iterator[Part]:
    """A message of either side, a part for each block; a tool's result may be several."""
    role = text(message, "role") or "assistant"
    content = message.get("content")
    if not isinstance(content, list):
        yield from content_parts(content, Part(kind="message", origin=origin, role=role))
        return
    for block in content:
        if isinstance(block, dict):
            yield from block_parts(block, role, origin)
        else:
            yield from content_parts([block], Part(kind="message", origin=origin, role=role))


def block_parts(block: Object, role: str, origin: Origin) -> list[Part]:
    """One content block. An unknown type is one part of kind ``other`` that holds its JSON."""
    kind = text(block, "type")
    if kind == "thinking":
        return [Part(kind="reasoning", origin=origin, role=role, text=text(block, "thinking"))]
    if kind == "redacted_thinking":
        size = len(text(block, "data"))
        return [Part(kind="reasoning", origin=origin, role=role, name="encrypted", size=size)]
    if kind.endswith("tool_use"):
        return [_call(block, role, origin)]
    if kind.endswith("tool_result"):
        return _result(block, origin)
    return [content_part(block, Part(kind="message", origin=origin, role=role))]


def _call(block: Object, role: str, origin: Origin) -> Part:
    given = block.get("input")
    return Part(
        kind="tool_call",
        origin=origin,
        role=role,
        name=text(block, "name") or None,
        call_id=text(block, "id") or None,
        arguments=given if isinstance(given, str) else compact({} if given is None else given),
    )


def _result(block: Object, origin: Origin) -> list[Part]:
    like = Part(kind="tool_output", origin=origin, role="tool", call_id=text(block, "tool_use_id") or None)
    return content_parts(block.get("content"), like) or [like]


class MessagesAnswer(Answer):
    """Content blocks by their index."""

    def __init__(self) -> None:
        super().__init__()
        self._counted: Object = {}

    def read(self, value: Object, event: Event) -> None:
        index = count(value, "index") or 0
        match text(value, "type") or event.name:
            case "message_start":
                self._message(mapping(value, "message"), event.at)
            case "content_block_start":
                self._block(index, mapping(value, "content_block"), event.at, whole=False)
            case "content_block_delta":
                self._delta(index, mapping(value, "delta"), event.at)
            case "content_block_stop":
                self._stop(index, event.at)
            case "message_delta":
                self.finish = text(mapping(value, "delta"), "stop_reason") or self.finish
                self._count(mapping(value, "usage"))
            case "message_stop":
                self.complete = True
            case "message":
                self._message(value, event.at)
                self.complete = True
            case "ping":
                pass
            case "error":
                self.failed, self.error = True, error_message(value) or self.error
            case kind if not kind and "error" in value:
                self.failed, self.error = True, error_message(value) or self.error
            case kind:
                self.unknown[kind or "no type"] += 1

    def _message(self, message: Object, at: float | None) -> None:
        self.model = text(message, "model") or self.model
        self.finish = text(message, "stop_reason") or self.finish
        self._count(mapping(message, "usage"))
        for index, block in enumerate(objects(sequence(message, "content"))):
            self._block(index, block, at, whole=True)

    def _block(self, index: int, block: Object, at: float | None, *, whole: bool) -> None:
        for place, part in enumerate(block_parts(block, "assistant", "response")):
            # A call begins with an empty input, whose JSON then streams.
            begun = replace(part, arguments="") if not whole and part.arguments == "{}" else part
            draft = self._begin((index, place), begun, at)
            if whole or draft.kind not in {"message", "reasoning", "tool_call"}:
                draft.close()
            elif draft.characters:
                self._saw_token(at)

    def _delta(self, index: int, delta: Object, at: float | None) -> None:
        kind = text(delta, "type")
        if kind not in _DELTAS:
            if kind not in _SILENT_DELTAS:
                self.unknown[kind or "no type"] += 1
            return
        draft = self._drafts.get((index, 0))
        if draft is None:
            part = _BEGUN[kind]
            draft = self._begin((index, 0), part, at)
        if piece := text(delta, _DELTAS[kind]):
            self._grow(draft, piece, at)

    def _stop(self, index: int, at: float | None) -> None:
        draft = self._drafts.get((index, 0))
        if draft is not None:
            if draft.kind == "tool_call" and not draft.characters:
                self._settle(draft, "{}", at)
            draft.close()

    def _count(self, usage: Object) -> None:
        """The last message of a stream repeats, corrects or completes what its first one counted."""
        self._counted = self._counted | {key: found for key in usage if (found := count(usage, key)) is not None}
        self.usage = _usage(self._counted) or self.usage


#: For a delta whose block's start was not seen.
_BEGUN = {
    "text_delta": Part(kind="message", origin="response", role="assistant"),
    "thinking_delta": Part(kind="reasoning", origin="response", role="assistant"),
    "input_json_delta": Part(kind="tool_call", origin="response", role="assistant"),
}


def _usage(usage: Object) -> Usage | None:
    """``input_tokens`` leaves out what the cache gave or took: all of it together is the prompt."""
    if not usage:
        return None
    cached = count(usage, "cache_read_input_tokens")
    fresh = count(usage, "input_tokens")
    parts = [fresh, cached, count(usage, "cache_creation_input_tokens")]
    return Usage(
        input=None if fresh is None else sum(tokens or 0 for tokens in parts),
        cached=cached,
        output=count(usage, "output_tokens"),
        source="reported",
    )
