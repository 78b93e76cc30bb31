"""What a request asks of the model, read from a body of either API."""

from dataclasses import dataclass
from typing import Any

import msgspec

_OUTPUTS = frozenset({"function_call_output", "custom_tool_call_output"})
_BYTES_PER_TOKEN = 4


class NoPrompt(Exception):
    """A body that asks nothing."""


@dataclass(frozen=True)
class Prompt:
    """``user``: the newest user text; ``outputs``: tool outputs since; ``tokens``: its length, by size."""

    model: str
    user: str
    outputs: int
    tokens: int


def read_prompt(body: bytes) -> Prompt:
    """Read a body of Responses (``input``) or Chat Completions (``messages``). Raises NoPrompt if it is neither."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NoPrompt("the body is no JSON") from error
    items = (value.get("input") or value.get("messages")) if isinstance(value, dict) else None
    if isinstance(items, str):
        items = [{"role": "user", "content": items}]
    if not isinstance(items, list):
        raise NoPrompt("the body has neither input nor messages")
    user, outputs = "", 0
    for item in items:
        if not isinstance(item, dict):
            continue
        if item.get("role") == "user":
            user, outputs = _text(item.get("content")), 0
        elif item.get("type") in _OUTPUTS or item.get("role") == "tool":
            outputs += 1
    return Prompt(str(value.get("model", "")), user, outputs, len(body) // _BYTES_PER_TOKEN)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))
