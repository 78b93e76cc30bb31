"""A file of lines, followed while another process changes it in any way."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.live import LiveExchange
from codex_tui.history.tail import LineTail
from tests.records import head, line
from tests.wire.cuts import CUTS, pieces


def read(tail: LineTail) -> list[bytes]:
    return [content for _, content in tail.read(math.inf)]


@given(body=st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\r", b"\xc3"]), max_size=40).map(b"".join), cuts=CUTS)
@settings(max_examples=50)
def test_how_a_file_grows_changes_no_line(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, cuts: list[int]
) -> None:
    path = tmp_path_factory.mktemp("tail") / "lines"
    tail = LineTail(path)
    found: list[tuple[int, bytes]] = []
    with path.open("wb", buffering=0) as file:
        for piece in pieces(body, cuts):
            file.write(piece)
            assert not tail.look()
            found += tail.read(math.inf)
    *whole, rest = body.split(b"\n")
    assert [content for _, content in found] == whole
    assert all(body[offset:].startswith(content + b"\n") for offset, content in found)
    assert tail.cut_at == (len(body) - len(rest) if rest else None)


def test_a_file_may_come_go_and_come_again(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    tail = LineTail(path)
    assert (tail.look(), read(tail)) == (False, [])
    path.write_bytes(b"one\n")
    assert (tail.look(), read(tail)) == (False, [b"one"])
    path.unlink()
    assert (tail.look(), read(tail), tail.fd) == (True, [], None)
    assert not tail.look()
    path.write_bytes(b"two\nthree\n")
    assert (tail.look(), read(tail)) == (False, [b"two", b"three"])


def test_what_was_read_stays_readable_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntwo\n")
    tail = LineTail(path)
    tail.look()
    [_, (offset, content)] = tail.read(math.inf)
    assert tail.content(offset, len(content)) == b"two"
    assert tail.content(offset, 100) == b"two\n"
    tail.close()
    assert tail.content(offset, 3) == b""


@given(junk=st.lists(st.binary(max_size=40) | st.sampled_from([b'{"at": 1, "text": "x"}', b'{"at": 1}']), max_size=8))
def test_junk_in_a_journal_is_unreadable_and_nothing_worse(junk: list[bytes]) -> None:
    exchange = LiveExchange(decode_record(line(head())))
    for content in junk:
        try:
            exchange.take(content)
        except Unreadable:
            continue
    exchange.abandon()
    assert set(exchange.response_body) <= set(b"x")
