"""No JSON, no cut and no order of events makes a dialect raise, or tell other things for being fed in pieces."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui import dialects
from codex_tui.dialects.answer import Answer
from codex_tui.dialects.descending import lineage_of, trail_of
from codex_tui.dialects.dialect import DIALECTS
from codex_tui.dialects.responses import ResponsesAnswer
from codex_tui.dialects.session import session_of
from codex_tui.dialects.shapes import compact, error_message, parse
from codex_tui.wire.event import Event
from tests.dialects.exchanges import CHAT_URL, RESPONSES_URL, events_of, finished, recorded

STREAMS = ("hello", "tool", "tool-answer", "failed", "chat-tool", "chat-tool-answer", "anthropic-tool")
REQUESTS = ("hello", "tool-answer", "instructions", "review", "chat-tool-answer", "ollama-chat", "anthropic-tool")
ANSWERS = (*{dialect.answer for dialect in DIALECTS.values()},)

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("\ud83d"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def nodes(value: Any) -> list[tuple[Any, Any]]:
    """Every container in ``value`` with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [pair for key in keys for pair in ((value, key), *nodes(value[key]))]


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """``value`` with a few of its leaves and branches replaced or removed."""
    value = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(1, 4))):
        places = nodes(value)
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        if isinstance(container, dict) and draw(st.booleans()):
            del container[key]
        else:
            container[key] = draw(_VALUES)
    return value


def objects_in(stream: bytes) -> list[Any]:
    datas = [event.rpartition(b"data: ")[2] for event in events_of(stream)]
    return [json.loads(data) for data in datas if data.strip() != b"[DONE]"]


EVENTS = {name: objects_in(recorded(f"{name}.response.sse")) for name in STREAMS}
EVENTS["ollama-chat"] = [json.loads(line) for line in recorded("ollama-chat.response.ndjson").splitlines()]
EVENTS["lists"] = [
    {"models": [{"name": "a", "size": 1, "size_vram": 1, "details": {"family": "f"}}], "version": "1"},
    {
        "model_info": {"general.architecture": "g", "g.context_length": 1},
        "capabilities": ["tools"],
        "parameters": "a",
    },
    {"status": "pulling a", "total": 9, "completed": 3},
    {"status": "success"},
    {"data": [{"id": "a", "embedding": [0.5]}], "embeddings": [[1]], "usage": {"prompt_tokens": 1}},
    {"choices": [{"index": 0, "text": "a", "finish_reason": "stop"}]},
    {"response": "a", "thinking": "b", "done": True, "eval_count": 3, "eval_duration": 5},
]
BODIES = {name: json.loads(recorded(f"{name}.request.json")) for name in REQUESTS}


def texts_of(events: list[Any]) -> list[str]:
    return [data if isinstance(data, str) else json.dumps(data) for data in events]


def check(answer: Answer, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        answer.feed(Event(at=float(number), name="", data=text, offset=0, size=len(text), whole=number % 3 != 0))
        if number % 5 == 0:
            answer.parts()
    answer.close()
    parts = answer.parts()
    msgspec.json.encode([parts, answer.usage, answer.model, answer.finish, answer.error])


@settings(max_examples=150)
@given(data=st.data())
@pytest.mark.parametrize("name", EVENTS)
def test_mutated_streams_never_raise(name: str, data: st.DataObject) -> None:
    events = EVENTS[name]
    start = data.draw(st.integers(0, len(events) - 1))
    picked = data.draw(st.lists(st.sampled_from(range(len(events))), min_size=1, max_size=8))
    changed = [data.draw(mutated(events[index])) for index in picked]
    texts = texts_of([*events[:start], *changed, *events[start:]])
    for answer in ANSWERS:
        check(answer(), texts)


@given(events=st.lists(_VALUES | st.text(max_size=30), max_size=6))
def test_junk_events_never_raise(events: list[Any]) -> None:
    for answer in ANSWERS:
        check(answer(), texts_of(events))


@settings(max_examples=150)
@given(data=st.data())
@pytest.mark.parametrize("name", REQUESTS)
def test_mutated_requests_never_raise(name: str, data: st.DataObject) -> None:
    body = parse(json.dumps(data.draw(mutated(BODIES[name]))))
    for read in filter(None, (dialect.request_parts for dialect in DIALECTS.values())):
        parts = read(body)
        msgspec.json.encode([parts, session_of([("x-codex-turn-metadata", "[1"), ("", "")], body)])
        msgspec.json.encode(lineage_of(trail_of(parts), answers=[parts], live=False))


@given(value=_VALUES)
def test_any_value_can_be_told_and_parsed_again(value: Any) -> None:
    text = json.dumps(value)
    found = parse(text)
    compact(found).encode()
    error_message(found).encode()


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 900 + "]" * 900, '{"a":' * 100_000, "1" * 10_000, "\ud83d"])
def test_json_made_to_hurt_is_read_or_is_none(text: str) -> None:
    compact(parse(text)).encode()
    check(ResponsesAnswer(), [text])


CUT = {
    "hello.response.sse": (RESPONSES_URL, "sse"),
    "chat-tool-answer.response.sse": (CHAT_URL, "sse"),
    "anthropic-tool.response.sse": ("http://localhost:11434/v1/messages", "sse"),
    "ollama-chat.response.ndjson": ("http://localhost:11434/api/chat", "ndjson"),
}


@given(cut=st.integers(0, 8_000))
@pytest.mark.parametrize("name", CUT)
def test_a_stream_cut_anywhere_gives_what_arrived(name: str, cut: int) -> None:
    url, transport = CUT[name]
    stream = recorded(name)
    request = recorded("hello.request.json")

    def texts(body: bytes) -> list[str]:
        exchange = finished(body, request=request, url=url, end="server_closed", transport=transport)
        reading = dialects.read(exchange)
        assert reading.summary().state in {"failed", "complete"}
        return [
            part.text or part.arguments or "" for part in reading.conversation().parts if part.origin == "response"
        ]

    whole, arrived = texts(stream), texts(stream[:cut])
    assert len(arrived) <= len(whole)
    for come, all_of_it in zip(arrived, whole, strict=False):
        assert all_of_it.startswith(come)


@given(steps=st.lists(st.integers(1, 6), min_size=1, max_size=40))
@pytest.mark.parametrize("name", STREAMS)
def test_asking_between_events_changes_nothing(name: str, steps: list[int]) -> None:
    api = {"chat": "openai.chat", "anthropic": "anthropic.messages"}.get(name.split("-")[0], "openai.responses")
    make = DIALECTS[api].answer
    asked, unasked = make(), make()
    events = [
        Event(at=float(at), name="", data=json.dumps(value), offset=0, size=1)
        for at, value in enumerate(EVENTS[name])
    ]
    wait = 0
    for number, event in enumerate(events):
        asked.feed(event)
        unasked.feed(event)
        if number >= wait:
            asked.parts()
            wait += steps[number % len(steps)]
    assert asked.parts() == unasked.parts()
    assert (asked.usage, asked.finish, asked.characters) == (unasked.usage, unasked.finish, unasked.characters)
