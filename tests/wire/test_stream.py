"""A response from the wire to events: its shape, its content coding, its messages."""

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given

from codex_tui.wire.event import Event
from codex_tui.wire.messages import message
from codex_tui.wire.stream import WireStream, declared
from tests.wire.cuts import ANY_BYTES, CUTS, STREAMS, data, pieces

BODY = "".join(f'event: a\ndata: {{"delta": "größer {number}"}}\n\n' for number in range(50)).encode()
ENCODED = {
    "gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstandard.compress(BODY),
    "gzip, br": brotli.compress(gzip.compress(BODY)),
    "identity": BODY,
}


def run(stream: WireStream, chunks: list[bytes], *, cut: bool = False) -> list[Event]:
    return [event for chunk in chunks for event in stream.feed(chunk, 1.0)] + stream.finish(cut=cut)


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_content_coding_is_undone_as_it_comes(encoding: str) -> None:
    sent = ENCODED[encoding]
    stream = WireStream("http", "text/event-stream; charset=utf-8", encoding)
    events = run(stream, [sent[at : at + 7] for at in range(0, len(sent), 7)])
    assert bytes(stream.body) == BODY
    assert len(events) == 50
    assert (events[0].data, events[0].name, events[0].offset) == ('{"delta": "größer 0"}', "a", 0)


@given(body=STREAMS | ANY_BYTES, cuts=CUTS)
def test_how_the_network_cuts_a_compressed_stream_changes_no_event(body: bytes, cuts: list[int]) -> None:
    sent = gzip.compress(body)
    whole = run(WireStream("http", "text/event-stream", "gzip"), [sent])
    assert run(WireStream("http", "text/event-stream", "gzip"), pieces(sent, cuts)) == whole


@given(junk=ANY_BYTES, cuts=CUTS)
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "rot13", None])
@pytest.mark.parametrize("content_type", ["text/event-stream", "application/x-ndjson", "application/json", ""])
def test_junk_never_raises(content_type: str, encoding: str | None, junk: bytes, cuts: list[int]) -> None:
    run(WireStream("http", content_type, encoding), pieces(junk, cuts), cut=True)


@pytest.mark.parametrize("encoding", ["gzip", "rot13"])
def test_a_body_that_does_not_decode_is_taken_as_it_was_sent(encoding: str) -> None:
    stream = WireStream("http", "text/event-stream", encoding)
    [event] = run(stream, [b"da", b"ta: x\n\n"])
    assert (event.data, bytes(stream.body), stream.shape) == ("data: x\n\n", b"data: x\n\n", "http")


def test_a_body_that_stops_decoding_ends_there() -> None:
    stream = WireStream("http", "text/event-stream", "gzip")
    events = stream.feed(ENCODED["gzip"], 1.0)
    assert stream.feed(b"not gzip", 2.0) == stream.feed(b"nor this", 3.0) == []
    assert (len(events), bytes(stream.body)) == (50, BODY)


def test_an_event_has_the_time_of_the_chunk_that_completed_it() -> None:
    stream = WireStream("http", "text/event-stream", None)
    stream.feed(b"data: 1", 1.0)
    assert [event.at for event in stream.feed(b"\n\ndata: 2\n\n", 2.5)] == [2.5, 2.5]


@pytest.mark.parametrize(
    ("transport", "content_type", "shape"),
    [
        ("http", "text/event-stream; charset=utf-8", "sse"),
        ("sse", "", "sse"),
        ("http", "application/x-ndjson", "ndjson"),
        ("ndjson", "text/plain", "ndjson"),
        ("http", "application/json; charset=utf-8", "http"),
        ("http", "application/problem+json", "http"),
        ("http", "text/plain", None),
        ("http", "", None),
    ],
)
def test_the_transport_or_the_content_type_says_what_a_body_is(
    transport: str, content_type: str, shape: str | None
) -> None:
    assert declared(transport, content_type) == shape


def test_a_stream_without_its_content_type_is_found_out() -> None:
    stream = WireStream("http", "text/plain", None)
    assert stream.shape == "http"
    assert data(run(stream, [b"data: x\n\n"])) == ["x"]
    assert stream.shape == "sse"


def test_a_body_that_is_no_stream_is_one_event() -> None:
    [event] = run(WireStream("http", "application/json", None), [b'{"a"', b": 1}"])
    assert event == Event(at=1.0, name="", data='{"a": 1}', offset=0, size=8)
    assert run(WireStream("http", "application/json", None), [b""]) == []


@pytest.mark.parametrize(
    ("body", "cut", "whole"), [(b"oops", False, True), (b"oops", True, False), (b"{}", True, True)]
)
def test_a_cut_body_is_whole_only_if_it_is_json(body: bytes, cut: bool, whole: bool) -> None:
    [event] = run(WireStream("http", "application/json", None), [body], cut=cut)
    assert event.whole is whole


def test_a_message_is_an_event_with_its_side() -> None:
    assert message(3.5, "grüße", "client") == Event(at=3.5, name="", data="grüße", offset=0, size=7, source="client")
    assert message(3.5, b"\xff\x00", "server").data == "\ufffd\x00"
