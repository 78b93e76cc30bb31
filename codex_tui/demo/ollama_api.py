"""What an Ollama server says of itself and its models."""

import json
from typing import Any

from codex_tui.demo.stream import Frame

Json = dict[str, Any]

VERSION = "0.13.5"
MODEL = "gpt-oss:20b"
_DIGEST = "17052f91a42e97930aa6e4b1a33a2a0d5e2e4bb1a4e5e6b0b2c59a1d6fa1e2c9"
_SIZE = 13_793_441_244  # bytes
_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "gptoss",
    "families": ["gptoss"],
    "parameter_size": "20.9B",
    "quantization_level": "MXFP4",
}


def tags(models: list[str]) -> Json:
    """``GET /api/tags``."""
    return {"models": [_tag(model) for model in models]}


def show() -> Json:
    """``POST /api/show``."""
    return {
        "license": "Apache License, Version 2.0",
        "details": _DETAILS,
        "model_info": {"general.architecture": "gptoss", "gptoss.context_length": 131_072},
        "capabilities": ["completion", "tools", "thinking"],
    }


def openai_models(models: list[str]) -> Json:
    """``GET /v1/models``."""
    data = [{"id": model, "object": "model", "created": 1_763_632_800, "owned_by": "library"} for model in models]
    return {"object": "list", "data": data}


def pull_progress() -> list[Frame]:
    """``POST /api/pull``: NDJSON, one object a line."""
    layer = {"status": f"pulling {_DIGEST[:12]}", "digest": f"sha256:{_DIGEST}", "total": _SIZE}
    steps: list[Json] = [
        {"status": "pulling manifest"},
        *(layer | {"completed": _SIZE * quarter // 4} for quarter in range(5)),
        {"status": "verifying sha256 digest"},
        {"status": "writing manifest"},
        {"status": "success"},
    ]
    return [Frame(json.dumps(step).encode() + b"\n", token=True) for step in steps]


def _tag(model: str) -> Json:
    return {
        "name": model,
        "model": model,
        "modified_at": "2025-11-20T10:00:00Z",
        "size": _SIZE,
        "digest": _DIGEST,
        "details": _DETAILS,
    }
