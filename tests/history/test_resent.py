"""Which lines hold a text, where most of a line stands in another."""

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codex_tui.history import rare, resent
from codex_tui.history.needle import Needle
from codex_tui.history.resent import Resent

TEXT = st.text(alphabet="abAB,", max_size=30).map(str.encode)


@st.composite
def sessions(draw: st.DrawFn) -> list[bytes]:
    """The lines of requests that grow, of several sessions in turn, as a history holds them."""
    tools, lines = draw(TEXT), []
    said = [draw(TEXT), draw(TEXT)]
    for _ in range(draw(st.integers(1, 8))):
        which = draw(st.integers(0, 1))
        said[which] += draw(TEXT)
        if draw(st.booleans()):
            tools = draw(TEXT)
        answer = draw(TEXT)
        form = draw(st.sampled_from([b'"text":"%s"' % answer, b'"base64":"%s"' % base64.b64encode(answer + b"!")]))
        body = draw(st.sampled_from([b'"json":[%s],%s', b'"text":"%s%s"', b'"base64":"%s%s"']))
        lines.append(b'{"head":"%s",%s},"response":{%s}}' % (draw(TEXT), body % (said[which], tools), form))
    return lines


SOUGHT = st.lists(st.text(alphabet="ab,", min_size=1, max_size=5).map(str.encode), min_size=1, max_size=2)


@given(lines=sessions(), sought=SOUGHT.map(tuple), few=st.sampled_from([-1, 3, 1_000]))
@settings(max_examples=300)
def test_what_was_seen_before_or_is_rare_is_found_all_the_same(lines: list[bytes], sought: Needle, few: int) -> None:
    block = b"\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        for name, small in {"_WORTHWHILE": 2, "_GLANCE": 3, "_FEW": 2, "_KNOWN": 2, "_MARGIN": 1}.items():
            patch.setattr(resent, name, small)
        patch.setattr(rare, "_FEW", few)
        searched, end, holds = Resent(sought), len(block), []
        for line in reversed(lines):
            holds.append(searched.holds(block, end - len(line), end))
            end -= len(line) + 1
    plain = [any(form in line.lower() for form in sought) or b'"base64":"' in line for line in reversed(lines)]
    assert holds == plain


@given(one=TEXT, other=TEXT, at=st.integers(0, 5), guess=st.integers(-3, 30))
@example(one=b"a" * 40, other=b"a" * 40, at=0, guess=0)
@example(one=b"a" * 40, other=b"a" * 20 + b"b" * 20, at=0, guess=19)
@example(one=b"a" * 40, other=b"a" * 20 + b"b" * 20, at=0, guess=21)
def test_what_is_alike_is_counted_to_the_byte(one: bytes, other: bytes, at: int, guess: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resent, "_FEW", 2)
        alike = resent._alike(b"." * at + one, at, memoryview(other), guess)
    assert one[:alike] == other[:alike]
    assert alike == min(len(one), len(other)) or one[alike] != other[alike]
