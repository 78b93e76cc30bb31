"""Chat Completions: chunks, whole bodies, every role."""

import json

import pytest

from codex_tui import dialects
from codex_tui.dialects.conversation import Part
from codex_tui.history.exchange import Exchange
from tests.dialects.exchanges import CHAT_URL, case, chunk, finished, kinds, streamed


def answer(exchange: Exchange) -> list[Part]:
    return [part for part in dialects.read(exchange).conversation().parts if part.origin == "response"]


def sent(*messages: dict[str, object], **fields: object) -> list[Part]:
    request = {"model": "m", "messages": list(messages), **fields}
    exchange = streamed([chunk({"content": "ok"}, "stop"), "[DONE]"], chat=True, request=request)
    return [part for part in dialects.read(exchange).conversation().parts if part.origin == "request"]


def test_a_shell_call_of_an_old_codex_is_its_command() -> None:
    summary = dialects.read(case("chat-tool", version="0.34")).summary()
    assert (summary.api, summary.state, summary.finish) == ("openai.chat", "complete", "tool_calls")
    assert (summary.outcome, summary.preview) == ("$ pytest -q", "run the tests")
    assert summary.warnings == []


def test_reasoning_content_and_calls_are_parts_of_their_own() -> None:
    reasoning, call = answer(case("chat-tool", version="0.34"))
    assert (reasoning.kind, reasoning.text) == ("reasoning", "The reader wants a greeting. ")
    assert (call.kind, call.name, call.arguments) == (
        "tool_call",
        "shell",
        '{"command": ["bash", "-lc", "pytest -q"]}',
    )
    assert reasoning.ended is not None
    assert call.ended is not None
    assert reasoning.ended < call.ended


def test_the_follow_up_holds_the_call_and_its_output() -> None:
    parts = dialects.read(case("chat-tool-answer", version="0.34")).conversation().parts
    assert kinds(parts) == [
        "tools",
        *["message"] * 3,
        "reasoning",
        "tool_call",
        "tool_output",
        "reasoning",
        "message",
    ]
    call, output = parts[5], parts[6]
    assert call.call_id == output.call_id
    assert dialects.read(case("chat-tool-answer", version="0.34")).summary().preview == "3 passed in 0.12s"


def test_without_usage_tokens_are_estimated_by_size() -> None:
    request = {"messages": [{"role": "user", "content": "x" * 400}]}
    exchange = streamed([chunk({"content": "y" * 40}), chunk({}, "stop")], chat=True, request=request)
    usage = dialects.read(exchange).summary().usage
    assert (usage.input, usage.output, usage.cached, usage.source) == (100, 10, None, "estimated")


def test_usage_may_come_in_a_last_chunk_without_choices() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 3}, "completion_tokens_details": {"reasoning_tokens": 1}}
    last = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2, **details}}
    usage = dialects.read(streamed([chunk({"content": "a"}, "stop"), last, "[DONE]"], chat=True)).summary().usage
    assert (usage.input, usage.cached, usage.output, usage.reasoning) == (7, 3, 2, 1)
    assert usage.source == "reported"


def test_arguments_of_several_calls_are_assembled_by_index() -> None:
    def piece(index: int, arguments: str, **more: object) -> dict[str, object]:
        function = {"arguments": arguments, **{key: value for key, value in more.items() if key == "name"}}
        return {"index": index, "function": function, **{k: v for k, v in more.items() if k == "id"}}

    exchange = streamed(
        [
            chunk({"tool_calls": [piece(0, '{"a"', id="c0", name="first"), piece(1, "", id="c1", name="second")]}),
            chunk({"tool_calls": [piece(1, "{}")]}),
            chunk({"tool_calls": [piece(0, ": 1}")]}),
            chunk({}, "tool_calls"),
        ],
        chat=True,
    )
    assert [(p.name, p.call_id, p.arguments) for p in answer(exchange)] == [
        ("first", "c0", '{"a": 1}'),
        ("second", "c1", "{}"),
    ]
    assert dialects.read(exchange).summary().outcome == "2 calls: first, second"


def test_calls_that_all_claim_the_first_index_are_told_apart_by_id() -> None:
    calls = [{"index": 0, "id": f"c{n}", "function": {"name": f"f{n}", "arguments": "{}"}} for n in range(3)]
    exchange = streamed([*(chunk({"tool_calls": [call]}) for call in calls), chunk({}, "tool_calls")], chat=True)
    assert [(part.name, part.call_id) for part in answer(exchange)] == [("f0", "c0"), ("f1", "c1"), ("f2", "c2")]


def test_choices_stand_one_after_the_other() -> None:
    exchange = streamed(
        [
            chunk({"content": "one "}, index=0),
            chunk({"content": "two "}, index=1),
            chunk({"reasoning": "hm"}, index=0),
            chunk({"content": "more"}, "stop", index=1),
            chunk({}, "stop", index=0),
        ],
        chat=True,
    )
    assert [part.text for part in answer(exchange)] == ["one ", "hm", "two more"]


def test_a_legacy_function_call_is_a_tool_call() -> None:
    deltas = [{"function_call": {"name": "f", "arguments": "{"}}, {"function_call": {"arguments": "}"}}]
    [call] = answer(streamed([*map(chunk, deltas), chunk({}, "function_call")], chat=True))
    assert (call.name, call.arguments) == ("f", "{}")
    legacy = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
    [part] = sent(legacy)
    assert (part.kind, part.name, part.arguments) == ("tool_call", "f", "{}")


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content", "thinking"])
def test_reasoning_has_several_names(name: str) -> None:
    exchange = streamed([chunk({name: "because"}), chunk({"content": "so"}, "stop")], chat=True)
    assert [(part.kind, part.text) for part in answer(exchange)] == [("reasoning", "because"), ("message", "so")]


def test_reasoning_under_two_names_at_once_is_told_once() -> None:
    both = {"reasoning": "because", "reasoning_content": "because"}
    assert [part.text for part in answer(streamed([chunk(both), chunk({}, "stop")], chat=True))] == ["because"]


def test_every_role_is_read() -> None:
    parts = sent(
        {"role": "system", "content": "be brief"},
        {"role": "developer", "content": [{"type": "text", "text": "and kind"}]},
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
                {"type": "text", "text": "?"},
            ],
        },
        {"role": "assistant", "content": ""},
        {"role": "tool", "tool_call_id": "c", "content": ""},
        {"role": "function", "name": "f", "content": "out"},
    )
    assert [(p.kind, p.role, p.text) for p in parts] == [
        ("message", "system", "be brief"),
        ("message", "developer", "and kind"),
        ("image", "user", "https://x/y.png"),
        ("message", "user", "?"),
        ("tool_output", "tool", ""),
        ("tool_output", "tool", "out"),
    ]


def test_a_whole_body_is_read_like_a_stream() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    message = {"role": "assistant", "content": "Hello.", "reasoning": "short", "tool_calls": [call]}
    body = {
        "object": "chat.completion",
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    }
    exchange = finished(json.dumps(body).encode(), url=CHAT_URL, content_type="application/json", transport="http")
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.outcome, summary.usage.output) == ("complete", "1 call: f", 4)
    assert summary.timing.first_token is None
    assert kinds(answer(exchange)) == ["reasoning", "message", "tool_call"]


def test_audio_is_its_transcript_and_a_size() -> None:
    deltas = [
        {"id": "a", "transcript": "Hel"},
        {"data": "AAAA"},
        {"transcript": "lo."},
        {"data": "BB"},
        {"expires_at": 1},
    ]
    [part] = answer(streamed([*(chunk({"audio": delta}) for delta in deltas), chunk({}, "stop")], chat=True))
    whole = {"role": "assistant", "content": None, "audio": {"id": "a", "data": "AAAABB", "transcript": "Hello."}}
    body = {"choices": [{"index": 0, "message": whole, "finish_reason": "stop"}]}
    [same] = answer(
        finished(json.dumps(body).encode(), url=CHAT_URL, content_type="application/json", transport="http")
    )
    for each in (part, same):
        assert (each.kind, each.name, each.text, each.size) == ("message", "audio", "Hello.", 6)
    [again] = sent({"role": "assistant", "audio": {"id": "a"}})
    assert (again.kind, again.name, again.text, again.size) == ("message", "audio", "", 10)


def test_what_an_answer_cites_stands_below_it() -> None:
    cited = {"type": "url_citation", "url_citation": {"title": "SSE", "url": "https://x/sse", "end_index": 4}}
    chunks = [chunk({"content": "See."}), chunk({"annotations": [cited, cited]}, "stop")]
    came = answer(streamed(chunks, chat=True))
    for parts in (came, sent({"role": "assistant", "content": "See.", "annotations": [cited, cited]})):
        assert [(part.kind, part.text) for part in parts] == [
            ("message", "See."),
            ("other", "SSE  https://x/sse\nSSE  https://x/sse"),
        ]


def test_pieces_of_a_content_stay_in_order_and_files_are_placeholders() -> None:
    document = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "A" * 500}}
    audio = {"type": "input_audio", "input_audio": {"data": "A" * 500, "format": "wav"}}
    parts = sent({"role": "user", "content": [{"type": "text", "text": "a"}, "b", audio, document, 1]})
    assert [(part.kind, part.name, part.text) for part in parts] == [
        ("message", None, "a"),
        ("message", None, "b"),
        ("other", "input_audio", ""),
        ("other", "document", ""),
        ("message", None, "1"),
    ]
    assert all(part.size > 500 for part in parts[2:4])


def test_an_error_in_the_stream_fails_the_exchange() -> None:
    exchange = streamed([chunk({"content": "a"}), {"error": {"message": "out of memory"}}], chat=True)
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.error) == ("failed", "out of memory")


def test_done_alone_completes_a_stream() -> None:
    summary = dialects.read(streamed([chunk({"content": "a"}), "[DONE]"], chat=True)).summary()
    assert (summary.state, summary.finish) == ("complete", None)


def test_a_stream_without_its_final_event_is_cut() -> None:
    summary = dialects.read(streamed([chunk({"content": "a"})], chat=True)).summary()
    assert (summary.state, summary.outcome) == ("failed", "answer, cut off")
    assert [warning.code for warning in summary.warnings] == ["stream_cut"]


def test_a_refusal_is_a_message_that_says_so() -> None:
    [part] = answer(streamed([chunk({"refusal": "I "}), chunk({"refusal": "won't"}), chunk({}, "stop")], chat=True))
    assert (part.kind, part.name, part.text) == ("message", "refusal", "I won't")
