"""An answer as a stream of the Chat Completions API, as Ollama sends it."""

import json
import time
from collections.abc import Iterator
from typing import Any

from codex_tui.demo.scenario import CustomCall, FunctionCall, Item, Message, Reasoning
from codex_tui.demo.stream import Frame, Usage, event, identifier, tokens

Json = dict[str, Any]


def chat_stream(items: tuple[Item, ...], model: str, usage: Usage | None) -> Iterator[Frame]:
    """The chunks up to ``[DONE]``; with ``usage`` one that reports it, which servers send only when asked."""
    head = {
        "id": identifier("chatcmpl"),
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": model,
        "system_fingerprint": "fp_ollama",
    }
    calls = 0
    for item in items:
        match item:
            case Reasoning(text):
                yield from (_delta(head, {"content": "", "reasoning": piece}) for piece in tokens(text))
            case Message(text):
                yield from (_delta(head, {"content": piece}) for piece in tokens(text))
            case FunctionCall(name, arguments):
                yield _call(head, calls, name, arguments)
                calls += 1
            case CustomCall(name, text):
                yield _call(head, calls, name, json.dumps({"input": text}))
                calls += 1
    yield _chunk(head, {"content": ""}, "tool_calls" if calls else "stop")
    if usage is not None:
        yield event(head | {"choices": [], "usage": _usage(usage)}, named=False)
    yield Frame(b"data: [DONE]\n\n")


def _delta(head: Json, delta: Json) -> Frame:
    return _chunk(head, delta, None, token=True)


def _call(head: Json, index: int, name: str, arguments: str) -> Frame:
    function = {"name": name, "arguments": arguments}
    call = {"id": identifier("call"), "index": index, "type": "function", "function": function}
    return _delta(head, {"content": "", "tool_calls": [call]})


def _chunk(head: Json, delta: Json, finish: str | None, *, token: bool = False) -> Frame:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return event(head | {"choices": [choice]}, token=token, named=False)


def _usage(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
    }
