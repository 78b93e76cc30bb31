"""Old exchanges are packed, none is lost, whoever reads, writes or is killed meanwhile."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from codex_tui.dialects import Reading, read
from codex_tui.dialects.glance import glance
from codex_tui.errors import CodexTuiError
from codex_tui.history import History, packing
from codex_tui.history.compact import compact
from codex_tui.history.keeping import Amount, alone
from codex_tui.history.newest import newest
from codex_tui.history.prune import Limits, prune
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search
from codex_tui.history.segments import segments
from codex_tui.history.summary import Summary
from mitm_addons.codex_history import HistoryFile
from tests.history.conftest import Clock
from tests.history.packed import pack
from tests.history.reading import Count, catch_up, numbers
from tests.records import append, line, record, started, ulid

ROOT = Path(__file__).parents[2]
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FRAME", 4_000)


def lines_of(*of: int) -> list[bytes]:
    return [line(record(number, b"data: word%d\n\n" % number * 40)) for number in of]


def content(captures: Path) -> bytes:
    """The whole history, as its segments give it."""
    return b"".join(segment.content(0, segment.size) for segment in segments(captures))


def names(captures: Path) -> list[str]:
    return [segment.name for segment in segments(captures)]


def opened(captures: Path) -> History[Reading]:
    history = History(captures, read, glance=glance, reader=7)
    while history.poll().more or history.unread:
        pass
    return history


def read_whole(captures: Path) -> list[Summary]:
    history = opened(captures)
    history.complete([summary.id for summary in history.summaries])
    return list(history.summaries)


def test_what_is_old_is_packed_and_all_else_stays(tmp_path: Path) -> None:
    lines = lines_of(*range(1, 41))
    append(tmp_path, *lines)
    made = compact(tmp_path, started(31))
    assert made.packed == Amount(30, len(b"".join(lines[:30])))
    assert made.stays == Amount(10, len(b"".join(lines[30:])))
    assert names(tmp_path) == [*made.made, "history.jsonl"]
    [packed] = made.made
    assert packed == f"history-{started(30):%Y%m%dT%H%M%SZ}.jsonl.zst"
    assert (tmp_path / packed).stat().st_size == made.into < made.packed.size / 5
    assert (tmp_path / "history.jsonl").read_bytes() == b"".join(lines[30:])
    assert content(tmp_path) == b"".join(lines)
    with zstandard.ZstdDecompressor().stream_reader(
        (tmp_path / packed).read_bytes(), read_across_frames=True
    ) as plain:
        assert plain.read() == b"".join(lines[:30])
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert not list(tmp_path.glob(".*"))


def test_what_is_packed_is_listed_opened_found_and_followed_like_all_else(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(*range(1, 41)), b"garbage\n", *lines_of(41))
    watched = History(tmp_path, Count)
    before = read_whole(tmp_path)
    catch_up(watched)
    compact(tmp_path, NEVER)
    append(tmp_path, *lines_of(42))
    watched.poll(0.0)
    assert set(numbers(watched)) >= set(range(1, 42))  # not gone for a moment
    assert not catch_up(watched).reset
    assert numbers(watched) == list(range(1, 43))
    assert read_whole(tmp_path)[:41] == before
    history = opened(tmp_path)
    [damage] = history.damage
    assert damage.file.endswith(".zst")
    assert content(tmp_path)[damage.offset :].startswith(b"garbage\n")
    assert history.resolve("7") == ulid(started(7), 7) == history.resolve(ulid(started(7), 7).lower())
    assert history.open(ulid(started(7), 7)).exchange.response_body == b"data: word7\n\n" * 40
    found = [each for each in search(tmp_path, Text("word33")) if isinstance(each, Hit)]
    assert {hit.number for hit in found} == {33}


def test_what_is_listed_can_be_opened_although_its_new_place_was_not_found_yet(tmp_path: Path, clock: Clock) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    history = History(tmp_path, Count, clock)
    catch_up(history)
    compact(tmp_path, NEVER)
    clock.tick = 1.0
    assert history.poll(0.0).more
    assert history.open(ulid(started(1), 1)).exchange.response_body == b"data: word1\n\n" * 40
    changes = catch_up(history)
    assert (len(changes.ids), changes.reset) == (39, False)
    assert numbers(history) == list(range(1, 41))


def test_only_what_moved_moves_in_the_index(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(*range(1, 41)), b"garbage\n")
    history = opened(tmp_path)
    history.complete([summary.id for summary in history.summaries])
    history.save()
    for before in (started(20), NEVER):
        compact(tmp_path, before)
        again = opened(tmp_path)
        assert again.unread == 0
        assert list(again.summaries) == list(history.summaries)
        assert len(again.damage) == 1
        append(tmp_path, *lines_of(50))
        history = opened(tmp_path)
        history.complete([summary.id for summary in history.summaries])
        history.save()
    (tmp_path / "history.index").unlink()
    afresh = opened(tmp_path)
    afresh.complete([summary.id for summary in afresh.summaries])
    assert list(afresh.summaries) == list(history.summaries)


def test_the_newest_come_out_of_the_index_of_segments_too(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    history = opened(tmp_path)
    history.complete([summary.id for summary in history.summaries])
    history.save()
    known = newest(tmp_path, 40, 7)
    assert known is not None
    assert len(known) == 40
    compact(tmp_path, started(20))
    assert newest(tmp_path, 40, 7) == known
    pack(tmp_path / "history-20990101T000000Z.jsonl.zst", *lines_of(60))
    assert newest(tmp_path, 40, 7) is None


def test_what_the_capture_put_aside_is_packed_where_it_lies(tmp_path: Path) -> None:
    writer = HistoryFile(tmp_path, limit=4_000)
    lines = lines_of(*range(1, 41))
    for each in lines:
        writer.append(each)
    aside = names(tmp_path)
    assert len(aside) > 3
    made = compact(tmp_path, NEVER)
    assert names(tmp_path) == [*(f"{name}.zst" for name in aside[:-1]), made.made[-1], "history.jsonl"]
    assert content(tmp_path) == b"".join(lines)
    assert compact(tmp_path, NEVER).made == ()


def test_what_was_put_aside_stays_as_long_as_any_of_it_is_young(tmp_path: Path) -> None:
    (tmp_path / "history-20250101T000000Z.jsonl").write_bytes(b"".join(lines_of(1, 2, 9)))
    append(tmp_path, *lines_of(3, 4))
    assert compact(tmp_path, started(5)) == compact(tmp_path, started(5), only_plan=True)
    assert names(tmp_path) == ["history-20250101T000000Z.jsonl", "history.jsonl"]


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    before = (tmp_path / "history.jsonl").read_bytes()
    plan = compact(tmp_path, started(31), only_plan=True)
    assert [path.name for path in tmp_path.iterdir()] == ["history.jsonl"]
    assert (tmp_path / "history.jsonl").read_bytes() == before
    made = compact(tmp_path, started(31))
    assert (plan.packed, plan.stays) == (made.packed, made.stays)


def test_a_line_that_nobody_has_ended_yet_is_not_packed(tmp_path: Path) -> None:
    lines, half = lines_of(1, 2), line(record(3))[:-30]
    append(tmp_path, *lines, half)
    compact(tmp_path, NEVER)
    assert (tmp_path / "history.jsonl").read_bytes() == half
    with (tmp_path / "history.jsonl").open("ab") as history:
        history.write(line(record(3))[-30:])
    assert numbers(_caught_up(tmp_path)) == [1, 2, 3]


def _caught_up(captures: Path) -> History[Count]:
    history = History(captures, Count)
    catch_up(history)
    return history


@pytest.mark.parametrize("first", [False, True])
def test_a_line_that_is_too_long_stays_plain_and_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    monkeypatch.setattr(packing, "LARGEST", 20_000)
    lines = [*lines_of(1, 2, 3)[3 * first :], line(record(4, b"x" * 30_000)), *lines_of(5)]
    append(tmp_path, *lines)
    history = opened(tmp_path)
    history.complete([summary.id for summary in history.summaries])
    history.save()
    made = compact(tmp_path, NEVER)
    assert (made.packed.lines, made.stays.lines, made.too_long) == (len(lines) - 1, 1, 1)
    assert content(tmp_path) == b"".join(lines)
    assert (tmp_path / "history.jsonl").read_bytes() == b""
    assert opened(tmp_path).unread == 0
    assert compact(tmp_path, NEVER).made == ()
    assert content(tmp_path) == b"".join(lines)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize(
    "work", [lambda captures: compact(captures, started(1)), lambda captures: prune(captures, Limits(size=10**9))]
)
def test_what_one_that_was_killed_left_plain_and_packed_is_there_once(
    tmp_path: Path, aside: bool, work: Callable[[Path], object]
) -> None:
    lines = lines_of(*range(1, 41))
    append(tmp_path, *lines)
    pack(tmp_path / "history-20250101T000000Z.jsonl.zst", b"".join(lines[:10]), b"".join(lines[10:20]))
    if aside:
        (tmp_path / "history.jsonl").rename(tmp_path / "history-20250102T000000Z.jsonl")
        append(tmp_path, *lines_of(41))
    work(tmp_path)
    assert content(tmp_path).splitlines(keepends=True) == lines + lines_of(41) * aside
    assert not list(tmp_path.glob("*.zst"))


def test_what_only_begins_like_what_is_packed_stays(tmp_path: Path) -> None:
    lines = lines_of(*range(1, 21))
    pack(tmp_path / "history-20250101T000000Z.jsonl.zst", b"".join(lines[:10]), b"".join(lines_of(50)))
    append(tmp_path, *lines)
    prune(tmp_path, Limits(size=10**9))
    assert content(tmp_path) == b"".join([*lines[:10], *lines_of(50), *lines])


def test_numbers_go_on_although_the_next_one_was_lost(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    compact(tmp_path, NEVER)
    (tmp_path / "history.seq").unlink()
    writer = HistoryFile(tmp_path)
    assert writer.next_number() == 41
    writer.close()


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    append(tmp_path, *lines_of(1))
    with alone(tmp_path), pytest.raises(CodexTuiError, match="Another prune or compact is at work"):
        compact(tmp_path, NEVER)


def test_nothing_to_pack_is_no_error(tmp_path: Path) -> None:
    assert compact(tmp_path / "none", NEVER).packed == Amount()
    assert compact(tmp_path, NEVER).packed == Amount()
    append(tmp_path, b"")
    assert compact(tmp_path, NEVER).made == ()


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    before = (tmp_path / "history.jsonl").read_bytes()

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CodexTuiError, match="cannot be packed: No space left"):
        compact(tmp_path, NEVER)
    assert (tmp_path / "history.jsonl").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_what_reads_otherwise_than_it_was_written_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, *lines_of(*range(1, 41)))
    before = (tmp_path / "history.jsonl").read_bytes()
    add = packing.Packing.add
    monkeypatch.setattr(packing.Packing, "add", lambda self, lines: add(self, lines.replace(b"word7", b"word8")))
    with pytest.raises(CodexTuiError, match="reads otherwise"):
        compact(tmp_path, NEVER)
    assert (tmp_path / "history.jsonl").read_bytes() == before
    assert not list(tmp_path.glob("history-*"))


KILLED = """
import os, shutil, sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from codex_tui.history import packing
from codex_tui.history.compact import compact
from codex_tui.history.segments import segments
from tests.history.killing import die_after
packing.FRAME, packing.LARGEST = 4_000, 20_000
captures, template = Path(sys.argv[1]), Path(sys.argv[2])
lines = b"".join(segment.content(0, segment.size) for segment in segments(template)).splitlines()
limit = datetime.fromisoformat(sys.argv[3])

def held():
    return b"".join(segment.content(0, segment.size) for segment in segments(captures)).splitlines()

def run(steps):
    die_after(steps)
    compact(captures, limit)
    os._exit(0)

seen = set()
for steps in range(1000):
    shutil.rmtree(captures, ignore_errors=True)
    shutil.copytree(template, captures)
    child = os.fork()
    if child == 0:
        run(steps)
    ended = os.waitpid(child, 0)[1]
    there = held()
    assert list(dict.fromkeys(there)) == lines, steps
    seen.add((len(there) > len(lines), len(segments(captures))))
    compact(captures, limit)
    assert held() == lines, steps
    assert not list(captures.glob(".*")), steps
    if ended == 0:
        break
print(steps, sorted(seen))
"""


@pytest.mark.parametrize("aside", [False, True, "too long"])
def test_whoever_is_killed_at_any_point_loses_nothing(tmp_path: Path, aside: bool | str) -> None:
    template = tmp_path / "template"
    template.mkdir()
    append(template, *lines_of(*range(1, 21)), b"garbage\n")
    if aside == "too long":
        append(template, line(record(60, b"x" * 30_000, started_at=started(20))))
    elif aside:
        (template / "history.jsonl").rename(template / "history-20250101T000000Z.jsonl")
    append(template, *lines_of(*range(21, 31)))
    limit = started(26)
    command = [sys.executable, "-c", KILLED, tmp_path / "captures", template, limit.isoformat()]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    steps, _, seen = told.stdout.partition(" ")
    assert int(steps) > 20
    assert "(True, " in seen  # the moment in which the same exchange stands in both
    assert "(False, " in seen


WRITER = """
import sys
from pathlib import Path
from mitm_addons.codex_history import HistoryFile
from tests.records import line, record
history = HistoryFile(Path(sys.argv[1]), limit=int(sys.argv[2]))
for number in range(100, 900):
    history.append(line(record(number, b"data: x\\n\\n" * 20)))
"""


@pytest.mark.parametrize("limit", [0, 60_000])
def test_what_others_write_meanwhile_stays(tmp_path: Path, limit: int) -> None:
    append(tmp_path, *lines_of(*range(1, 51)))
    watched = History(tmp_path, Count)
    seen: set[int] = set()
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, str(limit)], cwd=ROOT) as writer:
        try:
            at = 20
            while writer.poll() is None:
                compact(tmp_path, started(at))
                at += 40
                catch_up(watched)
                assert seen <= set(numbers(watched))
                seen = set(numbers(watched))
        finally:
            writer.kill()
    assert writer.returncode == 0
    compact(tmp_path, NEVER)
    catch_up(watched)
    expected = [*range(1, 51), *range(100, 900)]
    assert numbers(watched) == numbers(_caught_up(tmp_path)) == expected
    assert watched.damage == []
    assert len(content(tmp_path).splitlines()) == len(expected)


KILLED_MEANWHILE = """
import os, subprocess, sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from codex_tui.history import packing
from codex_tui.history.compact import compact
from tests.history.killing import die_after
packing.FRAME = 4_000
captures = Path(sys.argv[1])

def run(steps):
    die_after(steps)
    compact(captures, datetime.now(UTC))
    os._exit(0)

done = 0
with subprocess.Popen([sys.executable, "-c", sys.argv[2], captures, sys.argv[3]], stdin=subprocess.PIPE) as writer:
    for turn in range(60):
        child = os.fork()
        if child == 0:
            run(turn * 7 % 50 if turn % 6 else 10_000)
        done += os.waitpid(child, 0)[1] == 0
    writer.stdin.close()
print(writer.returncode, 60 - done, done)
"""

ENDLESS_WRITER = """
import select, sys
from pathlib import Path
from mitm_addons.codex_history import HistoryFile
from tests.records import line, record
history = HistoryFile(Path(sys.argv[1]), limit=int(sys.argv[2]))
number = 50
while not select.select([sys.stdin], [], [], 0.0005)[0]:
    number += 1
    history.append(line(record(number, b"data: x\\n\\n" * 20)))
print(number, flush=True)
"""


@pytest.mark.parametrize("limit", [0, 60_000])
def test_compactions_that_are_killed_while_others_write_lose_nothing(tmp_path: Path, limit: int) -> None:
    append(tmp_path, *lines_of(*range(1, 51)))
    command = [sys.executable, "-c", KILLED_MEANWHILE, tmp_path, ENDLESS_WRITER, str(limit)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    last, code, killed, done = map(int, told.stdout.split())
    assert code == 0
    assert killed > 10
    assert done
    history = _caught_up(tmp_path)
    assert numbers(history) == list(range(1, last + 1))
    assert history.damage == []
    compact(tmp_path, NEVER)
    assert numbers(_caught_up(tmp_path)) == list(range(1, last + 1))
    written = [*lines_of(*range(1, 51)), *(line(record(each, b"data: x\n\n" * 20)) for each in range(51, last + 1))]
    assert set(content(tmp_path).splitlines()) == {each.strip() for each in written}
