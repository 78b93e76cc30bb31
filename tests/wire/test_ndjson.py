"""Newline-delimited JSON."""

import pytest
from hypothesis import given

from codex_tui.wire.ndjson import NdjsonParser
from tests.wire.cuts import ANY_BYTES, CUTS, STREAMS, data, parse, pieces


@given(body=STREAMS | ANY_BYTES, cuts=CUTS)
def test_how_the_network_cuts_a_stream_changes_nothing(body: bytes, cuts: list[int]) -> None:
    assert parse(NdjsonParser(), *pieces(body, cuts)) == parse(NdjsonParser(), body)


@given(body=STREAMS)
def test_a_line_lies_where_its_offset_says(body: bytes) -> None:
    for event in parse(NdjsonParser(), body):
        assert body[event.offset : event.offset + event.size].decode(errors="replace") == event.data


def test_each_line_is_an_event_and_blank_ones_are_not() -> None:
    assert data(parse(NdjsonParser(), b'{"a": 1}\r\n\n \t\n{"b": "\xe2\x80\xa8"}\n')) == [
        '{"a": 1}',
        '{"b": "\u2028"}',
    ]


@pytest.mark.parametrize(("left", "whole"), [(b'{"done": true}', True), (b'{"done": tr', False), (b"oops", False)])
def test_a_last_line_without_newline_counts_if_it_is_json(left: bytes, whole: bool) -> None:
    first, last = parse(NdjsonParser(), b'{"a": 1}\n' + left)
    assert first.whole
    assert (last.data, last.whole) == (left.decode(), whole)


def test_a_line_has_the_time_of_the_chunk_that_completed_it() -> None:
    parser = NdjsonParser()
    events = parser.feed(b"{}\n{", 5.0) + parser.feed(b"}\n", 9.5)
    assert [event.at for event in events] == [5.0, 9.5]
