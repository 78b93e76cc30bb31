"""Names of APIs, and exchanges that are only shown as they are."""

import pytest

from codex_tui import dialects
from codex_tui.dialects.apis import api_of
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
        ("POST", "http://localhost:11434/api/embed", "ollama.embed"),
        ("POST", "http://localhost:11434/api/embeddings", "ollama.embed"),
        ("POST", "http://localhost:11434/v1/messages/count_tokens", "other"),
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
