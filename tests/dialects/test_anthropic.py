"""Anthropic's Messages API: content blocks, streaming and whole."""

import json
from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.steps import steps_of
from codex_tui.dialects.tools import definitions_of
from codex_tui.history.exchange import Exchange
from tests import records
from tests.dialects.exchanges import events_of, finished, kinds, recorded, streamed

URL = "http://localhost:11434/v1/messages"


def case(end: str = "eof") -> Exchange:
    """The recorded answer, an event each 10 ms."""
    answer = recorded("anthropic-tool.response.sse")
    chunks = [(20.0 + 10 * index, len(event)) for index, event in enumerate(events_of(answer))]
    request = recorded("anthropic-tool.request.json")
    return finished(records.response(answer, chunks=chunks), request=request, url=URL, end=end)


def stream(*events: dict[str, Any]) -> Exchange:
    return streamed(events, url=URL)


def parts_of(exchange: Exchange, origin: str = "response") -> list[Part]:
    return [part for part in dialects.read(exchange).conversation().parts if part.origin == origin]


def sent(**request: Any) -> list[Part]:
    return parts_of(streamed([{"type": "message_stop"}], url=URL, request=request), "request")


def test_an_answer_is_thinking_text_and_a_call() -> None:
    thinking, message, call = parts_of(case())
    assert (thinking.kind, thinking.text) == ("reasoning", "The tests come first.")
    assert (message.kind, message.role, message.text) == ("message", "assistant", "I run the tests.")
    assert (call.kind, call.name, call.call_id) == ("tool_call", "shell_command", "toolu_2")
    assert call.arguments == '{"command": "pytest -q"}'
    assert thinking.ended is not None
    assert message.began is not None
    assert thinking.ended < message.began


def test_a_summary_tells_model_outcome_and_all_tokens() -> None:
    summary = dialects.read(case()).summary()
    assert (summary.api, summary.state, summary.model) == ("anthropic.messages", "complete", "claude-small")
    assert (summary.outcome, summary.finish, summary.preview) == ("$ pytest -q", "tool_use", "2 files")
    usage = summary.usage
    assert (usage.input, usage.cached, usage.output, usage.source) == (1_530, 1_000, 89, "reported")
    assert summary.timing.first_token == 50.0
    assert summary.warnings == []
    assert summary.is_model_call


def test_a_request_is_tools_system_and_each_block() -> None:
    parts = parts_of(case(), "request")
    assert kinds(parts) == [
        "tools",
        "instructions",
        "instructions",
        "message",
        "image",
        "reasoning",
        "reasoning",
        "tool_call",
        "tool_output",
        "message",
    ]
    assert [tool.name for tool in definitions_of(parts[0])] == ["shell_command"]
    assert (parts[4].name, parts[4].size) == ("image/png", 20)
    assert (parts[6].name, parts[6].size) == ("encrypted", 6)
    [call] = [step for step in steps_of(parts) if step.part.kind == "tool_call"]
    assert (call.part.arguments, [output.text for output in call.outputs]) == ('{"command":"ls"}', ["2 files"])


def test_system_and_content_may_be_plain_texts() -> None:
    parts = sent(system="Be brief.", messages=[{"role": "user", "content": "hi"}])
    assert [(part.kind, part.role, part.text) for part in parts] == [
        ("instructions", "system", "Be brief."),
        ("message", "user", "hi"),
    ]


def test_a_result_of_several_pieces_is_as_many_outputs_of_its_call() -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://example.test/a.png"}}
    content = [{"type": "text", "text": "see"}, image]
    result = {"type": "tool_result", "tool_use_id": "t", "content": content}
    parts = sent(messages=[{"role": "user", "content": [result, {"type": "tool_result", "tool_use_id": "u"}]}])
    assert [(part.kind, part.call_id, part.text) for part in parts] == [
        ("tool_output", "t", "see"),
        ("image", "t", "https://example.test/a.png"),
        ("tool_output", "u", ""),
    ]


def test_a_whole_body_is_read_like_a_stream() -> None:
    call = {"type": "tool_use", "id": "t", "name": "shell_command", "input": {"command": "ls"}}
    body = {
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "thinking", "thinking": "hm", "signature": "x"}, {"type": "text", "text": "Yes."}, call],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 5, "output_tokens": 2},
    }
    exchange = finished(json.dumps(body).encode(), url=URL, transport="http", content_type="application/json")
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.outcome, summary.finish) == ("complete", "$ ls", "tool_use")
    assert (summary.usage.input, summary.usage.cached, summary.timing.first_token) == (5, None, None)
    assert [part.text or part.arguments for part in parts_of(exchange)] == ["hm", "Yes.", '{"command":"ls"}']


def test_a_call_without_arguments_is_called_with_none() -> None:
    block = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    events = [
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": ""}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_stop"},
    ]
    assert [(part.name, part.arguments) for part in parts_of(stream(*events))] == [("f", "{}")]


def test_blocks_that_a_server_filled_itself_are_calls_and_outputs() -> None:
    use = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "sse"}}
    found = {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "web_search_result"}]}
    events = [{"type": "content_block_start", "index": i, "content_block": b} for i, b in enumerate((use, found))]
    call, output = parts_of(stream(*events, {"type": "message_stop"}))
    assert (call.kind, call.name, call.arguments) == ("tool_call", "web_search", '{"query":"sse"}')
    assert (output.kind, output.call_id, output.text) == ("other", "s", '{"type":"web_search_result"}')


@pytest.mark.parametrize(
    "error",
    [
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        {"error": {"message": "Overloaded"}},
    ],
)
def test_an_error_event_fails_the_exchange(error: dict[str, Any]) -> None:
    start = {"type": "message_start", "message": {"model": "m"}}
    summary = dialects.read(stream(start, error)).summary()
    assert (summary.state, summary.error) == ("failed", "Overloaded")


def test_a_refused_request_tells_the_servers_words() -> None:
    body = json.dumps({"type": "error", "error": {"type": "invalid_request_error", "message": "too long"}}).encode()
    exchange = finished(body, status=400, url=URL, transport="http", content_type="application/json")
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.outcome) == ("failed", "400 too long")


def test_a_stream_is_complete_after_its_last_event_whoever_closed() -> None:
    assert dialects.read(case(end="client_closed")).summary().state == "complete"
    half = streamed([{"type": "message_start", "message": {}}], url=URL, end="client_closed")
    assert dialects.read(half).summary().state == "aborted"


def test_an_answer_at_its_limit_was_cut() -> None:
    end = {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 3}}
    summary = dialects.read(stream(end, {"type": "message_stop"})).summary()
    assert (summary.state, [warning.code for warning in summary.warnings]) == ("complete", ["answer_cut"])


def test_unknown_events_and_deltas_are_counted_and_change_nothing_else() -> None:
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "smell_delta", "smell": "x"}}
    text = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Yes."}}
    exchange = stream({"type": "ping"}, {"type": "news"}, text, delta, {"type": "message_stop"})
    [warning] = dialects.read(exchange).summary().warnings
    assert warning.message == "2 events of unknown type: news, smell_delta."
    assert [part.text for part in parts_of(exchange)] == ["Yes."]
