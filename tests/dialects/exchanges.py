"""Exchanges to read: recorded shapes of real Codex versions with texts of our own, and events made up on the spot."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from codex_tui.history.decode import decode_record
from codex_tui.history.exchange import Exchange
from codex_tui.history.finished import FinishedExchange
from codex_tui.history.live import LiveExchange
from tests import records

DATA = Path(__file__).parents[1] / "data" / "dialects"
CHAT_URL = "http://localhost:11434/v1/chat/completions"
RESPONSES_URL = "http://localhost:11434/v1/responses"

Json = dict[str, Any]


def recorded(name: str) -> bytes:
    """A body from the data directory."""
    return (DATA / name).read_bytes()


def headers(version: str) -> list[tuple[str, str]]:
    """What this version of Codex says of itself and its session."""
    return [(name, value) for name, value in json.loads(recorded("headers.json"))[version]]


def finished(answer: bytes | Json | None, *, request: bytes | Json = b"{}", **fields: Any) -> Exchange:
    """An exchange that ended; ``answer`` and further fields as in :func:`tests.records.record`."""
    body = json.dumps(request).encode() if isinstance(request, dict) else request
    value = records.record(1, answer, request=body, **fields)
    return FinishedExchange(decode_record(records.line(value)))


def case(name: str, *, request: str = "", version: str = "0.169", **fields: Any) -> Exchange:
    """A recorded request with its streamed answer, an event each 10 ms."""
    url = CHAT_URL if name.startswith("chat") else RESPONSES_URL
    answer = recorded(f"{name}.response.sse")
    return finished(
        records.response(answer, chunks=[(20.0 + 10 * i, len(e)) for i, e in enumerate(events_of(answer))]),
        request=recorded(f"{request or name}.request.json"),
        request_headers=headers(version),
        url=url,
        **fields,
    )


def events_of(stream: bytes) -> list[bytes]:
    """The events of a stream, each with its blank line."""
    return [event + b"\n\n" for event in stream.split(b"\n\n") if event]


def streamed(events: Sequence[Json | str], *, chat: bool = False, **fields: Any) -> Exchange:
    """An exchange whose answer is these events, 10 ms apart."""
    pieces = [records.sse_event(event, named=not chat) for event in events]
    chunks = [(20.0 + 10 * index, len(piece)) for index, piece in enumerate(pieces)]
    fields.setdefault("url", CHAT_URL if chat else RESPONSES_URL)
    return finished(records.response(b"".join(pieces), chunks=chunks), **fields)


def websocket_turn(index: int) -> Exchange:
    """A recorded turn: the prewarm, a turn with a tool call, the tool's output."""
    return FinishedExchange(decode_record(records.line(websocket_record(index))))


def websocket_record(index: int) -> Json:
    """The record of such a turn; its number is 2 higher."""
    turn = json.loads(recorded("websocket.jsonl").splitlines()[index])
    server = records.messages(*((10.0 * number, message) for number, message in enumerate(turn["server"], 1)))
    answer = {**records.response({}), "headers": [], **server}
    return records.record(
        index + 2,
        answer,
        status=101,
        transport="websocket",
        method="GET",
        request=records.messages(*((0.0, message) for message in turn["client"])),
        request_headers=(),
        ws={"connection": records.ulid(records.BEGINNING, 1), "index": index},
    )


class Growing:
    """An exchange in flight: its head and the answer's are there, and it grows by what is sent."""

    def __init__(self, request: bytes = records.REQUEST, *, url: str = RESPONSES_URL, status: int = 200) -> None:
        self.exchange = LiveExchange(decode_record(records.line(records.head(1, request=request, url=url))))
        head = {"status": status, "headers": [["content-type", "text/event-stream"]], "reason": "OK"}
        self._take({"at": 15.0, "response": {"http_version": "HTTP/1.1", "encoding": None, **head}})

    def send(self, at: float, *events: Json | str) -> None:
        """Events come."""
        for event in events:
            self._take({"at": at, "text": records.sse_event(event).decode()})

    def _take(self, entry: Json) -> None:
        self.exchange.take(records.line(entry))


def chunk(delta: Json, finish: str | None = None, *, index: int = 0, **fields: Any) -> Json:
    """A chunk of Chat Completions."""
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "model": "m", "choices": [choice], **fields}


def text_delta(piece: str, item: int = 0) -> Json:
    """A delta of an assistant's message in the Responses API."""
    return {"type": "response.output_text.delta", "output_index": item, "content_index": 0, "delta": piece}


def completed(**response: Any) -> Json:
    """The final event of the Responses API."""
    return {"type": "response.completed", "response": {"status": "completed", **response}}


def item_done(item: Json, index: int = 0) -> Json:
    """An output item as it ended."""
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def kinds(parts: Iterable[Any]) -> list[str]:
    """The kinds of parts, in order."""
    return [part.kind for part in parts]
