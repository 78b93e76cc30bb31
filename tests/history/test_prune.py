"""Old exchanges go, and nothing else, whoever writes or is killed meanwhile."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from codex_tui.history.keeping import Amount, alone
from codex_tui.history.prune import Limits, prune
from mitm_addons.codex_history import HistoryFile
from tests.history.reading import Count, catch_up, numbers
from tests.records import append, line, record, started

ROOT = Path(__file__).parents[2]


def filled(captures: Path, count: int = 10) -> list[bytes]:
    lines = [line(record(number, b"x" * 100 * number)) for number in range(1, count + 1)]
    append(captures, *lines)
    return lines


def content(captures: Path) -> bytes:
    return (captures / "history.jsonl").read_bytes()


def test_what_started_before_goes_whatever_the_order_of_the_lines(tmp_path: Path) -> None:
    lines = {number: line(record(number)) for number in (5, 1, 7, 2, 9)}
    append(tmp_path, *lines.values())
    plan = prune(tmp_path, Limits(before=started(5)))
    assert content(tmp_path) == lines[5] + lines[7] + lines[9]
    assert (plan.goes, plan.stays.lines) == (Amount(2, len(lines[1] + lines[2])), 3)


@given(keep=st.integers(0, 9_000))
def test_no_more_is_kept_than_there_is_room_for_and_the_newest_of_it(
    tmp_path_factory: pytest.TempPathFactory, keep: int
) -> None:
    captures = tmp_path_factory.mktemp("prune")
    lines = filled(captures)
    plan = prune(captures, Limits(size=keep))
    left = content(captures)
    assert b"".join(lines).endswith(left)
    assert len(left) <= keep or not plan.goes.lines
    gone = lines[: plan.goes.lines]
    assert len(b"".join(lines)) == len(left) + len(b"".join(gone))
    assert not gone or len(left) + len(gone[-1]) > keep


def test_both_limits_hold(tmp_path: Path) -> None:
    lines = filled(tmp_path)
    prune(tmp_path, Limits(before=started(9), size=1_000_000))
    assert content(tmp_path) == lines[8] + lines[9]
    prune(tmp_path, Limits(before=started(1), size=len(lines[9])))
    assert content(tmp_path) == lines[9]


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    before = content(tmp_path)
    plan = prune(tmp_path, Limits(size=0), only_plan=True)
    assert (plan.goes.lines, content(tmp_path)) == (10, before)
    assert [path.name for path in tmp_path.iterdir()] == ["history.jsonl"]


def test_what_cannot_be_read_has_no_age(tmp_path: Path) -> None:
    garbage, cut = b"garbage\n", line(record(99))[:-20]
    append(tmp_path, record(1), garbage, record(8), cut)
    prune(tmp_path, Limits(before=started(5)))
    assert content(tmp_path) == garbage + line(record(8)) + cut


def test_the_history_stays_its_owners_alone_and_keeps_counting(tmp_path: Path) -> None:
    filled(tmp_path)
    prune(tmp_path, Limits(size=0))
    assert content(tmp_path) == b""
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    writer = HistoryFile(tmp_path)
    assert writer.next_number() > 10
    writer.close()
    assert not list(tmp_path.glob(".*"))


def test_who_looks_sees_what_is_left(tmp_path: Path) -> None:
    filled(tmp_path)
    history = History(tmp_path, Count)
    catch_up(history)
    prune(tmp_path, Limits(before=started(8)))
    assert catch_up(history).reset
    assert numbers(history) == [8, 9, 10]


def test_nothing_to_prune_is_no_error(tmp_path: Path) -> None:
    assert prune(tmp_path, Limits(size=0)).goes == Amount()
    assert prune(tmp_path / "none", Limits(size=0)).goes == Amount()
    filled(tmp_path)
    inode = (tmp_path / "history.jsonl").stat().st_ino
    prune(tmp_path, Limits(before=started(0), size=10**9))
    assert (tmp_path / "history.jsonl").stat().st_ino == inode


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    filled(tmp_path)
    before = content(tmp_path)
    with alone(tmp_path), pytest.raises(CodexTuiError, match="Another prune or compact is at work"):
        prune(tmp_path, Limits(size=0))
    assert content(tmp_path) == before
    prune(tmp_path, Limits(size=0))
    assert content(tmp_path) == b""


KILLED = """
import os, sys
from pathlib import Path
from codex_tui.history.prune import Limits, prune
from tests.history.killing import die_after
from tests.records import started
names = "open", "write", "pwrite", "pread", "fsync", "ftruncate", "replace", "rename", "close", "stat", "fstat"
die_after(int(sys.argv[2]), names)
prune(Path(sys.argv[1]), Limits(before=started(4)))
os._exit(0)
"""


def test_whoever_is_killed_at_any_point_leaves_the_old_history_or_the_new(tmp_path: Path) -> None:
    lines = filled(tmp_path, 6)
    before, after = b"".join(lines), b"".join(lines[3:])
    seen = set()
    for steps in range(0, 400, 3):
        (tmp_path / "history.jsonl").write_bytes(before)
        ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path, str(steps)], cwd=ROOT, check=False)
        assert content(tmp_path) in (before, after)
        seen.add((content(tmp_path) == after, ended.returncode))
        if ended.returncode == 0:
            break
    assert (True, 0) in seen
    assert len(seen) > 1
    append(tmp_path, record(50))
    prune(tmp_path, Limits(before=started(5)))
    assert content(tmp_path) == b"".join(lines[4:]) + line(record(50))


WRITER = """
import sys
from pathlib import Path
from mitm_addons.codex_history import HistoryFile
from tests.records import line, record
history = HistoryFile(Path(sys.argv[1]))
for number in range(100, 1100):
    history.append(line(record(number, b"data: x\\n\\n" * 20)))
"""


def test_what_others_write_meanwhile_stays(tmp_path: Path) -> None:
    filled(tmp_path, 50)
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], cwd=ROOT) as writer:
        try:
            at = 1
            while writer.poll() is None:
                prune(tmp_path, Limits(before=started(min(at, 100))))
                at += 1
        finally:
            writer.kill()
    assert writer.returncode == 0
    prune(tmp_path, Limits(before=started(100)))
    history = History(tmp_path, Count)
    catch_up(history)
    assert numbers(history) == list(range(100, 1100))
    assert history.damage == []


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    before = content(tmp_path)

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CodexTuiError, match="cannot be pruned: No space left"):
        prune(tmp_path, Limits(before=started(5) + timedelta(0)))
    assert content(tmp_path) == before
    assert not list(tmp_path.glob(".*"))
