"""What a body is, where its content type does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.wire.sniff import LIMIT, Sniffer
from tests.wire.cuts import ANY_BYTES, CUTS, STREAMS, data, parse, pieces


@given(body=STREAMS | ANY_BYTES, cuts=CUTS, declared_sse=st.booleans())
def test_how_the_network_cuts_a_body_changes_nothing(body: bytes, cuts: list[int], declared_sse: bool) -> None:
    whole, cut = Sniffer(declared_sse=declared_sse), Sniffer(declared_sse=declared_sse)
    assert parse(cut, *pieces(body, cuts)) == parse(whole, body)
    assert cut.shape == whole.shape


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        (b"data: x\n\n", "sse"),
        (b"\xef\xbb\xbf\r\n: ping\n\ndata: x\n\n", "sse"),
        (b"event: a\ndata: x\n\n", "sse"),
        (b'{"a": 1}\n{"b": 2}\n', "ndjson"),
        (b'{\n  "a": 1\n}\n', "http"),
        (b'{"a": 1}', "http"),
        (b"<html>data: x\n\n</html>", "http"),
        (b"dat", "http"),
        (b"{" + b" " * LIMIT + b"}\n{}\n", "http"),
    ],
)
def test_the_first_bytes_tell_what_a_body_is(body: bytes, shape: str) -> None:
    sniffer = Sniffer()
    assert parse(sniffer, body, cut=False)
    assert sniffer.shape == shape


def test_an_event_stream_is_believed_until_it_begins_with_a_brace() -> None:
    assert data(parse(Sniffer(declared_sse=True), b"unknown: x\ndata: y\n\n")) == ["y"]
    assert data(parse(Sniffer(declared_sse=True), b'{"error": "no model"}')) == ['{"error": "no model"}']


def test_an_empty_body_has_no_events() -> None:
    assert parse(Sniffer(), b"") == []
    assert parse(Sniffer(declared_sse=True), b"\r\n") == []


def test_chunks_that_were_held_keep_their_times() -> None:
    sniffer = Sniffer()
    assert sniffer.feed(b"dat", 1.0) == []
    assert [event.at for event in sniffer.feed(b"a: 1\n\n", 2.0)] == [2.0]
