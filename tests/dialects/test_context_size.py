"""How much context a model has, from what passed."""

import json
from typing import Any

import pytest

from codex_tui.dialects.context_size import asked_for, told_of

SHOWN = {"model_info": {"general.architecture": "gptoss", "gptoss.context_length": 131_072}}


@pytest.mark.parametrize(
    ("api", "request_", "answer", "tokens"),
    [
        ("ollama.ps", None, {"models": [{"name": "x"}, {"name": "m:latest", "context_length": 4_096}]}, 4_096),
        ("ollama.ps", None, {"models": []}, None),
        ("ollama.show", {"model": "m"}, SHOWN, 131_072),
        ("ollama.show", {"name": "m:latest"}, {**SHOWN, "parameters": "stop a\nnum_ctx   16384"}, 16_384),
        ("ollama.show", {"model": "other"}, SHOWN, None),
        ("openai.models", None, {"models": [{"slug": "m", "context_window": 272_000}]}, 272_000),
        ("openai.models", None, {"data": [{"id": "m", "meta": {"n_ctx": 8_192}}]}, 8_192),
        ("openai.models", None, ["m", {"data": 3}], None),
        ("openai.models", None, {"data": [3, {"id": 4}], "models": 5}, None),
    ],
)
def test_what_an_answer_tells_of_a_model(api: str, request_: Any, answer: Any, tokens: int | None) -> None:
    assert told_of(api, "m", json.dumps(request_).encode(), json.dumps(answer).encode()) == tokens


def test_a_request_may_ask_for_a_context() -> None:
    assert asked_for(b'{"options": {"num_ctx": 32768}}') == 32_768
    assert asked_for(b'{"options": "num_ctx"}') is None
    assert asked_for(b"num_ctx {") is None
