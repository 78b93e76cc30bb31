"""An exchange that has ended: its bodies and its events, with their times."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.finished import FinishedExchange
from tests.records import line, messages, ndjson, record, response, sse, sse_event
from tests.wire.cuts import ANY_BYTES, STREAMS, data

FIRST, SECOND = sse_event({"type": "a"}), sse_event({"type": "b", "text": "größe"})


def finished(*arguments: Any, **fields: Any) -> FinishedExchange:
    return FinishedExchange(decode_record(line(record(1, *arguments, **fields))))


@given(body=STREAMS | ANY_BYTES, sizes=st.lists(st.integers(0, 30), max_size=5))
def test_chunks_cut_the_body_as_it_came(body: bytes, sizes: list[int]) -> None:
    last = len(body) - sum(sizes)
    chunks = [(10.0 + at, size) for at, size in enumerate([*sizes, *([last] if last > 0 else [])])]
    exchange = finished(body, chunks=chunks)
    assert exchange.response_body == body
    if sum(size for _, size in chunks) != len(body):
        assert {event.at for event in exchange.events} <= {None}
        return
    ends = [(at, sum(size for _, size in chunks[: place + 1])) for place, (at, _) in enumerate(chunks)]
    for event in exchange.events:
        # Its blank line may have come later, so that the time is that of one of the following chunks.
        earliest = next(at for at, end in ends if end >= event.offset + event.size)
        assert event.at is not None
        assert event.at >= earliest


def test_an_event_has_the_time_of_the_chunk_that_completed_it() -> None:
    chunks = [(10.0, 5), (20.5, len(FIRST) - 5), (30.0, 0), (40.0, len(SECOND))]
    exchange = finished(FIRST + SECOND, chunks=chunks)
    assert [(event.at, event.name, event.whole) for event in exchange.events] == [
        (20.5, "a", True),
        (40.0, "b", True),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": response(FIRST, encoding="gzip", chunks=[(20.0, len(FIRST))])},
        {"answer": FIRST, "redactions": {"response": 1}},
        {"answer": FIRST, "chunks": [(20.0, len(FIRST) + 1)]},
        {"answer": FIRST, "chunks": [(20.0, len(FIRST) + 3), (21.0, -3)]},
        {"answer": response(FIRST)},
    ],
    ids=["compressed", "masked", "another size", "a negative size", "no chunks"],
)
def test_times_are_unknown_where_the_chunks_are_not_those_of_the_body(fields: dict[str, Any]) -> None:
    [event] = finished(fields.pop("answer"), **fields).events
    assert (event.at, event.data) == (None, '{"type": "a"}')


@pytest.mark.parametrize(
    "content",
    [b'{"a":  1.0, "a": "\xe2\x80\xa8"}', b'{\n "a": 1\n}\n', b"\xff\x00\n", b"", "größe\r\n\u2028".encode()],
    ids=["json", "pretty", "binary", "empty", "text"],
)
def test_bodies_are_what_was_sent_byte_for_byte(content: bytes) -> None:
    exchange = finished(content, request=content, content_type="application/octet-stream", transport="http")
    assert exchange.request_body == content
    assert exchange.response_body == content
    assert [event.size for event in exchange.events] == [len(content)] * bool(content)


def test_an_exchange_without_an_answer_has_no_events() -> None:
    exchange = finished(None, end="proxy_error", error={"by": "server", "message": "connection refused"})
    assert (exchange.response_body, exchange.events, exchange.live) == (b"", [], False)


def test_ndjson_is_an_event_a_line() -> None:
    exchange = finished(ndjson({"a": 1}, {"done": True}), transport="ndjson", content_type="application/x-ndjson")
    assert data(exchange.events) == ['{"a": 1}', '{"done": true}']


def test_a_stream_without_its_content_type_is_found_out() -> None:
    assert len(finished(FIRST + SECOND, transport="http", content_type="text/plain").events) == 2


@pytest.mark.parametrize(("end", "whole"), [("eof", True), ("server_closed", False), ("proxy_died", False)])
def test_a_body_that_was_cut_is_not_whole(end: str, whole: bool) -> None:
    [event] = finished(b"oops", end=end, transport="http", content_type="text/plain").events
    assert event.whole is whole


@pytest.mark.parametrize(("left", "whole"), [(b'data: {"type": "c"}', True), (b'data: {"type": "', False)])
def test_what_a_cut_stream_left_counts_if_it_is_json(left: bytes, whole: bool) -> None:
    exchange = finished(FIRST + left, end="client_closed")
    assert [event.whole for event in exchange.events] == [True, whole]


def test_a_body_that_did_not_decode_is_no_stream() -> None:
    answer = response({"base64": base64.b64encode(FIRST).decode(), "undecoded": True}, encoding="gzip")
    assert data(finished(answer).events) == [FIRST.decode()]


def test_the_messages_of_both_sides_are_in_the_order_of_their_times() -> None:
    asked = messages((0.0, "create"), (30.0, b"\x00\xff"))
    told = response(messages((0.0, "created"), (20.0, "delta"), (40.0, "completed")))
    exchange = finished(told, request=asked, transport="websocket", status=101)
    assert [(event.at, event.source, event.data) for event in exchange.events] == [
        (0.0, "client", "create"),
        (0.0, "server", "created"),
        (20.0, "server", "delta"),
        (30.0, "client", "\x00\ufffd"),
        (40.0, "server", "completed"),
    ]
    assert exchange.request_body == b"create\n\x00\xff"
    assert exchange.response_body == b"created\ndelta\ncompleted"


@given(junk=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_junk_is_unreadable_and_nothing_worse(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        decode_record(junk)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = [(name,) for name in record(1)]
_INNER = [(side, name) for side in ("request", "response") for name in (*response(), "text", "base64", "messages")]


@given(path=st.sampled_from([*_FIELDS, *_INNER]), value=_VALUES)
def test_a_hostile_value_makes_a_record_unreadable_or_does_no_harm(path: tuple[str, ...], value: object) -> None:
    hostile = record(1, sse({"type": "a"}, "[DONE]"))
    inside = hostile
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    try:
        exchange = FinishedExchange(decode_record(line(hostile)))
    except Unreadable:
        return
    assert isinstance(exchange.request_body + exchange.response_body, bytes)
    assert all(isinstance(event.data, str) for event in exchange.events)
