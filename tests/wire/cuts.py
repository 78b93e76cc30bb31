"""Ways in which a network may cut a body."""

from itertools import pairwise

from hypothesis import strategies as st

from codex_tui.wire.event import Event
from codex_tui.wire.parser import Parser

#: Bodies of what matters to a parser: line ends of every kind, marks, fields, odd separators, broken UTF-8.
_TOKENS = [
    *(b"data: ", b"data:", b"data", b"event: ", b"id: 7", b"id: \0", b"retry: 50", b": ping", b":", b"unknown: x"),
    *(b"\n", b"\r", b"\r\n", b"\n\n", b"\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbb", b"\xff"),
    *(b'{"a": 1}', b'{"a": "b', b"{", b"[DONE]", b" ", b"x", "é€😀".encode()),
]
STREAMS = st.lists(st.sampled_from(_TOKENS), max_size=24).map(b"".join)
ANY_BYTES = st.binary(max_size=64)
CUTS = st.lists(st.integers(0, 80), max_size=6)


def pieces(body: bytes, cuts: list[int]) -> list[bytes]:
    """``body`` in pieces, some of them empty."""
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    return [body[a:b] for a, b in pairwise(edges)]


def parse(parser: Parser, *chunks: bytes, cut: bool = True) -> list[Event]:
    """All that a parser makes of a body; times left out."""
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return events + parser.finish(cut=cut)


def data(events: list[Event]) -> list[str]:
    """The payloads alone."""
    return [event.data for event in events]
