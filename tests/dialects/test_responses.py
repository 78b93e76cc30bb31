"""The Responses API: what is sent, what streams back, what a whole body says."""

import json

import pytest

from codex_tui import dialects
from tests.dialects.exchanges import (
    case,
    completed,
    finished,
    item_done,
    kinds,
    recorded,
    streamed,
    text_delta,
    websocket_turn,
)


def test_a_hello_is_reasoning_and_an_answer() -> None:
    reading = dialects.read(case("hello"))
    summary = reading.summary()
    assert (summary.state, summary.api, summary.outcome) == ("complete", "openai.responses", "answer")
    assert (summary.preview, summary.model, summary.finish) == ("greet the reader", "gpt-oss:20b", "completed")
    assert summary.error is None
    assert summary.warnings == []
    reasoning, answer = [part for part in reading.conversation().parts if part.origin == "response"]
    assert (reasoning.kind, reasoning.text) == ("reasoning", "The reader wants a greeting. Keep it short.")
    assert (answer.kind, answer.role, answer.text) == ("message", "assistant", "Good morning, reader. All is well.")


def test_the_request_is_its_tools_and_its_messages_piece_by_piece() -> None:
    parts = dialects.read(case("hello")).conversation().parts
    sent = [(part.kind, part.role) for part in parts if part.origin == "request"]
    assert sent == [("tools", None), *[("message", "developer")] * 3, *[("message", "user")] * 2]
    assert [tool["name"] for tool in json.loads(parts[0].text) if "name" in tool] == [
        "exec_command",
        "multi_agent_v1",
    ]


def test_instructions_stand_before_the_input() -> None:
    exchange = case("hello", request="instructions")
    first, *_ = dialects.read(exchange).conversation().parts
    assert (first.kind, first.role, first.text) == ("instructions", "system", "You are a coding agent.")


def test_a_tool_call_and_its_output_keep_their_id() -> None:
    call = dialects.read(case("tool")).conversation().parts[-1]
    assert (call.kind, call.name, call.arguments) == ("tool_call", "exec_command", '{"cmd": "pytest -q"}')
    output = next(p for p in dialects.read(case("tool-answer")).conversation().parts if p.kind == "tool_output")
    assert output.call_id == call.call_id
    assert "3 passed" in output.text


def test_a_summary_of_a_call_is_its_command_and_of_its_answer_the_output() -> None:
    assert dialects.read(case("tool")).summary().outcome == "$ pytest -q"
    assert dialects.read(case("tool-answer")).summary().preview == "3 passed in 0.12s"


def test_parts_tell_when_they_began_and_ended() -> None:
    reasoning, call = dialects.read(case("tool")).conversation().parts[-2:]
    assert (reasoning.began, reasoning.ended) == (60.0, 160.0)
    assert call.began == 170.0
    assert reasoning.ended < call.began


def test_reported_tokens_have_their_details() -> None:
    usage = dialects.read(case("hello")).summary().usage
    assert (usage.input, usage.cached, usage.output, usage.reasoning) == (1234, 1000, 56, 12)
    assert usage.source == "reported"


def test_a_failure_tells_the_servers_words() -> None:
    summary = dialects.read(case("failed", request="hello")).summary()
    assert (summary.state, summary.finish) == ("failed", "failed")
    assert summary.error == "The quota is used up."
    assert summary.outcome == "failed: The quota is used up."
    assert [warning.code for warning in summary.warnings] == []


def test_an_incomplete_answer_is_complete_and_its_finish_is_the_reason() -> None:
    end = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    summary = dialects.read(
        streamed([text_delta("half"), {"type": "response.incomplete", "response": end}])
    ).summary()
    assert (summary.state, summary.finish) == ("complete", "max_output_tokens")
    assert [warning.code for warning in summary.warnings] == ["answer_cut"]


@pytest.mark.parametrize(
    "error",
    [
        {"type": "error", "code": "server_error", "message": "no memory"},
        {"type": "error", "status": 429, "error": {"type": "usage_limit_reached", "message": "no memory"}},
        {"error": {"message": "no memory"}},
        {"error": "no memory"},
    ],
)
def test_an_error_event_fails_the_exchange(error: dict[str, object]) -> None:
    summary = dialects.read(streamed([text_delta("half"), error])).summary()
    assert (summary.state, summary.error) == ("failed", "no memory")


def test_a_whole_body_is_read_like_a_stream() -> None:
    items = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "short"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]},
    ]
    usage = {"input_tokens": 5, "output_tokens": 2}
    body = {"object": "response", "status": "completed", "model": "m", "output": items, "usage": usage, "error": None}
    exchange = finished(json.dumps(body).encode(), content_type="application/json", transport="http")
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.outcome, summary.usage.input) == ("complete", "answer", 5)
    assert (summary.timing.first_token, summary.timing.tokens_per_second) == (None, None)
    parts = dialects.read(exchange).conversation().parts
    assert [part.text for part in parts if part.origin == "response"] == ["short", "Hello."]


def test_items_that_only_the_end_tells_are_there() -> None:
    call = {"type": "function_call", "name": "update_plan", "call_id": "c1", "arguments": "{}"}
    summary = dialects.read(streamed([completed(output=[call])])).summary()
    assert summary.outcome == "1 call: update_plan"


def test_items_that_streamed_are_not_told_twice_by_the_end() -> None:
    item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]}
    exchange = streamed([text_delta("Hello."), item_done(item), completed(output=[item])])
    parts = dialects.read(exchange).conversation().parts
    assert [part.text for part in parts if part.origin == "response"] == ["Hello."]


def test_deltas_stand_where_the_whole_differs_and_a_warning_says_so() -> None:
    item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello there"}]}
    reading = dialects.read(streamed([text_delta("Hel"), text_delta("lo "), item_done(item), completed()]))
    assert reading.conversation().parts[-1].text == "Hello "
    assert [warning.code for warning in reading.summary().warnings] == ["text_differs"]


def test_a_whole_without_the_white_space_around_it_says_nothing_else() -> None:
    item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]}
    reading = dialects.read(streamed([text_delta(" Hel"), text_delta("lo \n"), item_done(item), completed()]))
    assert reading.conversation().parts[-1].text == " Hello \n"
    assert reading.summary().warnings == []


def test_encrypted_reasoning_is_a_part_of_that_size_without_text() -> None:
    item = {"type": "reasoning", "summary": [], "encrypted_content": "opaque"}
    part = dialects.read(streamed([item_done(item), completed()])).conversation().parts[-1]
    assert (part.kind, part.text, part.name, part.size) == ("reasoning", "", "encrypted", 6)


def test_reasoning_that_can_be_read_tells_the_size_of_what_came_encrypted_with_it() -> None:
    pieces = [{"type": "summary_text", "text": "First."}, {"type": "summary_text", "text": "Then."}]
    item = {"type": "reasoning", "summary": pieces, "encrypted_content": "opaque"}
    delta = {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 1, "delta": "Then."}
    for events in ([item_done(item)], [delta, item_done(item)]):
        parts = dialects.read(streamed([*events, completed()])).conversation().parts
        assert {(part.text, part.name, part.size) for part in parts if part.kind == "reasoning"} == {
            ("First.", None, None),
            ("Then.", None, 6),
        }


def test_a_refusal_is_a_message_that_says_so() -> None:
    delta = {"type": "response.refusal.delta", "output_index": 0, "content_index": 0, "delta": "I will not."}
    item = {"type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": "I will not."}]}
    reading = dialects.read(streamed([delta, item_done(item), completed()]))
    part = reading.conversation().parts[-1]
    assert (part.kind, part.name, part.text) == ("message", "refusal", "I will not.")
    assert reading.summary().outcome == "refusal"


@pytest.mark.parametrize(
    ("item", "name", "arguments"),
    [
        (
            {"type": "custom_tool_call", "name": "apply_patch", "input": "*** Begin Patch"},
            "apply_patch",
            "*** Begin Patch",
        ),
        (
            {"type": "local_shell_call", "action": {"type": "exec", "command": ["ls"]}},
            "local_shell",
            '{"type":"exec","command":["ls"]}',
        ),
        ({"type": "web_search_call", "action": {"query": "sse"}}, "web_search", '{"query":"sse"}'),
        ({"type": "tool_search_call", "arguments": {"query": "x"}}, "tool_search", '{"query":"x"}'),
        ({"type": "some_new_call", "arguments": "{}"}, "some_new", "{}"),
        ({"type": "odd_call", "operation": 1}, "odd", '{"type":"odd_call","operation":1}'),
    ],
)
def test_every_kind_of_call_has_a_name_and_arguments(item: dict[str, object], name: str, arguments: str) -> None:
    sent = dialects.read(streamed([completed()], request={"input": [item]})).conversation().parts[0]
    came = dialects.read(streamed([item_done(item), completed()])).conversation().parts[-1]
    for part in (sent, came):
        assert (part.kind, part.name, part.arguments) == ("tool_call", name, arguments)


@pytest.mark.parametrize(
    "kind", ["function_call_output", "custom_tool_call_output", "local_shell_call_output", "some_new_call_output"]
)
def test_every_kind_of_output_has_its_text(kind: str) -> None:
    items = [
        {"type": kind, "call_id": "c1", "output": "done"},
        {
            "type": kind,
            "call_id": "c2",
            "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}],
        },
        {"type": kind, "call_id": "c3", "output": {"content": "no", "success": False}},
        {"type": kind, "call_id": "c4", "stdout": "all of it"},
    ]
    parts = dialects.read(streamed([completed()], request={"input": items})).conversation().parts
    *parts, unknown = parts
    assert kinds(parts) == ["tool_output"] * 4
    assert [(part.call_id, part.text) for part in parts] == [("c1", "done"), ("c2", "a"), ("c2", "b"), ("c3", "no")]
    assert (unknown.role, unknown.call_id, json.loads(unknown.text)) == ("tool", "c4", items[-1])


def test_what_the_server_itself_made_stands_by_its_call() -> None:
    image = {"type": "image_generation_call", "id": "i", "revised_prompt": "a cat", "result": "iVBO" * 25}
    tool = {"type": "mcp_call", "id": "m", "name": "look_up", "arguments": "{}", "output": "found"}
    failed = {**tool, "id": "n", "output": None, "error": "no such tool"}
    items = [item_done(item, index) for index, item in enumerate((image, tool, failed))]
    parts = dialects.read(streamed([*items, completed()])).conversation().parts[1:]
    assert [(part.kind, part.call_id, part.text or part.arguments or part.size) for part in parts] == [
        ("tool_call", "i", "a cat"),
        ("image", None, 100),
        ("tool_call", "m", "{}"),
        ("tool_output", "m", "found"),
        ("tool_call", "n", "{}"),
        ("tool_output", "n", "no such tool"),
    ]


@pytest.mark.parametrize("streamed_too", [True, False])
def test_what_a_message_cites_stands_below_it(streamed_too: bool) -> None:
    page = {"type": "url_citation", "title": "SSE\n", "url": "https://x/sse", "start_index": 0}
    cited = [page, {"type": "file_citation", "file_id": "f1", "filename": "a.md"}, {"type": "odd", "n": 1}]
    content = [{"type": "output_text", "text": "See.", "annotations": cited}]
    item = {"type": "message", "role": "assistant", "content": content}
    added = [
        {"type": "response.output_text.annotation.added", "output_index": 0, "annotation": annotation}
        for annotation in cited
    ]
    events = [text_delta("See."), *(added if streamed_too else []), item_done(item), completed()]
    reading = dialects.read(streamed(events, request={"input": [item]}))
    said = [(part.kind, part.name, part.text) for part in reading.conversation().parts]
    lines = 'SSE  https://x/sse\na.md\n{"type":"odd","n":1}'
    assert said == [("message", None, "See."), ("other", "annotations", lines)] * 2
    assert reading.summary().warnings == []
    assert reading.summary().outcome == "answer"


def test_images_compactions_and_unknown_items_are_kept_as_placeholders() -> None:
    image = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
    items = [
        {"type": "message", "role": "user", "content": [image, {"type": "input_text", "text": "what is it"}]},
        {"type": "compaction", "encrypted_content": "opaque"},
        {"type": "additional_tools", "role": "developer", "tools": [{"type": "function", "name": "f"}]},
        {"type": "something_new", "value": 1},
    ]
    parts = dialects.read(streamed([completed()], request={"input": items})).conversation().parts
    assert kinds(parts) == ["image", "message", "other", "tools", "other"]
    assert (parts[0].name, parts[0].text, parts[0].size) == ("image/png", "", 26)
    assert parts[2].name == "compaction"
    assert json.loads(parts[4].text) == items[3]


def test_input_may_be_a_text() -> None:
    [part] = dialects.read(streamed([completed()], request={"input": "hi"})).conversation().parts
    assert (part.kind, part.role, part.text) == ("message", "user", "hi")


def test_turns_of_a_websocket_are_read_like_streams() -> None:
    prewarm, call, answer = (dialects.read(websocket_turn(index)) for index in range(3))
    assert [r.summary().outcome for r in (prewarm, call, answer)] == ["prewarm", "$ pytest -q", "answer"]
    assert {r.summary().state for r in (prewarm, call, answer)} == {"complete"}
    assert call.summary().preview == "run the tests"
    assert answer.conversation().parts[-1].text == "Three tests passed. Nothing to mend."


def test_the_upgrade_of_a_websocket_is_no_model_call() -> None:
    exchange = finished(b"", request=b"", method="GET", transport="websocket", status=101, end="client_closed")
    summary = dialects.read(exchange).summary()
    assert (summary.api, summary.state, summary.is_model_call) == ("other", "complete", False)
    assert summary.outcome == "GET /v1/responses"


def test_a_status_of_failure_tells_the_message_of_its_body() -> None:
    body = recorded("error-500.response.json")
    request = recorded("hello.request.json")
    exchange = finished(body, status=500, content_type="application/json", transport="http", request=request)
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.error, summary.outcome) == ("failed", "internal error", "500 internal error")
    assert summary.usage.source == "estimated"
    assert summary.warnings == []


def test_unknown_events_are_counted_and_change_nothing_else() -> None:
    news = {"type": "response.news", "text": "x"}
    with_news = dialects.read(streamed([news, text_delta("Hello."), news, {"type": "odd"}, completed()]))
    plain = dialects.read(streamed([text_delta("Hello."), completed()]))
    [warning] = with_news.summary().warnings
    assert (warning.code, warning.message) == ("unknown_event", "3 events of unknown type: response.news, odd.")
    [warning] = dialects.read(streamed(["oops", completed()])).summary().warnings
    assert warning.message == "1 event of unknown type: not JSON."
    [warning] = dialects.read(streamed([{"type": "x" * 10_000}, completed()])).summary().warnings
    assert len(warning.message) < 100
    assert [p.text for p in with_news.conversation().parts] == [p.text for p in plain.conversation().parts]
