"""Server-sent events, as the WHATWG specifies them."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.wire.sse import SseParser
from tests.wire.cuts import ANY_BYTES, CUTS, STREAMS, data, parse, pieces


@given(body=STREAMS | ANY_BYTES, cuts=CUTS)
def test_how_the_network_cuts_a_stream_changes_nothing(body: bytes, cuts: list[int]) -> None:
    whole, cut = SseParser(), SseParser()
    assert parse(cut, *pieces(body, cuts)) == parse(whole, body)
    assert (cut.comments, cut.last_id, cut.retry) == (whole.comments, whole.last_id, whole.retry)


@given(body=STREAMS | ANY_BYTES)
def test_a_byte_at_a_time_is_the_same_stream(body: bytes) -> None:
    assert parse(SseParser(), *(body[at : at + 1] for at in range(len(body)))) == parse(SseParser(), body)


@given(body=STREAMS, end=st.integers(0, 80))
def test_a_stream_cut_anywhere_gives_what_had_arrived(body: bytes, end: int) -> None:
    whole = [event for event in parse(SseParser(), body) if event.offset + event.size < end]
    arrived = parse(SseParser(), body[:end])
    assert [event.offset for event in whole] == [event.offset for event in arrived][: len(whole)]


@given(body=STREAMS)
def test_an_event_lies_where_its_offset_says(body: bytes) -> None:
    for event in parse(SseParser(), body):
        there = body[event.offset : event.offset + event.size]
        [again] = parse(SseParser(), there)
        assert (again.data, again.name) == (event.data, event.name)


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_first_line() -> None:
    [event] = parse(SseParser(), b"\xef\xbb\xbfdata: x\n\n")
    assert (event.data, event.offset, event.size) == ("x", 3, 7)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_lf_cr_and_crlf_each_end_a_line(end: bytes) -> None:
    events = parse(SseParser(), end.join([b"event: a", b"data: 1", b"", b"data: 2", b"", b""]))
    assert [(event.name, event.data, event.whole) for event in events] == [("a", "1", True), ("", "2", True)]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_nothing_else_ends_a_line(separator: str) -> None:
    assert data(parse(SseParser(), f"data: a{separator}b\n\n".encode())) == [f"a{separator}b"]


def test_an_event_comes_with_the_carriage_return_of_its_blank_line() -> None:
    parser = SseParser()
    assert data(parser.feed(b"data: 1\r\n\r")) == ["1"]
    assert data(parser.feed(b"\ndata: 2\r\n\r\n")) == ["2"]


def test_data_lines_are_joined_by_newlines() -> None:
    assert data(parse(SseParser(), b"data: a\ndata\ndata:b\ndata:  c\n\n")) == ["a\n\nb\n c"]


def test_a_field_without_a_colon_has_an_empty_value() -> None:
    assert data(parse(SseParser(), b"data\n\n")) == [""]


def test_an_event_without_data_is_none_and_takes_its_name_with_it() -> None:
    events = parse(SseParser(), b"event: ping\nid: 3\n\ndata: x\n\n")
    assert [(event.name, event.data) for event in events] == [("", "x")]


def test_comments_are_counted_and_are_no_events() -> None:
    parser = SseParser()
    assert data(parse(parser, b":\n\n: keep-alive\n\ndata: x\n: inside\ndata: y\n\n")) == ["x\ny"]
    assert parser.comments == 3


def test_id_and_retry_are_remembered_and_nonsense_in_them_is_not() -> None:
    parser = SseParser()
    parse(parser, b"id: 7\nretry: 1500\ndata: x\n\nid: a\0b\nretry: 1s\nretry: -1\nretry: " + b"9" * 5000 + b"\n\n")
    assert (parser.last_id, parser.retry) == ("7", 1500)


def test_an_unfinished_event_counts_if_its_data_is_json() -> None:
    [event] = parse(SseParser(), b'event: a\ndata: {"type": "a"}')
    assert (event.data, event.whole) == ('{"type": "a"}', True)


@pytest.mark.parametrize("left", [b'data: {"type": "a', b'data: {"type": "\xe2\x82', b"data: [DONE]\n", b"data:"])
def test_another_unfinished_event_is_given_as_not_whole(left: bytes) -> None:
    [event] = parse(SseParser(), left)
    assert not event.whole


def test_a_stream_that_ends_between_events_leaves_nothing() -> None:
    assert data(parse(SseParser(), b"data: x\n\nevent: y\n: z\nda")) == ["x"]


def test_broken_utf8_is_replaced_not_raised() -> None:
    assert data(parse(SseParser(), b"data: a\xffb\xe2\x82\n\n")) == ["a\ufffdb\ufffd"]


def test_an_event_has_the_time_of_the_chunk_that_completed_it() -> None:
    parser = SseParser()
    events = parser.feed(b"data: 1\n\ndata:", 5.0) + parser.feed(b" 2\n\ndata: 3", 9.5) + parser.finish(cut=True)
    assert [event.at for event in events] == [5.0, 9.5, 9.5]


def test_a_long_event_in_small_chunks_is_held_once() -> None:
    payload = b"x" * 2_000_000
    body = b"data: " + payload + b"\n\n"
    parser = SseParser()
    tracemalloc.start()
    events = [event for at in range(0, len(body), 100) for event in parser.feed(body[at : at + 100])]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert data(events) == [payload.decode()]
    assert peak < 8 * len(payload)
