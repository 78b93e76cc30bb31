"""The Chat Completions API: a stream of chunks, or a whole JSON body.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

from collections.abc import Hashable, Iterator
from itertools import groupby

from codex_tui.dialects.choices import ChoicesAnswer
from codex_tui.dialects.content import CITED, annotations_parts, content_parts
from codex_tui.dialects.conversation import Origin, Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.items import tools_part
from codex_tui.dialects.shapes import Object, compact, count, mapping, objects, sequence, text

#: OpenAI has no name for it; Ollama, vLLM, DeepSeek and llama.cpp have these.
_REASONING = ("reasoning_content", "reasoning", "thinking")


def request_parts(body: Object) -> list[Part]:
    """What a request sends; its tools stand first, as servers put them before the messages."""
    tools = sequence(body, "tools") or sequence(body, "functions")
    parts = [tools_part(tools, "request")] if tools else []
    for message in objects(sequence(body, "messages")):
        parts += message_parts(message, "request")
    return parts


def message_parts(message: Object, origin: Origin) -> Iterator[Part]:
    """One message of any role: its reasoning, its content, its calls, what it cites."""
    role = text(message, "role") or "assistant"
    if role in {"tool", "function"}:
        yield from _output(message, origin)
        return
    if reasoning := text(message, *_REASONING):
        yield Part(kind="reasoning", origin=origin, role=role, text=reasoning)
    yield from content_parts(message.get("content"), Part(kind="message", origin=origin, role=role))
    if refusal := text(message, "refusal"):
        yield Part(kind="message", origin=origin, role=role, name="refusal", text=refusal)
    if audio := mapping(message, "audio"):
        size = len(text(audio, "data")) or len(compact(audio))
        said = text(audio, "transcript")
        yield Part(kind="message", origin=origin, role=role, name="audio", text=said, size=size)
    for call in objects(sequence(message, "tool_calls")):
        yield _call(text(call, "id"), call, origin)
    if legacy := mapping(message, "function_call"):
        yield _call("", {"function": legacy}, origin)
    yield from annotations_parts(sequence(message, "annotations"), origin)


def _output(message: Object, origin: Origin) -> list[Part]:
    like = Part(
        kind="tool_output",
        origin=origin,
        role="tool",
        name=text(message, "name") or None,
        call_id=text(message, "tool_call_id") or None,
    )
    return content_parts(message.get("content"), like) or [like]


def _call(call_id: str, call: Object, origin: Origin) -> Part:
    name, arguments = _called(call)
    return Part(
        kind="tool_call",
        origin=origin,
        role="assistant",
        name=name or None,
        call_id=call_id or None,
        arguments=arguments,
    )


def _called(call: Object) -> tuple[str, str]:
    """Name and arguments of a call: a function's, or a custom tool's."""
    called = mapping(call, "function") or mapping(call, "custom")
    arguments = called.get("arguments", called.get("input"))
    if isinstance(arguments, str):
        return text(called, "name"), arguments
    return text(called, "name"), "" if arguments is None else compact(arguments)


class ChatAnswer(ChoicesAnswer):
    """The messages of all choices, each by its slots: reasoning, content, refusal, audio, calls by index."""

    def __init__(self) -> None:
        super().__init__()
        self._growing: dict[int, Draft] = {}
        self._calls: dict[tuple[int, int], int] = {}
        self._call_ids: dict[tuple[int, int], str] = {}

    @property
    def drafts(self) -> list[Draft]:
        """Choice by choice, however their chunks came mixed."""
        self._drafts = dict(sorted(self._drafts.items(), key=_choice_number))
        return super().drafts

    def choices(self) -> list[list[Part]]:
        by_number = groupby(sorted(self._drafts.items(), key=_choice_number), _choice_number)
        return [[draft.part() for _, draft in drafts] for _, drafts in by_number]

    def choice(self, number: int, choice: Object, at: float | None) -> None:
        if message := mapping(choice, "message"):
            for place, part in enumerate(message_parts(message, "response")):
                self._begin((number, "whole", place), part, at).close()
        else:
            self._delta(number, mapping(choice, "delta"), at)
        if text(choice, "finish_reason") and number in self._growing:
            self._growing.pop(number).close()

    def _delta(self, number: int, delta: Object, at: float | None) -> None:
        if piece := text(delta, *_REASONING):
            self._grow(self._draft(number, "reasoning", 0, at), piece, at)
        content = delta.get("content")
        if isinstance(content, list):
            content = "".join(text(piece, "text") for piece in objects(content))
        if isinstance(content, str) and content:
            self._grow(self._draft(number, "content", 0, at), content, at)
        if piece := text(delta, "refusal"):
            self._grow(self._draft(number, "refusal", 0, at), piece, at)
        if audio := mapping(delta, "audio"):
            self._audio_delta(number, audio, at)
        for annotation in objects(sequence(delta, "annotations")):
            self._cite(self._draft(number, "annotations", 0, at), annotation, at)
        for call in objects(sequence(delta, "tool_calls")):
            self._call_delta(number, call, at)
        if legacy := mapping(delta, "function_call"):
            self._call_delta(number, {"function": legacy}, at)

    def _audio_delta(self, number: int, audio: Object, at: float | None) -> None:
        draft = self._draft(number, "audio", 0, at)
        if data := text(audio, "data"):
            draft.amend(size=(draft.size or 0) + len(data))
        if piece := text(audio, "transcript"):
            self._grow(draft, piece, at)

    def _call_delta(self, number: int, call: Object, at: float | None) -> None:
        name, arguments = _called(call)
        draft = self._draft(number, "call", self._place(number, call), at)
        draft.amend(name=name or None, call_id=text(call, "id") or None)
        self._grow(draft, arguments, at)

    def _place(self, number: int, call: Object) -> int:
        """Which call a delta belongs to. Some servers give every call the index 0 and only a new id."""
        index = number, count(call, "index") or 0
        call_id = text(call, "id")
        if index not in self._calls or (call_id and self._call_ids.get(index, call_id) != call_id):
            self._calls[index] = len(self._drafts)
        if call_id:
            self._call_ids[index] = call_id
        return self._calls[index]

    def _draft(self, number: int, slot: str, place: int, at: float | None) -> Draft:
        key = (number, slot, place)
        draft = self._drafts.get(key) or self._begin(key, _EMPTY[slot], at)
        growing = self._growing.get(number)
        if growing is not draft:
            if growing is not None:
                growing.close()
            self._growing[number] = draft
        return draft


def _choice_number(draft: tuple[Hashable, Draft]) -> int:
    key, _ = draft
    return key[0] if isinstance(key, tuple) else 0


_EMPTY = {
    "reasoning": Part(kind="reasoning", origin="response", role="assistant"),
    "content": Part(kind="message", origin="response", role="assistant"),
    "refusal": Part(kind="message", origin="response", role="assistant", name="refusal"),
    "annotations": CITED,
    "audio": Part(kind="message", origin="response", role="assistant", name="audio"),
    "call": Part(kind="tool_call", origin="response", role="assistant"),
}
