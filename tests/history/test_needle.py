"""What is looked for first, where a text is sought."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history.needle import may_hold, needle
from codex_tui.history.query import Text


def test_it_is_what_no_writer_escapes() -> None:
    assert needle(Text('say "Hello World" ☃')) == (b"hello world",)
    assert needle(Text('"ö"')) == ("ö".encode(), rb"\u00f6", "Ö".encode(), rb"\u00d6")
    assert needle(Text('"\n')) == needle(Text("\ufffd")) == ()


@pytest.mark.parametrize(
    ("expression", "sought"),
    [
        ("call_[0-9]+ had", b"call_"),
        ("^Traceback.*$", b"tracebac"),  # k is also the sign of Kelvin, in any case
        (r"\(most recent\)", b"t recent)"),
        ("abc?", b"ab"),
        ("abc+d", b"abc"),
        ("abc{2,3}d", b"ab"),
        ("(abc)?def", b"def"),
        ("(?:abc|def)gh", b"gh"),
        ("abc|def", b""),
        (r"\x41bc", b""),
        ("(?x)a b", b""),
        (r"\d+", b""),
        ("[abc]de", b"de"),
    ],
)
def test_of_a_regular_expression_it_is_what_every_match_holds(expression: str, sought: bytes) -> None:
    assert needle(Text(expression, is_regex=True)) == ((sought,) if sought else ())


PIECES = st.sampled_from(
    ["ab", "K", "s", ".", "c?", "d*", "e+", "f{2}", "g{0,1}", "{", "h|j", "(a|bc)", "(?:de)?", "[a-c]", "[^\\]]",
     r"\d", r"\.", r"\n", "^", "$", "(?=a)", "(?<!b)", "x{,2}", "[]y]", "-", "ß", "(", ")?", "(?P<n>z)"]
)  # fmt: skip


@given(expression=st.lists(PIECES, min_size=1, max_size=6).map("".join), data=st.data())
def test_no_match_is_without_it(expression: str, data: st.DataObject) -> None:
    try:
        pattern = re.compile(expression, re.IGNORECASE)
    except re.error:
        return
    sought = needle(Text(expression, is_regex=True))
    if sought:
        assert may_hold(json.dumps(data.draw(st.from_regex(pattern)), ensure_ascii=False).encode(), sought)


@given(
    words=st.text(alphabet='aKksSIßéÉσς日😀"\ufffd\u212aſİ. ', min_size=1, max_size=5),
    said=st.text('akKsSIißẞéÉΣσς日😀"\ufffd\u212aſİı. ', max_size=12),
    ascii_only=st.booleans(),
    nested=st.booleans(),
)
def test_no_text_is_found_without_it(words: str, said: str, ascii_only: bool, nested: bool) -> None:
    if Text(words).pattern.search(said):
        written = json.dumps(said, ensure_ascii=ascii_only)
        assert may_hold((json.dumps(written) if nested else written).encode(), needle(Text(words)))
