"""OpenAI's smaller APIs: completions, embeddings, the list of models."""

import json
from typing import Any

import pytest

from codex_tui import dialects
from codex_tui.dialects.conversation import Part
from codex_tui.history.exchange import Exchange
from tests.dialects.exchanges import chunk as chat_chunk
from tests.dialects.exchanges import finished, streamed

BASE = "http://localhost:11434/v1"


def whole(path: str, value: Any, **fields: Any) -> Exchange:
    body = json.dumps(value).encode()
    return finished(body, url=f"{BASE}/{path}", transport="http", content_type="application/json", **fields)


def chunk(text: str, finish: str | None = None, index: int = 0) -> dict[str, Any]:
    choice = {"index": index, "text": text, "finish_reason": finish}
    return {"object": "text_completion", "model": "m", "choices": [choice]}


def completions(*events: dict[str, Any] | str, **fields: Any) -> Exchange:
    return streamed(events, chat=True, url=f"{BASE}/completions", **fields)


def parts_of(exchange: Exchange, origin: str) -> list[Part]:
    return [part for part in dialects.read(exchange).conversation().parts if part.origin == origin]


def test_a_completion_streams_its_text() -> None:
    last = {"object": "text_completion", "choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 2}}
    exchange = completions(chunk("Hel"), chunk("lo"), chunk("", "stop"), last, "[DONE]", request={"prompt": "say"})
    summary = dialects.read(exchange).summary()
    assert (summary.api, summary.state, summary.finish) == ("openai.completions", "complete", "stop")
    assert (summary.outcome, summary.preview, summary.model) == ("answer", "say", "m")
    assert (summary.usage.input, summary.usage.output, summary.timing.first_token) == (4, 2, 20.0)
    assert [part.text for part in parts_of(exchange, "response")] == ["Hello"]


def test_a_completion_in_one_body_is_read_like_a_stream() -> None:
    exchange = whole("completions", {**chunk("Hello", "length"), "usage": {"prompt_tokens": 1}})
    summary = dialects.read(exchange).summary()
    assert (summary.state, summary.finish, summary.timing.first_token) == ("complete", "length", None)
    assert [part.text for part in parts_of(exchange, "response")] == ["Hello"]


@pytest.mark.parametrize(
    ("path", "event"), [("completions", chunk("Hel")), ("chat/completions", chat_chunk({"content": "a"}))]
)
def test_a_speed_that_llama_cpp_measured_is_believed(path: str, event: dict[str, Any]) -> None:
    last = {**event, "timings": {"predicted_per_second": 121.811}}
    exchange = streamed([event, last, "[DONE]"], chat=True, url=f"{BASE}/{path}")
    assert dialects.read(exchange).summary().timing.tokens_per_second == 121.8


def test_choices_of_a_completion_are_parts_of_their_own() -> None:
    exchange = completions(chunk("a"), chunk("b", index=1), chunk("c", "stop"), chunk("d", "stop", index=1))
    assert [part.text for part in parts_of(exchange, "response")] == ["ac", "bd"]


@pytest.mark.parametrize(
    ("prompt", "texts"), [("one", ["one"]), (["one", "two"], ["one", "two"]), ([1, 2], ["[1,2]"]), (None, [])]
)
def test_prompts_of_every_shape(prompt: Any, texts: list[str]) -> None:
    exchange = completions(chunk("x", "stop"), request={"model": "m", "prompt": prompt})
    assert [part.text for part in parts_of(exchange, "request")] == texts


def test_a_completion_that_fails_says_so() -> None:
    summary = dialects.read(completions(chunk("a"), {"error": {"message": "no memory"}})).summary()
    assert (summary.state, summary.error) == ("failed", "no memory")
    cut = dialects.read(completions(chunk("a"), {"odd": 1}, end="server_closed")).summary()
    assert (cut.state, [warning.code for warning in cut.warnings]) == ("failed", ["stream_cut", "unknown_event"])


def test_embeddings_are_counted_and_not_listed() -> None:
    data = [{"object": "embedding", "index": n, "embedding": [0.5] * 1536} for n in range(3)]
    body = {"object": "list", "data": data, "model": "e", "usage": {"prompt_tokens": 8, "total_tokens": 8}}
    exchange = whole("embeddings", body, request={"model": "e", "input": ["a", "b", "c"]})
    summary = dialects.read(exchange).summary()
    assert (summary.outcome, summary.usage.input) == ("POST /v1/embeddings: 3 vectors of 1,536 numbers", 8)
    assert not summary.is_model_call
    packed = whole("embeddings", {"data": [{"embedding": "AACAPw=="}]}, request={"input": "a"})
    assert dialects.read(packed).summary().outcome == "POST /v1/embeddings: 1 vector"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"data": [{"id": "a", "owned_by": "us"}, {"id": "b", "max_model_len": 8192}]}, "a  us\nb  context 8,192"),
        ({"models": [{"slug": "gpt-5.5", "context_window": 272_000}]}, "gpt-5.5  context 272,000"),
        ({"data": [{"id": "a", "meta": {"n_ctx": 4096}}]}, "a  context 4,096"),
        ({"data": None}, "0 models"),
    ],
)
def test_models_are_a_table(body: dict[str, Any], text: str) -> None:
    exchange = whole("models", body, method="GET", request=b"")
    assert [part.text for part in parts_of(exchange, "response")] == [text]
    assert dialects.read(exchange).summary().outcome.startswith("GET /v1/models: ")


@pytest.mark.parametrize(
    ("status", "end", "outcome"),
    [
        (200, "eof", "GET /v1/models: 0 models"),
        (400, "eof", "GET /v1/models, 400"),
        (None, "proxy_error", "GET /v1/models: failed: No answer came."),
    ],
)
def test_what_asks_no_model_says_what_came_or_why_nothing_did(status: int | None, end: str, outcome: str) -> None:
    answer = b'{"data": []}' if status else None
    exchange = finished(answer, url=f"{BASE}/models", method="GET", transport="http", status=status, end=end)
    assert dialects.read(exchange).summary().outcome == outcome
