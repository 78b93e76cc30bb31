"""However many files a history has, a handful is open, and none is taken for another."""

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from codex_tui.history.handles import MOST, File, Handles, Replaced
from codex_tui.history.index import Index
from codex_tui.history.ledger import Ledger
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search
from codex_tui.history.segments import segments
from tests.history.packed import pack
from tests.history.reading import Count, catch_up, numbers
from tests.records import append, line, record, started, ulid

ROOT = Path(__file__).parents[2]
MANY = 3 * MOST


def line_of(number: int) -> bytes:
    return line(record(number, b"data: word%d\n\n" % number))


def name(number: int) -> str:
    return f"history-20250101T{number:06}Z.jsonl"


def filled(captures: Path, many: int = MANY) -> Path:
    """A segment for each number, every other packed; the newest line is the history's."""
    for number in range(1, many):
        if number % 2:
            pack(captures / f"{name(number)}.zst", line_of(number))
        else:
            (captures / name(number)).write_bytes(line_of(number))
    append(captures, line_of(many))
    return captures


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def replaced(path: Path, content: bytes) -> None:
    """Another file of the same size and age."""
    before, other = path.stat(), path.with_name("other")
    other.write_bytes(content)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


LOW = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from codex_tui.history import History
from codex_tui.history.compact import compact
from codex_tui.history.newest import newest
from codex_tui.history.prune import Limits, prune
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, search
from tests.history.reading import Count, catch_up, numbers
captures, many = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
for again in range(2):
    history = History(captures, Count, reader=7)
    catch_up(history)
    history.save()
    assert numbers(history) == list(range(1, many + 1)), numbers(history)
    assert {history.open(each.id).exchange.record.number for each in history.summaries} == set(numbers(history))
    assert len(newest(captures, 3, 7)) == 3
    assert len([each for each in search(captures, Text("word")) if isinstance(each, Hit)]) == many
    assert not catch_up(history).reset
    compact(captures, datetime(9000, 1, 1, tzinfo=UTC))
prune(captures, Limits(before=datetime(9000, 1, 1, tzinfo=UTC)))
catch_up(history)
assert numbers(history) == []
print("done")
"""


def test_more_segments_than_files_may_be_open_are_a_history_like_any_other(tmp_path: Path) -> None:
    many = 101
    filled(tmp_path, many)
    told = subprocess.run(
        [sys.executable, "-c", LOW, tmp_path, str(many)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (told.stdout, told.stderr) == ("done\n", "")


def test_the_files_that_were_read_last_are_open(tmp_path: Path) -> None:
    handles = Handles()
    files = []
    for number in range(MANY):
        (tmp_path / str(number)).write_bytes(b"%d" % number)
        files.append(File(tmp_path / str(number), handles))
    open_before = open_files()
    assert [file.read(0, 9) for file in files] == [b"%d" % number for number in range(MANY)]
    assert open_files() == open_before
    kept = files[-MOST].fd
    (tmp_path / str(MANY - MOST)).unlink()
    assert files[-MOST].read(0, 9) == b"%d" % (MANY - MOST)
    assert files[-MOST].fd == kept
    files.clear()
    assert open_files() == open_before - MOST


@pytest.mark.parametrize("how", ["gone", "another", "rewritten", "longer", "a link"])
def test_a_file_that_is_another_when_it_is_opened_again_is_not_read(tmp_path: Path, how: str) -> None:
    handles, path = Handles(), tmp_path / "x"
    path.write_bytes(b"one\n")
    file = File(path, handles)
    before = path.stat()
    for number in range(MOST):
        (tmp_path / str(number)).write_bytes(b"")
        handles.put(handles.key(), os.open(tmp_path / str(number), os.O_RDONLY))
    if how == "gone":
        path.unlink()
    elif how == "another":
        replaced(path, b"one\n")
    elif how == "rewritten":
        path.write_bytes(b"two\n")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif how == "longer":
        path.write_bytes(b"one\ntwo\n")
    else:
        path.rename(tmp_path / "y")
        path.symlink_to("y")
    with pytest.raises(Replaced):
        file.read(0, 9)
    assert file.lost
    for key in range(MANY):
        handles.close(key)


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_replaced_between_a_look_and_reading_is_found_with_the_next(tmp_path: Path, packed: bool) -> None:
    filled(tmp_path)
    ledger = Ledger(tmp_path, time.monotonic, Index(tmp_path, 0))
    ledger.look()
    first = tmp_path / (f"{name(1)}.zst" if packed else name(2))
    if packed:
        pack(tmp_path / "other", line_of(100))
        (tmp_path / "other").replace(first)
    else:
        replaced(first, line_of(100))
    found = {finding.id for finding in ledger.read(math.inf)}
    assert ledger.more
    assert ulid(started(100), 100) not in found
    ledger.look()
    found = {finding.id for finding in ledger.read(math.inf)}
    assert not ledger.more
    assert len(found) == MANY
    assert ulid(started(100), 100) in found


def test_an_exchange_in_a_file_that_was_rewritten_unseen_is_no_other(tmp_path: Path) -> None:
    path = tmp_path / name(2)
    history = History(filled(tmp_path), Count)
    catch_up(history)
    for number in range(MANY, 2, -1):
        history.open(ulid(started(number), number))
    before = path.stat()
    path.write_bytes(line_of(9).replace(b"word9", b"word2"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(CodexTuiError, match="another file now"):
        history.open(ulid(started(2), 2))
    catch_up(history)
    assert numbers(history) == [1, *range(3, MANY + 1)]


def test_a_search_goes_on_in_what_was_packed_meanwhile(tmp_path: Path) -> None:
    looking = search(filled(tmp_path), Text("word"))
    found = [next(each for each in looking if isinstance(each, Hit))]
    for number in range(2, MANY, 2):
        pack(tmp_path / f"{name(number)}.zst", line_of(number))
        (tmp_path / name(number)).unlink()
    found += [each for each in looking if isinstance(each, Hit)]
    assert [hit.number for hit in found] == list(range(MANY, 0, -1))
    assert len(segments(tmp_path)) == MANY
