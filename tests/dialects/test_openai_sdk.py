"""What OpenAI's own SDK makes of a stream is what we make of it, after every event."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.chat import ChatAnswer
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.responses import ResponsesAnswer
from codex_tui.wire.event import Event
from tests.dialects.exchanges import chunk, events_of, recorded

pytest.importorskip("openai")

from openai import omit
from openai._models import construct_type
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types.chat import ChatCompletionChunk
from openai.types.responses import ResponseStreamEvent

Json = dict[str, Any]
_KEPT_AS = "_ResponseStreamState__current_snapshot"
PIECES = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4)


def feed(answer: Answer, value: Json) -> list[Part]:
    data = json.dumps(value)
    answer.feed(Event(at=1.0, name="", data=data, offset=0, size=len(data)))
    return answer.parts()


def told(parts: list[Part]) -> tuple[str, str, list[tuple[str | None, str | None, str | None]]]:
    """Words, reasoning, and calls by id, name and arguments."""
    words = "".join(part.text for part in parts if part.kind == "message")
    reasoning = "".join(part.text for part in parts if part.kind == "reasoning")
    calls = [(part.call_id, part.name, part.arguments) for part in parts if part.kind == "tool_call"]
    return words, reasoning, calls


def check_chat(chunks: list[Json]) -> None:
    answer, state = ChatAnswer(), ChatCompletionStreamState()
    for value in chunks:
        parts = feed(answer, value)
        state.handle_chunk(ChatCompletionChunk.model_validate(value))
        snapshot = state.current_completion_snapshot
        message = snapshot.choices[0].message
        calls = [(call.id, call.function.name, call.function.arguments) for call in message.tool_calls or []]
        # A field that the SDK does not know it joins all the same.
        assert told(parts) == (message.content or "", getattr(message, "reasoning", None) or "", calls)
        assert answer.finish == snapshot.choices[0].finish_reason
    if snapshot.usage:
        assert answer.usage is not None
        assert (answer.usage.input, answer.usage.output) == (
            snapshot.usage.prompt_tokens,
            snapshot.usage.completion_tokens,
        )


def check_responses(events: list[Json]) -> None:
    answer, state = ResponsesAnswer(), ResponseStreamState(input_tools=omit, text_format=omit)
    for value in events:
        parts = feed(answer, value)
        snapshot = state.accumulate_event(construct_type(type_=ResponseStreamEvent, value=value))  # type: ignore[arg-type]
        setattr(state, _KEPT_AS, snapshot)  # as handle_event does, which wants fields that only OpenAI sends
        if value["type"].endswith((".delta", "completed")):
            assert told(parts)[0::2] == _told_by(snapshot.output)


def _told_by(output: list[Any]) -> tuple[str, list[tuple[str, str, str]]]:
    messages = [content for item in output if item.type == "message" for content in item.content]
    calls = [(item.call_id, item.name, item.arguments) for item in output if item.type == "function_call"]
    return "".join(content.text for content in messages), calls


@st.composite
def chat_streams(draw: st.DrawFn) -> list[Json]:
    deltas: list[Json] = [{"role": "assistant", "content": ""}]
    deltas += [{"reasoning": piece} for piece in draw(st.just([]) | PIECES)]
    deltas += [{"content": piece} for piece in draw(st.just([]) | PIECES)]
    for index in range(draw(st.integers(0, 3))):
        begun = {"index": index, "id": f"c{index}", "type": "function", "function": {"name": "f", "arguments": ""}}
        pieces = [{"index": index, "function": {"arguments": piece}} for piece in draw(PIECES)]
        deltas += [{"tool_calls": [call]} for call in (begun, *pieces)]
    fields = {"id": "x", "created": 1}
    usage = {"prompt_tokens": draw(st.integers(0, 99)), "completion_tokens": 2, "total_tokens": 3}
    chunks = [chunk(delta, **fields) for delta in deltas]
    last = {**chunk({}, **fields), "choices": [], "usage": usage}
    return [*chunks, chunk({}, draw(st.sampled_from(["stop", "length", "tool_calls"])), **fields), last]


@st.composite
def responses_streams(draw: st.DrawFn) -> list[Json]:
    events: list[Json] = [
        {"type": "response.created", "response": {"id": "r", "output": [], "status": "in_progress"}}
    ]
    output: list[Json] = []
    for index in range(draw(st.integers(0, 3))):
        pieces = draw(PIECES)
        where = {"output_index": index, "item_id": f"i{index}"}
        if draw(st.booleans()):
            item: Json = {"type": "message", "id": f"i{index}", "role": "assistant", "content": []}
            part = {"type": "output_text", "text": "", "annotations": []}
            whole = {**item, "content": [{**part, "text": "".join(pieces)}]}
            begin = [{"type": "response.content_part.added", "content_index": 0, "part": part, **where}]
            kind, place = "response.output_text", {"content_index": 0}
        else:
            item = {"type": "function_call", "id": f"i{index}", "call_id": f"c{index}", "name": "f", "arguments": ""}
            whole = {**item, "arguments": "".join(pieces)}
            begin, kind, place = [], "response.function_call_arguments", {}
        events.append({"type": "response.output_item.added", "output_index": index, "item": item})
        events += begin
        events += [{"type": f"{kind}.delta", "delta": piece, **place, **where} for piece in pieces]
        events.append({"type": "response.output_item.done", "output_index": index, "item": whole})
        output.append(whole)
    return [*events, {"type": "response.completed", "response": {"id": "r", "output": output, "status": "completed"}}]


@given(chat_streams())
def test_chat_completions_are_joined_as_the_sdk_joins_them(chunks: list[Json]) -> None:
    check_chat(chunks)


@given(responses_streams())
def test_responses_are_joined_as_the_sdk_joins_them(events: list[Json]) -> None:
    check_responses(events)


def objects(name: str) -> list[Json]:
    datas = [event.rpartition(b"data: ")[2] for event in events_of(recorded(f"{name}.response.sse"))]
    return [json.loads(data) for data in datas if data.strip() != b"[DONE]"]


@pytest.mark.parametrize("name", ["hello", "tool", "tool-answer"])
def test_recorded_responses_are_joined_as_the_sdk_joins_them(name: str) -> None:
    check_responses(objects(name))


@pytest.mark.parametrize("name", ["chat-tool", "chat-tool-answer"])
def test_recorded_chats_are_joined_as_the_sdk_joins_them(name: str) -> None:
    chunks = [{"created": 1, **value} for value in objects(name)]
    answer, state = ChatAnswer(), ChatCompletionStreamState()
    for value in chunks:
        parts = feed(answer, value)
        state.handle_chunk(ChatCompletionChunk.model_validate(value))
    message = state.get_final_completion().choices[0].message
    calls = [(call.id, call.function.name, call.function.arguments) for call in message.tool_calls or []]
    assert told(parts)[0::2] == (message.content or "", calls)
