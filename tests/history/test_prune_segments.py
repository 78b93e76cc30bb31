"""What was put aside or packed is pruned as well, and nothing else is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects import read
from codex_tui.dialects.glance import glance
from codex_tui.history import History
from codex_tui.history.packed import PackedSegment, Unpacked
from codex_tui.history.prune import Limits, prune
from codex_tui.history.segments import segments
from mitm_addons.codex_history import HistoryFile
from tests.history.packed import pack
from tests.history.reading import Count, catch_up, numbers
from tests.records import append, line, record, started

ROOT = Path(__file__).parents[2]
PACKED, ASIDE = "history-20250101T000000Z.jsonl.zst", "history-20250102T000000Z.jsonl"


def lines_of(*of: int) -> list[bytes]:
    return [line(record(number, os.urandom(100).hex().encode())) for number in of]


def filled(captures: Path) -> list[bytes]:
    """1 to 6 packed in three frames, 7 to 9 put aside, then 10 to 12."""
    lines = lines_of(*range(1, 13))
    pack(captures / PACKED, *(b"".join(lines[at : at + 2]) for at in (0, 2, 4)))
    (captures / ASIDE).write_bytes(b"".join(lines[6:9]))
    append(captures, *lines[9:])
    return lines


def content(captures: Path) -> bytes:
    return b"".join(segment.content(0, segment.size) for segment in segments(captures))


def disk(captures: Path) -> int:
    return sum(segment.weight for segment in segments(captures))


@pytest.mark.parametrize("first", range(1, 14))
def test_what_started_before_goes_wherever_it_lies(tmp_path: Path, first: int) -> None:
    lines = filled(tmp_path)
    watched = History(tmp_path, Count)
    catch_up(watched)
    plan = prune(tmp_path, Limits(before=started(first)))
    assert (plan.goes.lines, plan.stays.lines) == (first - 1, 13 - first)
    assert content(tmp_path) == b"".join(lines[first - 1 :])
    assert catch_up(watched).reset is (first > 1)
    assert numbers(watched) == list(range(first, 13))
    names = [segment.name for segment in segments(tmp_path)]
    assert names == [PACKED] * (first < 7) + [ASIDE] * (first < 10) + ["history.jsonl"]
    assert not list(tmp_path.glob(".*"))


@given(keep=st.integers(0, 20_000))
def test_no_more_is_kept_on_the_disk_than_there_is_room_for(
    tmp_path_factory: pytest.TempPathFactory, keep: int
) -> None:
    captures = tmp_path_factory.mktemp("prune")
    lines = filled(captures)
    for segment in segments(captures):
        (captures / segment.name).chmod(0o600)
    plan = prune(captures, Limits(size=keep))
    # What a packed file needs beside its lines is not counted.
    assert disk(captures) <= keep + 250 or not plan.goes.lines
    left = content(captures)
    assert b"".join(lines).endswith(left)
    assert left == b"".join(lines[plan.goes.lines :])


def test_only_what_moved_moves_in_the_index(tmp_path: Path) -> None:
    filled(tmp_path)

    def opened() -> History[object]:
        history = History(tmp_path, read, glance=glance, reader=7)
        while history.poll(60.0).more:
            pass
        return history

    history = opened()
    history.complete([summary.id for summary in history.summaries])
    history.save()
    for first in (2, 4, 8, 11):
        prune(tmp_path, Limits(before=started(first)))
        again = History(tmp_path, read, glance=glance, reader=7)
        again.poll(0.0)
        while again.poll(0.0).more:
            pass
        assert again.unread == 0
        assert list(again.summaries) == list(history.summaries)[first - 1 :]


def test_numbers_go_on_although_the_next_one_was_lost(tmp_path: Path) -> None:
    pack(tmp_path / PACKED, b"".join(lines_of(1, 2)), b"".join(lines_of(3, 4)))
    prune(tmp_path, Limits(before=started(2)))
    (tmp_path / "history.seq").unlink(missing_ok=True)
    writer = HistoryFile(tmp_path)
    assert writer.next_number() == 5
    writer.close()


def test_a_frame_that_is_damaged_stays_as_it_is(tmp_path: Path) -> None:
    lines = filled(tmp_path)
    path = tmp_path / PACKED
    second = PackedSegment(path, Unpacked()).frames[2]
    whole = bytearray(path.read_bytes())
    whole[second.at + second.packed - 6] ^= 0xFF
    path.write_bytes(whole)
    prune(tmp_path, Limits(before=started(4)))
    kept = PackedSegment(path, Unpacked())
    assert bytes(whole[second.at : second.at + second.packed]) in path.read_bytes()
    assert kept.content(0, kept.size).endswith(b"".join(lines[4:6]))


KILLED = """
import os, shutil, sys
from datetime import datetime
from pathlib import Path
from codex_tui.history.prune import Limits, prune
from codex_tui.history.segments import segments
from tests.history.killing import die_after
captures, template = Path(sys.argv[1]), Path(sys.argv[2])
limits = Limits(before=datetime.fromisoformat(sys.argv[3]))

def held(directory):
    return b"".join(segment.content(0, segment.size) for segment in segments(directory)).splitlines()

def run(steps):
    die_after(steps)
    prune(captures, limits)
    os._exit(0)

lines, gone = held(template), int(sys.argv[4])
for steps in range(1000):
    shutil.rmtree(captures, ignore_errors=True)
    shutil.copytree(template, captures)
    child = os.fork()
    if child == 0:
        run(steps)
    ended = os.waitpid(child, 0)[1]
    there = held(captures)
    assert there == lines[len(lines) - len(there):], steps
    assert set(lines[gone:]) <= set(there), steps
    prune(captures, limits)
    assert held(captures) == lines[gone:], steps
    assert not list(captures.glob(".*")), steps
    if ended == 0:
        break
print(steps)
"""


@pytest.mark.parametrize("first", [4, 8, 11])
def test_whoever_is_killed_at_any_point_loses_nothing_that_is_to_stay(tmp_path: Path, first: int) -> None:
    template = tmp_path / "template"
    filled(template)
    limit = started(first).isoformat()
    command = [sys.executable, "-c", KILLED, tmp_path / "captures", template, limit, str(first - 1)]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) > 8
