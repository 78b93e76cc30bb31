"""The Responses API of OpenAI: over SSE, as a whole JSON body, or a turn of a WebSocket.

https://platform.openai.com/docs/api-reference/responses-streaming
"""

import re
from collections.abc import Hashable

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.content import CITED
from codex_tui.dialects.conversation import Kind, Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.items import Slot, input_parts, item_pieces, tools_part
from codex_tui.dialects.shapes import Object, count, error_message, mapping, objects, sequence, text
from codex_tui.dialects.usage import reported
from codex_tui.wire.event import Event

#: A streamed text: which slot it fills, and the fields with its place there and, at its end, its whole.
_TEXTS: dict[str, tuple[str, str, str]] = {
    "response.output_text": ("content", "content_index", "text"),
    "response.refusal": ("content", "content_index", "refusal"),
    "response.reasoning_text": ("reasoning", "content_index", "text"),
    "response.reasoning_summary_text": ("summary", "summary_index", "text"),
    "response.function_call_arguments": ("call", "", "arguments"),
    "response.custom_tool_call_input": ("call", "", "input"),
    "response.mcp_call_arguments": ("call", "", "arguments"),
    "response.code_interpreter_call_code": ("call", "", "code"),
}
_KINDS: dict[str, Kind] = {
    "content": "message",
    "reasoning": "reasoning",
    "summary": "reasoning",
    "call": "tool_call",
}
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed", "response.cancelled"})
#: Progress that says nothing about the conversation.
_PROGRESS = re.compile(
    r"response\.(\w+_call|mcp_list_tools)\.\w+|response\.(created|in_progress|queued|metadata)"
    r"|response\.(content_part|reasoning_summary_part|reasoning_part)\.(added|done)"
    r"|codex\..*|keepalive|ping|(response\.)?rate_limits.*"
)


def request_parts(body: Object) -> list[Part]:
    """What a request sends, in the order in which the model gets it."""
    parts = []
    if instructions := text(body, "instructions"):
        parts.append(Part(kind="instructions", origin="request", role="system", text=instructions))
    if tools := sequence(body, "tools"):
        parts.append(tools_part(tools, "request"))
    return parts + input_parts(body.get("input"))


class ResponsesAnswer(Answer):
    """Output items by their place, each a few parts."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: set[Hashable] = set()

    def read(self, value: Object, event: Event) -> None:
        kind = text(value, "type") or event.name
        stem, _, last = kind.rpartition(".")
        if last == "delta" and stem in _TEXTS:
            self._delta(stem, value, event.at)
        elif last == "done" and stem in _TEXTS:
            self._text_done(stem, value, event.at)
        elif kind == "response.output_text.annotation.added":
            self._annotation(value, event.at)
        elif kind == "response.output_item.added":
            self._item(value, event.at, whole=False)
        elif kind == "response.output_item.done":
            self._item(value, event.at, whole=True)
        elif kind in _ENDS:
            self._end(kind.removeprefix("response."), mapping(value, "response"), event.at)
        elif kind == "error" or (not kind and "error" in value and "output" not in value):
            self.failed, self.error = True, error_message(value) or self.error
        elif "output" in value and not kind:
            self._end(text(value, "status") or "completed", value, None)
        elif _PROGRESS.fullmatch(kind):
            self._identify(mapping(value, "response"))
        else:
            self.unknown[kind or "no type"] += 1

    def _delta(self, stem: str, value: Object, at: float | None) -> None:
        if piece := text(value, "delta"):
            name, place, _ = _TEXTS[stem]
            self._grow(self._draft(_item_key(value), (name, _index(value, place)), at), piece, at)

    def _text_done(self, stem: str, value: Object, at: float | None) -> None:
        name, place, whole = _TEXTS[stem]
        draft = self._draft(_item_key(value), (name, _index(value, place)), at)
        self._settle(draft, text(value, whole), at)
        if stem == "response.refusal":
            draft.amend(name="refusal")
        draft.close()

    def _annotation(self, value: Object, at: float | None) -> None:
        key, slot = _item_key(value), ("annotations", 0)
        draft = self._drafts.get((key, slot)) or self._begin_piece(key, slot, CITED, at)
        self._cite(draft, mapping(value, "annotation"), at)

    def _draft(self, item: Hashable, slot: Slot, at: float | None) -> Draft:
        part = Part(kind=_KINDS[slot[0]], origin="response", role="assistant")
        return self._drafts.get((item, slot)) or self._begin_piece(item, slot, part, at)

    def _begin_piece(self, item: Hashable, slot: Slot, part: Part, at: float | None) -> Draft:
        self._begun.add(item)
        return self._begin((item, slot), part, at)

    def _item(self, value: Object, at: float | None, *, whole: bool) -> None:
        item = mapping(value, "item")
        placed = "output_index" in value or "item_id" in value
        self._take_item(_item_key(value) if placed else text(item, "id"), item, at, whole=whole)

    def _take_item(self, key: Hashable, item: Object, at: float | None, *, whole: bool = True) -> None:
        """``whole``: the item as it ended, else as it began, which shows only calls."""
        begun = key in self._begun
        for slot, part in item_pieces(item, "response"):
            draft = self._drafts.get((key, slot))
            if draft is not None:
                self._settle(draft, part.text or part.arguments or "", at)
                draft.amend(role=part.role, name=part.name, call_id=part.call_id, size=part.size)
            elif part.kind == "tool_call" or (whole and not (begun and slot[0] == "whole")):
                draft = self._begin_piece(key, slot, part, at)
                if draft.characters:
                    self._saw_token(at)
            if draft is not None and whole:
                draft.close()

    def _end(self, status: str, response: Object, at: float | None) -> None:
        self._identify(response)
        self.usage = reported(mapping(response, "usage"), "input_tokens", "output_tokens") or self.usage
        for index, item in enumerate(objects(sequence(response, "output"))):
            if not self._begun & {index, text(item, "id") or index}:
                self._take_item(index, item, at)
        self._verdict(status, response)

    def _identify(self, response: Object) -> None:
        self.model = text(response, "model") or self.model
        self.response_id = text(response, "id") or self.response_id

    def _verdict(self, status: str, response: Object) -> None:
        reason = text(mapping(response, "incomplete_details"), "reason") if status == "incomplete" else ""
        self.finish = reason or status
        if status in {"failed", "cancelled"}:
            self.failed, self.error = True, error_message(response) or self.error
        else:
            self.complete = status not in {"in_progress", "queued"}


def _item_key(value: Object) -> Hashable:
    """By its place in the output where that is told, else by its id."""
    index = count(value, "output_index")
    return text(value, "item_id") if index is None else index


def _index(value: Object, key: str) -> int:
    return count(value, key) or 0
