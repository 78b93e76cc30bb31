"""A packed segment gives what was packed, as much of it as can be had, and never more than it may."""

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects import read as read_exchange
from codex_tui.dialects.glance import glance
from codex_tui.history import History, packed
from codex_tui.history.candidates import Candidates
from codex_tui.history.decode import DOUBTFUL, Damage
from codex_tui.history.frames import LARGEST, skippable, write_table
from codex_tui.history.offsets import lines_backwards
from codex_tui.history.packed import PackedSegment, Unpacked, unpack
from codex_tui.history.query import Text
from codex_tui.history.search import search
from tests.history.packed import pack
from tests.records import line, record

LINES = st.lists(st.sampled_from([b"a\n", b"bcd" * 30 + b"\n", b"\n", b"x" * 900 + b"\n"]), min_size=1, max_size=8)
FRAMES = st.lists(LINES.map(b"".join), max_size=6)
ROOT = Path(__file__).parents[2]


def read(path: Path) -> bytes:
    """All of it, in two ways that must agree."""
    segment = PackedSegment(path, Unpacked())
    whole = segment.content(0, segment.size)
    assert whole == b"".join(segment.content(at, 700) for at in range(0, segment.size, 700))
    assert len(whole) == segment.size
    assert segment.content(segment.size, 10) == b""
    return whole


@given(frames=FRAMES, begin=st.integers(0, 4_000), length=st.integers(0, 4_000))
def test_any_part_of_what_was_packed_is_read(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes], begin: int, length: int
) -> None:
    path = pack(tmp_path_factory.mktemp("packed") / "x.jsonl.zst", *frames)
    lines = b"".join(frames)
    assert read(path) == lines
    assert PackedSegment(path, Unpacked()).content(begin, length) == lines[begin : begin + length]
    assert path.stat().st_mode & 0o777 == 0o600


@given(frames=FRAMES, data=st.data())
def test_wherever_frames_meet_the_same_lines_are_read(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes], data: st.DataObject
) -> None:
    segment = PackedSegment(pack(tmp_path_factory.mktemp("packed") / "x.jsonl.zst", *frames), Unpacked())
    lines = b"".join(frames)
    starts = [0, *(at + 1 for at, byte in enumerate(lines) if byte == ord("\n"))]
    low, high = sorted(data.draw(st.lists(st.sampled_from(starts), min_size=2, max_size=2)))
    found = [span for part in reversed(segment.parts(low, high)) for span in lines_backwards(segment.content, *part)]
    assert found == [*lines_backwards(lambda offset, length: lines[offset : offset + length], low, high)]
    told = [line for _, line in Candidates(()).among(segment, low, high) if line is not None]
    assert told == lines[low:high].split(b"\n")[-2::-1]


def test_each_frame_is_unpacked_once_to_list_all_and_once_to_search_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = []
    monkeypatch.setattr(packed, "unpack", lambda *frame: unpacked.append(frame) or unpack(*frame))
    frames = [b"".join(line(record(number)) for number in range(at, at + 3)) for at in range(1, 16, 3)]
    pack(tmp_path / "history-20250101T000000Z.jsonl.zst", *frames)
    history = History(tmp_path, read_exchange, glance=glance)
    while history.poll(0.0, whole=False).more:
        pass
    assert (len(history.summaries), len(unpacked)) == (15, 5)
    unpacked.clear()
    assert [*search(tmp_path, Text("no such text"))]
    assert len(unpacked) == 5


def test_a_frame_that_nobody_reads_any_more_is_let_go(tmp_path: Path) -> None:
    segment = PackedSegment(pack(tmp_path / "x.jsonl.zst", b"line\n"), kept := Unpacked())
    frame = segment.frames[1]
    first = kept.get(segment.file, frame)
    kept.rest()
    assert kept.get(segment.file, frame) is first
    kept.rest()
    kept.rest()
    assert kept.get(segment.file, frame) is not first


@given(frames=FRAMES, cut=st.integers(0, 3_000))
def test_of_a_file_that_is_cut_anywhere_every_line_before_is_read(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes], cut: int
) -> None:
    path = pack(tmp_path_factory.mktemp("packed") / "x.jsonl.zst", *frames)
    packed = PackedSegment(path, Unpacked()).frames
    cut = min(cut, path.stat().st_size)
    os.truncate(path, cut)
    whole = sum(frame.size for frame in packed if frame.size and frame.at + frame.packed <= cut)
    left = read(path)
    assert left[:whole] == b"".join(frames)[:whole]
    rest = left[whole:]
    # What is left of the frame that was cut is what it began with, and a line that is damage.
    kept = rest.rstrip(b"\0\n")
    assert b"".join(frames)[whole:].startswith(kept)
    assert rest == b"" or rest.endswith(b"\n")


@given(frames=FRAMES, at=st.integers(0, 3_000), junk=st.binary(min_size=1, max_size=40))
def test_what_is_overwritten_costs_no_other_frame(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes], at: int, junk: bytes
) -> None:
    path = pack(tmp_path_factory.mktemp("packed") / "x.jsonl.zst", *frames)
    before = PackedSegment(path, Unpacked())
    content = bytearray(path.read_bytes())
    at = min(at, len(content))
    content[at : at + len(junk)] = junk[: len(content) - at]
    path.write_bytes(content)
    left = read(path)
    if [frame[:2] for frame in PackedSegment(path, Unpacked()).frames] == [frame[:2] for frame in before.frames]:
        for frame, lines in zip(before.frames[1:], frames, strict=True):
            if frame.at + frame.packed <= at or at + len(junk) <= frame.at:
                assert left[frame.begin : frame.begin + frame.size] == lines


@given(
    content=st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                zstandard.compress(b"line\n"),
                skippable(b"{}"),
                write_table([(10, 10)]),
                b"\x28\xb5\x2f\xfd",
                b"\x00\xff" * 9,
                zstandard.compress(b"no end"),
            ]
        ),
        max_size=6,
    ).map(b"".join)
)
def test_junk_is_damage_and_nothing_worse(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("packed") / "x.jsonl.zst"
    path.write_bytes(content)
    left = read(path)
    assert left == b"" or left.endswith(b"\n")


def test_lines_that_do_not_fit_their_checksum_are_shown_and_told(tmp_path: Path) -> None:
    frames = [b"".join(line(record(number)) for number in numbers) for numbers in ((1, 2), (3, 4), (5, 6))]
    path = pack(tmp_path / "history-20250101T000000Z.jsonl.zst", *frames)
    frame = PackedSegment(path, Unpacked()).frames[2]
    content = bytearray(path.read_bytes())
    content[frame.at + frame.packed - 1] ^= 1  # the last byte of a frame is its checksum's
    path.write_bytes(content)
    told = [Damage(frame.begin + frame.size - 1, DOUBTFUL, path.name)]
    assert [each for each in search(tmp_path, Text("no such text")) if isinstance(each, Damage)] == told
    for _ in ("read", "from the index"):
        history = History(tmp_path, read_exchange, glance=glance, reader=1)
        while history.poll().more or history.unread:
            pass
        history.save()
        assert [summary.number for summary in history.summaries] == [1, 2, 3, 4, 5, 6]
        assert history.damage == told
    assert [each for each in search(tmp_path, Text("no such text")) if isinstance(each, Damage)] == told


def test_any_zstd_unpacks_it(tmp_path: Path) -> None:
    frames = [b'{"a":1}\n' * 500, b'{"b":2}\n']
    path = pack(tmp_path / "x.jsonl.zst", *frames)
    with zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True) as stream:
        assert stream.read() == b"".join(frames)


@pytest.mark.skipif(shutil.which("zstd") is None, reason="no zstd here")
def test_the_command_of_zstd_unpacks_it(tmp_path: Path) -> None:
    frames = [b'{"a":1}\n' * 500, b'{"b":2}\n']
    path = pack(tmp_path / "x.jsonl.zst", *frames)
    told = subprocess.run(["zstd", "-dc", "--long=31", path], check=True, capture_output=True)
    assert told.stdout == b"".join(frames)


BOMB = """
import resource, sys
from pathlib import Path
from codex_tui.history.packed import PackedSegment, Unpacked
segment = PackedSegment(Path(sys.argv[1]), Unpacked())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for frame in segment.frames:
    assert len(segment.content(frame.begin, min(frame.size, 1 << 20))) == min(frame.size, 1 << 20)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("claims", ["nothing", "the truth", "little"])
def test_a_bomb_takes_no_more_memory_than_a_frame_may(tmp_path: Path, claims: str) -> None:
    size = 6 * LARGEST
    compressor = zstandard.ZstdCompressor(write_content_size=claims != "nothing").compressobj(
        size=size if claims != "nothing" else -1
    )
    step = b"\0" * (1 << 20)
    bomb = b"".join(compressor.compress(step) for _ in range(size >> 20)) + compressor.flush()
    path = tmp_path / "x.jsonl.zst"
    path.write_bytes(bomb + (write_table([(len(bomb), LARGEST)]) if claims == "little" else b""))
    told = subprocess.run([sys.executable, "-c", BOMB, path], cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(told.stdout) < 3 * LARGEST >> 20


def test_a_table_that_claims_too_much_is_not_believed(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.jsonl.zst", b"one\n", b"two\n")
    for wrong in (struct.pack("<I", 0xFFFFFFFF), struct.pack("<I", 3)):
        content = bytearray(path.read_bytes())
        content[-13:-9] = wrong  # what the last frame is to unpack to
        path.write_bytes(content)
        assert read(path).startswith(b"one\n")
