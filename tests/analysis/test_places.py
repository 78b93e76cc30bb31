"""Bytes of a JSON text and the values they belong to."""

import json

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.analysis.places import Spot, children, spot_at

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_each_child_stands_where_it_is_said_to(value: object, indent: int | None, ascii_only: bool) -> None:
    content = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    found = {place.key: json.loads(content[place.start : place.end]) for place in children(content)}
    expected = dict(enumerate(value)) if isinstance(value, list) else value if isinstance(value, dict) else {}
    assert found == expected


@given(st.binary(max_size=60), st.integers(0, 60))
def test_junk_has_no_places(junk: bytes, offset: int) -> None:
    assert isinstance(spot_at(junk, offset), Spot)


def test_a_byte_is_told_by_the_path_that_leads_to_it() -> None:
    content = b'{"model": "m", "input": [{"role": "user", "content": [{"text": "abc"}]}, 7], "store": false}'
    assert spot_at(content, content.index(b"abc")) == Spot("input[0].content[0].text")
    assert spot_at(content, content.index(b"7")) == Spot("input[1]")
    assert spot_at(content, content.index(b"7") + 1) == Spot("input", 1)
    assert spot_at(content, content.index(b'"store')) == Spot("", "input")
    assert spot_at(content, len(content)) == Spot("", "store")


def test_what_follows_a_key_that_stands_twice_is_the_objects() -> None:
    content = b'{"a": 1, "b": 2, "b": 3, "c": 4}'
    assert [place.key for place in children(content)] == ["a", "b"]
    assert spot_at(content, content.index(b"4")).path == ""
    longer = b'{"a": {"x": 1}, "a": 2, "b": 3}'
    assert all(longer[place.start - 3 : place.start] == b'": ' for place in children(longer))
