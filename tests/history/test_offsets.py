"""Lines found from the end of a file backwards."""

import os
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history import offsets
from codex_tui.history.handles import read_at

PIECES = st.lists(st.sampled_from([b"a", b"bcd", b"\n", b"\n\n", b"x" * 9]), max_size=40).map(b"".join)


@pytest.fixture(scope="module")
def fd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    fd = os.open(tmp_path_factory.mktemp("offsets") / "file", os.O_RDWR | os.O_CREAT)
    yield fd
    os.close(fd)


@given(content=PIECES, block=st.integers(1, 20), skipped=st.integers(0, 5))
def test_backwards_are_the_same_lines_whatever_the_size_of_a_block(
    fd: int, content: bytes, block: int, skipped: int
) -> None:
    os.ftruncate(fd, 0)
    os.pwrite(fd, content, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offsets, "BLOCK", block)
        high = offsets.line_start(partial(read_at, fd), len(content))
        assert high == content.rfind(b"\n") + 1
        lines = content[:high].split(b"\n")[:-1]
        low = sum(len(line) + 1 for line in lines[:skipped])
        found = [content[begin:end] for begin, end in offsets.lines_backwards(partial(read_at, fd), low, high)]
    assert found == lines[skipped:][::-1]


def test_a_mark_tells_another_first_or_last_line(fd: int) -> None:
    first, last = b"1" * 3_000 + b"\n", b"2" * 3_000 + b"\n"
    marks = set()
    contents = [first + last, b"x" + (first + last)[1:], first + b"x" + last[1:], first + last[:-2] + b"x\n"]
    for content in contents:
        os.pwrite(fd, content, 0)
        marks.add(offsets.mark(partial(read_at, fd), len(first), len(first + last)))
    assert len(marks) == len(contents)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_merged_spans_cover_the_same_bytes_and_do_not_touch(spans: list[tuple[int, int]]) -> None:
    result = offsets.merged(spans)
    assert {at for span in result for at in range(*span)} == {at for span in spans for at in range(*span)}
    edges = [edge for span in result for edge in span]
    assert edges == sorted(set(edges))
