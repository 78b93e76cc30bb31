"""Names of APIs, and exchanges that are only shown as they are."""

import pytest

from codex_tui import dialects
from codex_tui.dialects.apis import api_of
from tests import records
from tests.dialects.exchanges import finished


@pytest.mark.parametrize(
    ("method", "url", "api"),
    [
        ("POST", "http://localhost:11434/v1/responses", "openai.responses"),
        ("POST", "https://chatgpt.com/backend-api/codex/responses?x=1", "openai.responses"),
        ("POST", "https://chatgpt.com/backend-api/codex/responses/compact", "openai.responses"),
        ("POST", "http://localhost:11434/v1/chat/completions/", "openai.chat"),
        ("POST", "https://example.test/openai/deployments/x/chat/completions", "openai.chat"),
        ("POST", "http://localhost:11434/v1/completions", "openai.completions"),
        ("POST", "http://localhost:11434/v1/embeddings", "openai.embeddings"),
        ("POST", "http://localhost:11434/v1/messages", "anthropic.messages"),
        ("POST", "http://localhost:11434/api/chat", "ollama.chat"),
        ("POST", "http://localhost:11434/api/generate", "ollama.generate"),
        ("POST", "http://localhost:11434/api/show", "ollama.show"),
        ("POST", "http://localhost:11434/api/pull", "ollama.pull"),
        ("GET", "http://localhost:11434/api/tags", "ollama.tags"),
        ("GET", "http://localhost:11434/api/version", "ollama.version"),
        ("GET", "http://localhost:11434/api/ps", "ollama.ps"),
        ("GET", "http://localhost:11434/v1/models", "openai.models"),
        ("GET", "http://localhost:11434/v1/responses", "other"),
        ("POST", "https://ab.chatgpt.com/otlp/v1/metrics", "other"),
        ("GET", "https://github.com/openai/plugins.git/info/refs", "other"),
        ("POST", "http://[broken/v1/responses", "other"),
        ("", "", "other"),
    ],
)
def test_an_api_is_told_by_method_and_path(method: str, url: str, api: str) -> None:
    assert api_of(method, url) == api


def test_side_requests_are_called_by_method_and_path_and_show_their_bodies() -> None:
    url = "https://ab.example.test/otlp/v1/metrics?key=1"
    reading = dialects.read(finished(b"not here", url=url, request=b'{"a": 1}', status=404, transport="http"))
    assert reading.summary().outcome == "POST /otlp/v1/metrics, 404"
    assert reading.summary().preview == ""
    assert [(part.kind, part.origin, part.text) for part in reading.conversation().parts] == [
        ("other", "request", '{"a": 1}'),
        ("other", "response", "not here"),
    ]


def test_a_body_that_is_no_text_is_told_by_its_size() -> None:
    reading = dialects.read(finished(b"\xff\xfe\x00", url="http://x.test/y", request=b"", transport="http"))
    [part] = reading.conversation().parts
    assert (part.name, part.text, part.size) == ("binary", "", 3)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("api/chat", [{"model": "m", "message": {"content": "a"}}, {"model": "m", "done": True}]),
        ("api/pull", [{"status": "pulling"}, {"status": "success"}]),
    ],
)
def test_a_stream_of_ollama_is_complete_after_its_last_line_though_nobody_reads_it_yet(
    path: str, lines: list[dict[str, object]]
) -> None:
    def state(*sent: dict[str, object]) -> str:
        exchange = finished(
            records.ndjson(*sent),
            url=f"http://localhost:11434/{path}",
            transport="ndjson",
            content_type="application/x-ndjson",
            end="client_closed",
        )
        return dialects.read(exchange).summary().state

    assert state(*lines) == "complete"
    assert state(lines[0]) == "aborted"
    assert state(lines[0], {"error": "no space"}) == "failed"


def test_model_and_address_of_a_pull_are_known() -> None:
    exchange = finished(b'{"status": "success"}', url="http://localhost:11434/api/pull", request=b'{"model": "m"}')
    summary = dialects.read(exchange).summary()
    assert (summary.model, summary.outcome) == ("m", "POST /api/pull")
