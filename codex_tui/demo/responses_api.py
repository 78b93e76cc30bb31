"""An answer as a stream of the Responses API, event by event as servers send it."""

import time
from collections.abc import Iterator
from typing import Any

from codex_tui.demo.scenario import CustomCall, Failed, FunctionCall, Item, Message, Reasoning
from codex_tui.demo.stream import Frame, Usage, event, identifier, tokens

Json = dict[str, Any]


def responses_stream(items: tuple[Item, ...], model: str, usage: Usage, failed: Failed | None) -> Iterator[Frame]:
    """The events from ``response.created`` to ``response.completed``, or to ``response.failed``."""
    return _Stream(model).frames(items, usage, failed)


class _Stream:
    def __init__(self, model: str) -> None:
        self._sequence = 0
        self._output: list[Json] = []
        self._response: Json = {
            "id": identifier("resp"),
            "object": "response",
            "created_at": int(time.time()),
            "status": "in_progress",
            "model": model,
            "output": self._output,
            "usage": None,
            "parallel_tool_calls": True,
            "tools": [],
            "instructions": None,
            "error": None,
            "incomplete_details": None,
            "metadata": {},
        }

    def frames(self, items: tuple[Item, ...], usage: Usage, failed: Failed | None) -> Iterator[Frame]:
        yield self._event("response.created", response=self._response)
        yield self._event("response.in_progress", response=self._response)
        for index, item in enumerate(items):
            match item:
                case Reasoning(text):
                    yield from self._reasoning(index, text)
                case Message(text):
                    yield from self._message(index, text)
                case FunctionCall(name, arguments):
                    yield from self._function_call(index, name, arguments)
                case CustomCall(name, text):
                    yield from self._custom_call(index, name, text)
        if failed is not None:
            error = {"code": failed.code, "message": failed.message}
            yield self._event("response.failed", response=self._response | {"status": "failed", "error": error})
        else:
            done = {"status": "completed", "usage": _usage(usage)}
            yield self._event("response.completed", response=self._response | done)

    def _event(self, kind: str, *, token: bool = False, **fields: Any) -> Frame:
        frame = event({"type": kind, "sequence_number": self._sequence, **fields}, token=token)
        self._sequence += 1
        return frame

    def _deltas(self, kind: str, text: str, where: Json) -> Iterator[Frame]:
        for piece in tokens(text):
            yield self._event(f"{kind}.delta", token=True, **where, delta=piece)

    def _added(self, index: int, item: Json) -> Frame:
        return self._event("response.output_item.added", output_index=index, item=item)

    def _done(self, index: int, item: Json) -> Frame:
        self._output.append(item)
        return self._event("response.output_item.done", output_index=index, item=item)

    def _reasoning(self, index: int, text: str) -> Iterator[Frame]:
        item = {"id": identifier("rs"), "type": "reasoning", "summary": []}
        where: Json = {"item_id": item["id"], "output_index": index, "summary_index": 0}
        part = {"type": "summary_text", "text": text}
        yield self._added(index, item)
        yield self._event("response.reasoning_summary_part.added", **where, part=part | {"text": ""})
        yield from self._deltas("response.reasoning_summary_text", text, where)
        yield self._event("response.reasoning_summary_text.done", **where, text=text)
        yield self._event("response.reasoning_summary_part.done", **where, part=part)
        yield self._done(index, item | {"summary": [part]})

    def _message(self, index: int, text: str) -> Iterator[Frame]:
        item = {
            "id": identifier("msg"),
            "type": "message",
            "role": "assistant",
            "status": "in_progress",
            "content": [],
        }
        where: Json = {"item_id": item["id"], "output_index": index, "content_index": 0}
        part = {"type": "output_text", "text": text, "annotations": []}
        yield self._added(index, item | {"content": []})
        yield self._event("response.content_part.added", **where, part=part | {"text": ""})
        yield from self._deltas("response.output_text", text, where)
        yield self._event("response.output_text.done", **where, text=text)
        yield self._event("response.content_part.done", **where, part=part)
        yield self._done(index, item | {"status": "completed", "content": [part]})

    def _function_call(self, index: int, name: str, arguments: str) -> Iterator[Frame]:
        item = _call("function_call", "fc", name)
        where: Json = {"item_id": item["id"], "output_index": index}
        yield self._added(index, item | {"arguments": ""})
        yield from self._deltas("response.function_call_arguments", arguments, where)
        yield self._event("response.function_call_arguments.done", **where, arguments=arguments)
        yield self._done(index, item | {"arguments": arguments, "status": "completed"})

    def _custom_call(self, index: int, name: str, text: str) -> Iterator[Frame]:
        item = _call("custom_tool_call", "ctc", name)
        where: Json = {"item_id": item["id"], "output_index": index}
        yield self._added(index, item | {"input": ""})
        yield from self._deltas("response.custom_tool_call_input", text, where)
        yield self._event("response.custom_tool_call_input.done", **where, input=text)
        yield self._done(index, item | {"input": text, "status": "completed"})


def _call(kind: str, prefix: str, name: str) -> Json:
    return {
        "type": kind,
        "id": identifier(prefix),
        "call_id": identifier("call"),
        "name": name,
        "status": "in_progress",
    }


def _usage(usage: Usage) -> Json:
    return {
        "input_tokens": usage.input,
        "input_tokens_details": {"cached_tokens": usage.cached},
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.input + usage.output,
    }
