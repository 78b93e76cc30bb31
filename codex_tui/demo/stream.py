"""What the two APIs share in writing an answer as a stream."""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from codex_tui.demo.scenario import CustomCall, FunctionCall, Item, Message, Reasoning

_TOKEN = re.compile(r"\s*\S{1,6}|\s+")


class Frame(NamedTuple):
    """One write of the server; ``token``: whether it carries one, so that pace, cut and hold count it."""

    data: bytes
    token: bool = False


@dataclass(frozen=True)
class Usage:
    """Tokens of a prompt and of its answer; ``cached`` ones of the prompt, ``reasoning`` ones of the answer."""

    input: int
    cached: int
    output: int
    reasoning: int


def tokens(text: str) -> Iterator[str]:
    """Pieces about as long as a model's; joined they are the text."""
    return (match[0] for match in _TOKEN.finditer(text))


def usage_of(items: tuple[Item, ...], prompt: int, cached: int) -> Usage:
    """What a server would report for these items."""
    reasoning = sum(_length(item) for item in items if isinstance(item, Reasoning))
    return Usage(prompt, cached, sum(_length(item) for item in items), reasoning)


def identifier(prefix: str) -> str:
    """A new id such as ``resp_2f86dab1cd81471a8cb9d6c9``."""
    return f"{prefix}_{secrets.token_hex(12)}"


def event(value: dict[str, Any], *, token: bool = False, named: bool = True) -> Frame:
    """``value`` as an SSE event; ``named`` after its ``type``."""
    name = f"event: {value['type']}\n" if named else ""
    return Frame(f"{name}data: {json.dumps(value, ensure_ascii=False)}\n\n".encode(), token)


def _length(item: Item) -> int:
    match item:
        case Reasoning(text) | Message(text) | FunctionCall(arguments=text) | CustomCall(input=text):
            return sum(1 for _ in tokens(text))
