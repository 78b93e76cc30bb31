"""What the bodies of an exchange say, text by text, decoded, each with the path to it."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from codex_tui.history.exchange import Exchange

Side = Literal["request", "response"]
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 200


class Said(NamedTuple):
    """``path``: as jq has it, of the value in a body that is JSON; of an event ``events[3].delta``; else empty."""

    side: Side
    path: str
    text: str


def texts(exchange: Exchange) -> Iterator[Said]:
    """Every string, number and key of both bodies; a body that is no JSON, and no stream of it, as it is."""
    record = exchange.record
    if record.request.messages is None:
        yield from _body("request", exchange.request_body)
    if record.response is None and not exchange.events:
        return
    events = exchange.events
    if len(events) <= 1 and record.ws is None and record.request.messages is None:
        yield from _body("response", exchange.response_body)
        return
    for place, event in enumerate(events):
        side: Side = "request" if event.source == "client" else "response"
        for path, text in _values(event.data):
            yield Said(side, f"events[{place}]{path}", text)


def _body(side: Side, body: bytes) -> Iterator[Said]:
    for path, text in _values(body.decode(errors="replace")):
        yield Said(side, path.removeprefix("."), text)


def _values(text: str) -> Iterator[tuple[str, str]]:
    """``text`` as JSON, value by value; as it is, where it is none."""
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        yield "", text
        return
    yield from _walk(value, "", _DEEPEST)


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif depth and isinstance(value, dict):
        for key, inner in value.items():
            place = f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{msgspec.json.encode(key).decode()}]"
            yield place, key
            yield from _walk(inner, place, depth - 1)
    elif depth and isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]", depth - 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, msgspec.json.encode(value).decode()
