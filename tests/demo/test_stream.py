"""What the server streams says what the scenario says, in both APIs."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.demo.chat_api import chat_stream
from codex_tui.demo.responses_api import responses_stream
from codex_tui.demo.scenario import CustomCall, Failed, FunctionCall, Item, Message, Reasoning
from codex_tui.demo.stream import Frame, Usage, tokens

USAGE = Usage(input=1_234, cached=1_000, output=56, reasoning=12)
TEXT = st.text()
ITEMS = st.lists(
    st.one_of(
        st.builds(Reasoning, TEXT),
        st.builds(Message, TEXT),
        st.builds(FunctionCall, st.just("exec_command"), TEXT),
        st.builds(CustomCall, st.just("apply_patch"), TEXT),
    ),
    max_size=4,
).map(tuple)


def events(frames: Iterable[Frame]) -> list[dict[str, Any]]:
    lines = b"".join(frame.data for frame in frames).split(b"\n")
    data = [line.removeprefix(b"data: ") for line in lines if line.startswith(b"data: ")]
    return [json.loads(line) for line in data if line != b"[DONE]"]


def said(item: Item) -> str:
    match item:
        case Reasoning(text) | Message(text) | FunctionCall(arguments=text) | CustomCall(input=text):
            return text


@given(TEXT)
def test_the_tokens_of_a_text_join_to_it(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(ITEMS)
def test_the_deltas_of_each_item_join_to_what_it_says(items: tuple[Item, ...]) -> None:
    deltas = [""] * len(items)
    for event in events(responses_stream(items, "m", USAGE, None)):
        if event["type"].endswith(".delta"):
            deltas[event["output_index"]] += event["delta"]
    assert deltas == [said(item) for item in items]


@given(ITEMS)
def test_a_response_begins_created_and_ends_completed_with_all_its_items(items: tuple[Item, ...]) -> None:
    stream = events(responses_stream(items, "m", USAGE, None))
    assert [event["sequence_number"] for event in stream] == list(range(len(stream)))
    assert stream[0]["type"] == "response.created"
    assert stream[0]["response"]["output"] == []
    done = [event["item"] for event in stream if event["type"] == "response.output_item.done"]
    assert stream[-1]["type"] == "response.completed"
    assert stream[-1]["response"]["output"] == done
    assert len(done) == len(items)


def test_usage_is_reported_at_the_end() -> None:
    last = events(responses_stream((Message("hi"),), "m", USAGE, None))[-1]["response"]["usage"]
    assert last["input_tokens"] == 1_234
    assert last["input_tokens_details"]["cached_tokens"] == 1_000
    assert last["total_tokens"] == 1_290


def test_a_response_that_fails_says_why() -> None:
    last = events(responses_stream((Message("hi"),), "m", USAGE, Failed("rate_limit_exceeded", "slow down")))[-1]
    assert last["type"] == "response.failed"
    assert last["response"]["error"] == {"code": "rate_limit_exceeded", "message": "slow down"}


def test_an_event_is_named_after_its_type() -> None:
    first = next(iter(responses_stream((), "m", USAGE, None))).data
    assert first.startswith(b"event: response.created\ndata: {")
    assert first.endswith(b"}\n\n")


@given(TEXT, TEXT)
def test_chat_streams_reasoning_and_words_apart(thought: str, words: str) -> None:
    deltas = [
        chunk["choices"][0]["delta"] for chunk in events(chat_stream((Reasoning(thought), Message(words)), "m", None))
    ]
    assert "".join(delta.get("reasoning", "") for delta in deltas) == thought
    assert "".join(delta["content"] for delta in deltas) == words


def test_a_chat_that_calls_a_tool_finishes_so() -> None:
    chunks = events(chat_stream((FunctionCall("shell", '{"command":["ls"]}'),), "m", None))
    assert chunks[0]["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"] == '{"command":["ls"]}'
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_a_chat_reports_usage_only_when_asked() -> None:
    assert all("usage" not in chunk for chunk in events(chat_stream((Message("hi"),), "m", None)))
    assert events(chat_stream((Message("hi"),), "m", USAGE))[-1]["usage"]["total_tokens"] == 1_290
