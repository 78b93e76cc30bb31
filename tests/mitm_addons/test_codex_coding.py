import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

import brotli
import codex_coding
import pytest
import zstandard
from codex_coding import ContentDecoder, Undecodable, decode
from hypothesis import given
from hypothesis import strategies as st

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


@given(data=st.binary(max_size=500), cuts=st.lists(st.integers(0, 600), max_size=5), name=st.sampled_from([*CODINGS]))
def test_how_the_network_cuts_a_body_changes_nothing(data: bytes, cuts: list[int], name: str) -> None:
    sent = CODINGS[name](data)
    edges = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    decoder = ContentDecoder(name)
    assert b"".join(decoder.feed(sent[a:b]) for a, b in pairwise(edges)) == data


@given(junk=st.binary(max_size=300), name=st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x"]))
def test_junk_is_undecodable_and_nothing_else(junk: bytes, name: str) -> None:
    with suppress(Undecodable):
        decode(junk, name)


@given(data=st.binary(min_size=1, max_size=500), keep=st.floats(0, 1), name=st.sampled_from([*CODINGS]))
def test_a_cut_body_decodes_as_far_as_it_goes(data: bytes, keep: float, name: str) -> None:
    sent = CODINGS[name](data)
    assert data.startswith(decode(sent[: int(len(sent) * keep)], name))


def test_codings_stack_in_the_order_they_were_applied() -> None:
    assert decode(brotli.compress(gzip.compress(b"hello")), "gzip, BR") == b"hello"


def test_members_and_frames_follow_one_another() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b"), "x-gzip") == b"ab"
    frame = zstandard.ZstdCompressor().compress
    assert decode(frame(b"a") + frame(b"b"), "zstd") == b"ab"


def test_deflate_may_be_raw() -> None:
    assert decode(raw_deflate(b"hello" * 50), "deflate") == b"hello" * 50


def test_a_bomb_is_left_as_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codex_coding, "DECODED_LIMIT", 100_000)
    with pytest.raises(Undecodable, match="more than 100000"):
        decode(gzip.compress(bytes(1_000_000)), "gzip")


@pytest.mark.parametrize("name", ["br", "zstd", "zstd, br"])
def test_a_bomb_of_a_few_bytes_does_not_fill_the_memory_before_it_is_known(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codex_coding, "DECODED_LIMIT", 1_000_000)
    sent = brotli.compress(bytes(80_000_000), quality=1) if name == "br" else zstandard.compress(bytes(80_000_000))
    tracemalloc.start()
    with pytest.raises(Undecodable, match="more than 1000000"):
        decode(brotli.compress(sent) if name == "zstd, br" else sent, name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_codings_without_number_are_not_undone() -> None:
    with pytest.raises(Undecodable, match="9 content codings"):
        decode(b"", ", ".join(["gzip"] * 9))
