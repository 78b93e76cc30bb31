"""Ollama's own API: chat, generate, pull, and what it tells of its models."""

import json
from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.steps import steps_of
from codex_tui.history.exchange import Exchange
from tests import records
from tests.dialects.exchanges import finished, kinds, recorded

BASE = "http://localhost:11434/api"
LAST = {
    "model": "m",
    "done": True,
    "done_reason": "stop",
    "total_duration": 5_000_000_000,
    "load_duration": 1_000_000_000,
    "prompt_eval_count": 26,
    "prompt_eval_duration": 342_546_000,
    "eval_count": 290,
    "eval_duration": 4_000_000_000,
}


def lines(path: str, *values: dict[str, Any], end: str = "eof", **fields: Any) -> Exchange:
    """A stream of these lines, 10 ms apart."""
    pieces = [records.ndjson(value) for value in values]
    chunks = [(20.0 + 10 * index, len(piece)) for index, piece in enumerate(pieces)]
    answer = records.response(b"".join(pieces), content_type="application/x-ndjson", chunks=chunks)
    return finished(answer, url=f"{BASE}/{path}", transport="ndjson", end=end, **fields)


def whole(path: str, value: dict[str, Any], **fields: Any) -> Exchange:
    """One JSON object."""
    fields.setdefault("request", b"" if fields.get("method") == "GET" else {"model": "m"})
    body = json.dumps(value).encode()
    return finished(body, url=f"{BASE}/{path}", transport="http", content_type="application/json", **fields)


def said(content: str = "", **message: Any) -> dict[str, Any]:
    return {"model": "m", "message": {"role": "assistant", "content": content, **message}, "done": False}


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"function": {"name": name, "arguments": arguments}}


def answer(exchange: Exchange) -> list[Part]:
    return [part for part in dialects.read(exchange).conversation().parts if part.origin == "response"]


def test_a_chat_is_reasoning_content_and_calls() -> None:
    exchange = lines(
        "chat",
        said(thinking="Let me "),
        said(thinking="see."),
        said("I look."),
        said(tool_calls=[call("shell", command=["ls", "-l"]), call("update_plan")]),
        {**LAST, "message": {"role": "assistant", "content": ""}},
    )
    parts = answer(exchange)
    assert [(part.kind, part.text or part.arguments) for part in parts] == [
        ("reasoning", "Let me see."),
        ("message", "I look."),
        ("tool_call", '{"command":["ls","-l"]}'),
        ("tool_call", "{}"),
    ]
    assert [(part.began, part.ended) for part in parts] == [(20.0, 30.0), (40.0, 40.0), (50.0, 50.0), (50.0, 50.0)]
    summary = dialects.read(exchange).summary()
    assert (summary.api, summary.state, summary.finish) == ("ollama.chat", "complete", "stop")
    assert summary.outcome == "2 calls: $ ls, update_plan"
    assert summary.is_model_call


def test_counts_are_reported_and_the_speed_is_what_the_server_measured() -> None:
    summary = dialects.read(lines("chat", said("a"), said("b"), LAST)).summary()
    usage, timing = summary.usage, summary.timing
    assert (usage.input, usage.output, usage.cached, usage.source) == (26, 290, None, "reported")
    assert (timing.first_token, timing.tokens_per_second) == (20.0, 72.5)


def test_an_answer_in_one_piece_has_no_first_token() -> None:
    exchange = whole("chat", {**LAST, "message": {"role": "assistant", "content": "Hello.", "thinking": "hm"}})
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.outcome, summary.finish) == ("complete", "answer", "stop")
    assert (summary.timing.first_token, summary.timing.tokens_per_second) == (None, 72.5)
    assert [(part.kind, part.text) for part in answer(exchange)] == [("reasoning", "hm"), ("message", "Hello.")]


def test_a_chats_request_is_its_tools_images_and_messages() -> None:
    request = json.loads(recorded("ollama-chat.request.json"))
    parts = dialects.read(lines("chat", said("ok"), LAST, request=request)).conversation().parts
    sent = [part for part in parts if part.origin == "request"]
    assert kinds(sent) == [
        "tools",
        "message",
        "image",
        "message",
        "reasoning",
        "tool_call",
        "tool_call",
        *["tool_output"] * 2,
    ]
    assert (sent[2].name, sent[2].role, sent[2].size) == ("image/png", "user", 20)
    assert sent[-1].name == "read_file"


def test_outputs_without_ids_belong_to_the_calls_of_their_name_in_order() -> None:
    request = json.loads(recorded("ollama-chat.request.json"))
    parts = dialects.read(lines("chat", LAST, request=request)).conversation().parts
    joined = [(step.part.arguments, [output.text for output in step.outputs]) for step in steps_of(parts)]
    assert joined[-2:] == [('{"path":"a.txt"}', ["first"]), ('{"path":"b.txt"}', ["second"])]


def test_generate_is_a_prompt_and_its_text() -> None:
    request = {"model": "m", "system": "Be brief.", "prompt": "say hello", "suffix": "!", "context": [1, 2]}
    exchange = lines(
        "generate",
        {"model": "m", "response": "", "thinking": "hm", "done": False},
        {"model": "m", "response": "Hel", "done": False},
        {"model": "m", "response": "lo", "done": False},
        {**LAST, "response": "", "context": [1, 2, 3]},
        request=request,
    )
    parts = dialects.read(exchange).conversation().parts
    assert [(part.kind, part.name, part.text) for part in parts] == [
        ("instructions", None, "Be brief."),
        ("other", "context", ""),
        ("message", None, "say hello"),
        ("message", "suffix", "!"),
        ("reasoning", None, "hm"),
        ("message", None, "Hello"),
    ]
    summary = dialects.read(exchange).summary()
    assert (summary.api, summary.state, summary.usage.output) == ("ollama.generate", "complete", 290)


def test_a_request_that_only_loads_a_model_says_so() -> None:
    loaded = {"model": "m", "response": "", "done": True, "done_reason": "load"}
    assert dialects.read(whole("generate", loaded)).summary().outcome == "model loaded"


@pytest.mark.parametrize("path", ["chat", "generate", "pull"])
def test_an_error_in_a_stream_fails_it(path: str) -> None:
    began = said("a") if path == "chat" else {"response": "a", "done": False, "status": "pulling"}
    summary = dialects.read(lines(path, began, {"error": "no space left"})).summary()
    assert (summary.state, summary.error) == ("failed", "no space left")
    assert summary.outcome.endswith("failed: no space left")


@pytest.mark.parametrize("path", ["chat", "generate"])
def test_a_stream_is_complete_after_its_last_line_whoever_closed(path: str) -> None:
    began = said("a") if path == "chat" else {"response": "a", "done": False}

    def state(*sent: dict[str, Any]) -> str:
        return dialects.read(lines(path, *sent, end="client_closed")).summary().state

    assert state(began, LAST) == "complete"
    assert state(began) == "aborted"


def test_an_answer_at_its_limit_was_cut() -> None:
    [warning] = dialects.read(lines("chat", said("a"), {**LAST, "done_reason": "length"})).summary().warnings
    assert warning.code == "answer_cut"


def test_a_pull_is_a_line_a_step_however_many_came() -> None:
    total = 13_793_422_144
    progress = [
        {"status": "pulling b112e727c6f1", "digest": "sha256:b1", "total": total, "completed": total * part // 1000}
        for part in range(1001)
    ]
    layer = {"status": "pulling 51468a0fd901", "total": 7_000, "completed": 7_000}
    steps = [{"status": "pulling manifest"}, *progress, layer, {"status": "verifying"}, {"status": "success"}]
    exchange = lines("pull", *steps, request={"model": "gpt-oss:20b"})
    [part] = answer(exchange)
    assert (part.kind, part.name) == ("other", "progress")
    assert part.text.split("\n") == [
        "pulling manifest",
        "pulling b112e727c6f1  13.8 GB",
        "pulling 51468a0fd901  7.0 kB",
        "verifying",
        "success",
    ]
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.model) == ("complete", "gpt-oss:20b")
    assert summary.outcome == "POST /api/pull: pulled 13.8 GB"
    assert not summary.is_model_call


def test_a_pull_that_stopped_says_how_far_it_came() -> None:
    half = {"status": "pulling b1", "total": 2_000_000, "completed": 900_000}
    exchange = lines("pull", {"status": "pulling manifest"}, half, end="client_closed")
    assert dialects.read(exchange).summary().outcome == "POST /api/pull: 45 % of 2.0 MB"
    assert answer(exchange)[0].text == "pulling manifest\npulling b1  900.0 kB of 2.0 MB"
    assert dialects.read(exchange).summary().state == "aborted"


DETAILS = {"family": "gptoss", "parameter_size": "20.9B", "quantization_level": "MXFP4"}


@pytest.mark.parametrize(
    ("path", "body", "did", "text"),
    [
        (
            "tags",
            {"models": [{"name": "gpt-oss:20b", "size": 13_793_441_244, "details": DETAILS}, {"name": "x"}]},
            "2 models",
            "gpt-oss:20b  13.8 GB  20.9B MXFP4\nx",
        ),
        ("tags", {"models": []}, "0 models", "0 models"),
        (
            "ps",
            {"models": [{"name": "a", "size": 200, "size_vram": 50, "context_length": 8192, "expires_at": "2025"}]},
            "a loaded",
            "a  200 B  25 % on the GPU  context 8,192  until 2025",
        ),
        ("ps", {"models": []}, "nothing is loaded", "nothing is loaded"),
        ("version", {"version": "0.13.4"}, "0.13.4", "0.13.4"),
    ],
)
def test_what_there_is_is_a_table(path: str, body: dict[str, Any], did: str, text: str) -> None:
    exchange = whole(path, body, method="GET")
    summary = dialects.read(exchange).summary()
    assert (summary.api, summary.state) == (f"ollama.{path}", "complete")
    assert summary.outcome == f"GET /api/{path}: {did}"
    assert (summary.is_model_call, summary.usage.source, summary.session) == (False, None, None)
    assert [part.text for part in answer(exchange)] == [text]


def test_a_model_shown_says_its_context_and_what_it_can() -> None:
    body = {
        "details": DETAILS,
        "model_info": {"general.architecture": "gptoss", "gptoss.context_length": 131072},
        "capabilities": ["completion", "tools", "thinking"],
        "parameters": 'temperature    1\nstop    "<|end|>"',
    }
    exchange = whole("show", body)
    facts = "20.9B MXFP4, context 131,072, completion tools thinking"
    assert dialects.read(exchange).summary().outcome == f"POST /api/show: {facts}"
    assert answer(exchange)[0].text == (
        'gptoss  20.9B MXFP4  context 131,072  completion tools thinking\ntemperature 1\nstop "<|end|>"'
    )


def test_a_refusal_of_a_side_request_is_its_status() -> None:
    summary = dialects.read(whole("show", {"error": "model not found"}, status=404)).summary()
    assert (summary.state, summary.error, summary.outcome) == ("failed", "model not found", "POST /api/show, 404")


def test_an_answer_that_nobody_can_read_is_shown_as_it_came() -> None:
    exchange = finished(b"<html>", url=f"{BASE}/tags", method="GET", request=b"", transport="http")
    assert [(part.kind, part.text) for part in answer(exchange)] == [("other", "<html>")]
    cut = finished(b'{"message": {"content": "Hel', url=f"{BASE}/chat", transport="http", end="server_closed")
    assert [part.text for part in answer(cut)] == ['{"message": {"content": "Hel']


def test_embeddings_are_counted_and_not_listed() -> None:
    body = {"model": "e", "embeddings": [[0.5] * 768, [0.25] * 768], "prompt_eval_count": 9}
    exchange = whole("embed", body, request={"model": "e", "input": ["one", "two"]})
    summary = dialects.read(exchange).summary()
    assert summary.outcome == "POST /api/embed: 2 vectors of 768 numbers"
    assert (summary.usage.input, summary.usage.source, summary.preview) == (9, "reported", "two")
    assert [(part.kind, part.text) for part in dialects.read(exchange).conversation().parts] == [
        ("message", "one"),
        ("message", "two"),
        ("other", "2 vectors of 768 numbers"),
    ]
    old = whole("embeddings", {"embedding": [0.5, 1]}, request={"model": "e", "prompt": "one"})
    assert dialects.read(old).summary().outcome == "POST /api/embeddings: 1 vector of 2 numbers"


def test_images_that_a_model_makes_are_placeholders() -> None:
    steps = [{"model": "m", "response": "", "done": False, "completed": step, "total": 2} for step in (1, 2)]
    made = lines("generate", *steps, {**LAST, "response": "", "image": "iVBORw0KGgoAAA"})
    assert [(part.kind, part.name, part.size) for part in answer(made)] == [("image", "image/png", 14)]
    summary = dialects.read(made).summary()
    assert (summary.state, summary.outcome) == ("complete", "image")
    drawn = lines("chat", said("Here.", images=["/9j/AAAA"]), LAST)
    assert [(part.kind, part.name) for part in answer(drawn)] == [("message", None), ("image", "image/jpeg")]


def test_a_line_with_an_error_in_the_middle_keeps_what_came() -> None:
    broken = lines("chat", said("I be"), {"error": "llama runner process has terminated: exit status 2"})
    summary = dialects.read(broken).summary()
    assert (summary.state, summary.error) == ("failed", "llama runner process has terminated: exit status 2")
    assert [part.text for part in answer(broken)] == ["I be"]


def test_ids_of_calls_are_kept_and_probabilities_do_no_harm() -> None:
    made = {"id": "call_1", "function": {"index": 0, "name": "shell", "arguments": {"command": "ls"}}}
    likely = {"logprobs": [{"token": "a", "logprob": -0.1, "bytes": [97], "top_logprobs": []}]}
    exchange = lines("chat", {**said(tool_calls=[made]), **likely}, LAST)
    assert [(part.name, part.call_id) for part in answer(exchange)] == [("shell", "call_1")]
    assert dialects.read(exchange).summary().warnings == []
