"""What the index spares, and that nothing else depends on it."""

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects import Reading, read
from codex_tui.dialects.glance import glance
from codex_tui.history import History
from codex_tui.history.exchange import Exchange
from codex_tui.history.newest import newest
from codex_tui.history.summary import Summary
from tests.deadline import eventually
from tests.records import Journal, Json, append, line, record, sse, started, ulid

ANSWER = sse({"type": "response.created"}, {"type": "response.completed", "response": {"usage": {"input_tokens": 5}}})
READER = 7


class Counting:
    """Reads by the dialects, and notes what."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def __call__(self, exchange: Exchange) -> Reading:
        self.numbers.append(exchange.record.number)
        return read(exchange)


def opened(captures: Path, count: Counting | None = None, reader: int = READER) -> History[Reading]:
    """Read to its end, everything whole, and saved."""
    history = History(captures, count or Counting(), glance=glance, reader=reader)
    settle(history)
    return history


def settle(history: History[Reading]) -> None:
    while history.poll().more:
        pass
    history.complete([summary.id for summary in history.summaries])
    history.save()


def listed(history: History[Reading]) -> list[Summary]:
    return list(history.summaries)


def afresh(captures: Path) -> list[Summary]:
    """What the history says without any index."""
    history = History(captures, read)
    while history.poll().more:
        pass
    return listed(history)


def records(*numbers: int, answer: bytes = ANSWER) -> list[Json]:
    return [record(number, answer) for number in numbers]


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2, 3), b"garbage\n")
    first = opened(tmp_path)
    again = Counting()
    second = opened(tmp_path, again)
    assert again.numbers == []
    assert listed(second) == listed(first) == afresh(tmp_path)
    assert second.damage == first.damage
    assert len(second.damage) == 1
    assert second.summaries[0].usage.input == 5


def test_appending_costs_the_new_lines_only(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2, 3))
    opened(tmp_path)
    append(tmp_path, *records(4, 5))
    count = Counting()
    history = opened(tmp_path, count)
    assert sorted(count.numbers) == [4, 5]
    append(tmp_path, *records(6))
    settle(history)
    assert sorted(count.numbers) == [4, 5, 6]
    assert listed(opened(tmp_path, count)) == afresh(tmp_path)
    assert sorted(count.numbers) == [4, 5, 6]


def test_the_index_is_its_owners_alone(tmp_path: Path) -> None:
    append(tmp_path, *records(1))
    opened(tmp_path)
    assert stat.S_IMODE((tmp_path / "history.index").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.index", "history.jsonl"]


def test_other_code_reads_everything_anew(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2))
    opened(tmp_path)
    count = Counting()
    opened(tmp_path, count, reader=READER + 1)
    assert sorted(count.numbers) == [1, 2]
    opened(tmp_path, count, reader=READER + 1)
    assert len(count.numbers) == 2


@pytest.mark.parametrize("how", ["truncated", "replaced", "first line", "last line", "deleted"])
def test_an_index_of_another_history_is_of_no_use(tmp_path: Path, how: str) -> None:
    path = tmp_path / "history.jsonl"
    append(tmp_path, *records(1, 2))
    opened(tmp_path)
    other = b"".join(line(value) for value in records(3, 4))
    match how:
        case "truncated":
            os.truncate(path, len(other) // 2)
        case "replaced":
            (tmp_path / "new").write_bytes(path.read_bytes())
            (tmp_path / "new").replace(path)
        case "first line" | "last line":
            assert path.stat().st_size == len(other)
            lines, others = path.read_bytes().splitlines(keepends=True), other.splitlines(keepends=True)
            path.write_bytes(others[0] + lines[1] if how == "first line" else lines[0] + others[1])
        case "deleted":
            path.unlink()
    assert newest(tmp_path, 9, READER) is None
    if how != "deleted":
        append(tmp_path, *records(8))
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    assert listed(opened(tmp_path)) == afresh(tmp_path)


def _of_another_format(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def _without_tables(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE exchange")
    connection.close()


def _with(change: str) -> Callable[[Path], None]:
    return _after(f"UPDATE exchange SET {change} WHERE number = 2")


def _after(statement: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute(statement)
        connection.close()

    return damage


def _with_a_word_that_is_no_text(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE span", b"CREATE \x80ABLE span"))


def _of_noise(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[2_000:] = random.Random(4).randbytes(len(content) - 2_000)
    path.write_bytes(content)


DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"garbage" * 1_000),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "noise": _of_noise,
    "another format": _of_another_format,
    "no tables": _without_tables,
    "a garbage summary": _with("""summary = '{"id": 1}'"""),
    "no summary": _with("summary = NULL"),
    "a letter of a summary": _with("summary = CAST(replace(summary, 'localhost', 'locAlhost') AS BLOB)"),
    "another time": _with("started = started + 1000"),
    "one row fewer": _after("DELETE FROM exchange WHERE number = 2"),
    "no rows": _after("DELETE FROM exchange"),
    "a mark without an end": _after("UPDATE segment SET ending = NULL"),
    "a span without a beginning": _after("UPDATE span SET beginning = NULL"),
    "a word that is no text": _with_a_word_that_is_no_text,
    "no text": _with("id = x'ff'"),
    "a directory": lambda path: (path.unlink(), path.mkdir()),
    "a link": lambda path: (path.unlink(), path.symlink_to(path.parent / "elsewhere")),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_broken_index_costs_only_time(tmp_path: Path, how: str) -> None:
    append(tmp_path, *records(1, 2, 3))
    opened(tmp_path)
    DAMAGES[how](tmp_path / "history.index")
    assert newest(tmp_path, 2, READER) is None
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    append(tmp_path, *records(4))
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    assert not (tmp_path / "elsewhere").exists()
    if how not in {"a directory", "a link"}:
        count = Counting()
        opened(tmp_path, count)
        assert count.numbers == []


@given(
    parts=st.lists(st.tuples(st.integers(0, 50_000), st.binary(min_size=1, max_size=40)), max_size=3),
    kept=st.integers(0, 60_000),
)
def test_whatever_stands_in_the_index_the_history_is_listed_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[int, bytes]], kept: int
) -> None:
    captures = tmp_path_factory.mktemp("captures")
    append(captures, *records(1, 2, 3, 4))
    opened(captures)
    path = captures / "history.index"
    content = bytearray(path.read_bytes())
    for at, junk in parts:
        content[at : at + len(junk)] = junk[: max(0, len(content) - at)]
    path.write_bytes(content[:kept])
    if (told := newest(captures, 2, READER)) is not None:
        assert [msgspec.json.decode(each, type=Summary) for each in told] == afresh(captures)[-2:]
    assert listed(opened(captures)) == afresh(captures)
    append(captures, *records(5))
    assert listed(opened(captures)) == afresh(captures)


def test_an_index_that_goes_while_it_is_used_is_not_missed(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2, 3))
    opened(tmp_path)
    history = History(tmp_path, read, glance=glance, reader=READER)
    history.poll(0.0)
    (tmp_path / "history.index").unlink()
    settle(history)
    append(tmp_path, *records(4))
    settle(history)
    assert listed(history) == afresh(tmp_path)


def test_more_news_than_are_saved_at_once_are_all_there_the_next_time(tmp_path: Path) -> None:
    append(tmp_path, *records(1))
    history = opened(tmp_path)
    append(tmp_path, *records(*range(2, 1_300)))
    history.poll(60.0)
    settle(history)
    count = Counting()
    assert listed(opened(tmp_path, count)) == listed(history) == afresh(tmp_path)
    assert count.numbers == []


@pytest.mark.parametrize("how", ["no database", "no tables", "emptied", "of another"])
def test_an_index_that_breaks_while_it_is_used_never_claims_what_it_lost(tmp_path: Path, how: str) -> None:
    append(tmp_path, *records(1, 2, 3))
    history = opened(tmp_path)
    path = tmp_path / "history.index"
    match how:
        case "emptied" | "of another":
            with sqlite3.connect(path) as connection:
                connection.execute("DELETE FROM exchange")
                connection.execute(
                    "DELETE FROM segment" if how == "emptied" else "UPDATE segment SET mark = mark + 1"
                )
            connection.close()
        case _:
            DAMAGES[how](path)
    append(tmp_path, *records(4, 5))
    settle(history)
    append(tmp_path, *records(6))
    settle(history)
    assert listed(history) == afresh(tmp_path)
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    assert listed(opened(tmp_path)) == afresh(tmp_path)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written_goes_without(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2))
    tmp_path.chmod(0o500)
    try:
        assert listed(opened(tmp_path)) == afresh(tmp_path)
        assert not (tmp_path / "history.index").exists()
    finally:
        tmp_path.chmod(0o700)


def test_two_inspectors_share_an_index(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2))
    one = History(tmp_path, read, glance=glance, reader=READER)
    other = History(tmp_path, read, glance=glance, reader=READER)
    for number in range(3, 9):
        append(tmp_path, *records(number))
        settle(one)
        settle(other)
    count = Counting()
    assert listed(opened(tmp_path, count)) == listed(one) == listed(other) == afresh(tmp_path)
    assert count.numbers == []


def test_another_process_that_writes_the_index_delays_nobody(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2))
    opened(tmp_path)
    append(tmp_path, *records(3))
    writer = sqlite3.connect(tmp_path / "history.index", isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    writer.execute("ROLLBACK")
    writer.close()
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    assert newest(tmp_path, 9, READER) is not None


INDEXER = f"""
import sys
from pathlib import Path
from codex_tui.dialects import read
from codex_tui.dialects.glance import glance
from codex_tui.history import History
history = History(Path(sys.argv[1]), read, glance=glance, reader={READER})
print("started", flush=True)
while True:
    history.poll(0.0)
    history.save()
"""


def test_an_indexer_that_is_killed_at_any_point_leaves_no_wrong_index(tmp_path: Path) -> None:
    append(tmp_path, *records(*range(1, 201)))
    root = Path(__file__).parents[2]
    for _ in range(4):
        with subprocess.Popen([sys.executable, "-c", INDEXER, tmp_path], cwd=root, stdout=subprocess.PIPE) as indexer:
            assert indexer.stdout is not None
            indexer.stdout.readline()
            before = _size(tmp_path)
            eventually(lambda before=before: _size(tmp_path) != before or before > 40_000)
            indexer.send_signal(signal.SIGKILL)
    assert listed(opened(tmp_path)) == afresh(tmp_path)
    assert newest(tmp_path, 300, READER) is not None


def _size(captures: Path) -> int:
    path = captures / "history.index"
    return path.stat().st_size if path.exists() else 0


def test_the_newest_come_out_of_the_index_as_they_are_listed(tmp_path: Path) -> None:
    append(tmp_path, *records(1, 2, 3))
    append(tmp_path, record(9, ANSWER, started_at=started(2)))
    history = opened(tmp_path)
    assert newest(tmp_path, 3, READER) == [msgspec.json.encode(each) for each in history.summaries[-3:]]
    assert newest(tmp_path, 99, READER) == [msgspec.json.encode(each) for each in history.summaries]


def test_the_newest_are_looked_up_and_not_sorted_out_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, *records(*range(1, 9)))
    opened(tmp_path)
    asked: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **more)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    assert newest(tmp_path, 2, READER) is not None
    [statement] = [each for each in asked if "ORDER BY started" in each]
    with connect(tmp_path / "history.index") as index:
        [(*_, plan)] = index.execute(f"EXPLAIN QUERY PLAN {statement}")
    assert "exchange_by_start" in plan


@pytest.mark.parametrize("why", ["news", "journal", "damage", "twice", "other code", "glanced"])
def test_the_index_does_not_tell_the_newest_where_more_is_to_be_known(tmp_path: Path, why: str) -> None:
    append(tmp_path, *records(1, 2))
    opened(tmp_path)
    assert newest(tmp_path, 2, READER)
    match why:
        case "news":
            append(tmp_path, b"{")
        case "journal":
            Journal(tmp_path, number=3).die()
        case "damage":
            append(tmp_path, b"garbage\n")
            opened(tmp_path)
        case "twice":
            append(tmp_path, record(3, ANSWER, end="proxy_died"))
            opened(tmp_path)
            append(tmp_path, record(3, ANSWER))
            opened(tmp_path)
            assert listed(opened(tmp_path)) == afresh(tmp_path)
        case "glanced":
            (tmp_path / "history.index").unlink()
            history = History(tmp_path, read, glance=glance, reader=READER)
            history.poll(0.0)
            history.save()
    assert newest(tmp_path, 2, READER + (why == "other code")) is None


def test_a_whole_record_before_the_index_replaces_what_the_index_has_of_a_dead_writer(tmp_path: Path) -> None:
    append(tmp_path, record(1, ANSWER[:40], end="proxy_died"))
    opened(tmp_path)
    append(tmp_path, record(1, ANSWER))
    history = opened(tmp_path)
    assert [summary.state for summary in history.summaries] == ["complete"]
    assert [summary.state for summary in opened(tmp_path).summaries] == ["complete"]
    assert history.open(ulid(started(1), 1)).exchange.response_body == ANSWER
