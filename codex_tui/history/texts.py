"""What the bodies of an exchange say, text by text, decoded, each with the path to it."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from codex_tui.history.exchange import Exchange
from codex_tui.history.needle import Needle, may_hold
from codex_tui.history.record import Body

Side = Literal["request", "response"]
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 200

#: A number with a fraction is told as it stands.
_ANYTHING = msgspec.json.Decoder(float_hook=str)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])


class Said(NamedTuple):
    """``path``: as jq has it, of the value in a body that is JSON; of an event ``events[3].delta``; else empty."""

    side: Side
    path: str
    text: str


def texts(exchange: Exchange, sought: Needle = ()) -> Iterator[Said]:
    """Every string, number and key of both bodies; a body that is no JSON, and no stream of it, as it is.

    What cannot hold ``sought``, see :func:`codex_tui.history.needle.needle`, may be left out unread.
    """
    record = exchange.record
    if record.request.messages is None:
        yield from _body("request", exchange.request_body, record.request, sought)
    if record.ws is None and record.request.messages is None and not may_hold(exchange.response_body, sought):
        return
    if record.response is None and not exchange.events:
        return
    events = exchange.events
    if len(events) <= 1 and record.ws is None and record.request.messages is None:
        yield from _body("response", exchange.response_body, record.response, sought)
        return
    for place, event in enumerate(events):
        side: Side = "request" if event.source == "client" else "response"
        if may_hold(event.data.encode(errors="replace"), sought):
            for path, text in _values(event.data):
                yield Said(side, f"events[{place}]{path}", text)


def _body(side: Side, content: bytes, form: Body | None, sought: Needle) -> Iterator[Said]:
    if not may_hold(content, sought):
        return
    try:
        value = _pruned(content, sought) if sought and form is not None and form.json else None
    except (ValueError, RecursionError):
        value = None
    values = _values(content.decode(errors="replace")) if value is None else _walk(value, "", _DEEPEST)
    for path, text in values:
        yield Said(side, path.removeprefix("."), text)


def _values(text: str) -> Iterator[tuple[str, str]]:
    """``text`` as JSON, value by value; as it is, where it is none."""
    try:
        value = _ANYTHING.decode(text)
    except (ValueError, RecursionError):
        yield "", text
        return
    yield from _walk(value, "", _DEEPEST)


def _pruned(content: bytes, sought: Needle) -> Any:
    """JSON with null for all in it that does not hold ``sought``, which is hardly looked at."""
    if not may_hold(content, sought):
        return None
    if content.startswith(b"{"):
        return {key: _pruned(bytes(inner), sought) for key, inner in _OBJECT.decode(content).items()}
    if content.startswith(b"["):
        return [_pruned(bytes(inner), sought) for inner in _ARRAY.decode(content)]
    return _ANYTHING.decode(content)


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
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, str(value)
