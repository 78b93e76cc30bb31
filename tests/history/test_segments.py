"""A history in several files is one history, whatever is put aside, packed or damaged while it is looked at."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.history import History
from codex_tui.history.newest import newest
from codex_tui.history.packed import PackedSegment, Unpacked
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, Looked, search
from codex_tui.history.segments import segments
from mitm_addons.codex_history import HistoryFile
from tests.history.packed import pack
from tests.history.reading import Count, catch_up, numbers
from tests.records import append, line, record, started, ulid

PACKED, ASIDE = "history-20250101T000000Z.jsonl.zst", "history-20250102T000000Z.jsonl"


def lines_of(*of: int) -> bytes:
    return b"".join(line(record(number, b"data: word%d\n\n" % number)) for number in of)


def listed(captures: Path) -> History[Count]:
    history = History(captures, Count)
    catch_up(history)
    return history


def filled(captures: Path) -> Path:
    pack(captures / PACKED, lines_of(1, 2), lines_of(3))
    (captures / ASIDE).write_bytes(lines_of(4, 5))
    append(captures, lines_of(6))
    return captures


def test_all_files_together_are_one_list(tmp_path: Path) -> None:
    history = listed(filled(tmp_path))
    assert numbers(history) == [1, 2, 3, 4, 5, 6]
    assert history.damage == []
    assert history.progress.done == history.progress.total == sum(each.size for each in segments(tmp_path))
    for number in range(1, 7):
        body = history.open(ulid(started(number), number)).exchange.response_body
        assert body == b"data: word%d\n\n" % number
    found = [each for each in search(tmp_path, Text("word")) if isinstance(each, Hit)]
    assert [hit.number for hit in found] == [6, 5, 4, 3, 2, 1]
    *_, last = (each for each in search(tmp_path, Text("nowhere")) if isinstance(each, Looked))
    assert last.done == last.total == history.progress.total


def test_the_same_exchange_in_two_files_is_one(tmp_path: Path) -> None:
    filled(tmp_path)
    append(tmp_path, lines_of(3, 2))
    (tmp_path / "history-20250103T000000Z.jsonl").write_bytes(lines_of(1, 6))
    assert numbers(listed(tmp_path)) == [1, 2, 3, 4, 5, 6]
    found = [each.number for each in search(tmp_path, Text("word2")) if isinstance(each, Hit)]
    assert found == [2]


def test_a_whole_record_counts_more_than_a_dead_writers_wherever_they_lie(tmp_path: Path) -> None:
    pack(tmp_path / PACKED, line(record(1, b"data: a\n\n", end="proxy_died")))
    append(tmp_path, record(1, b"data: a\n\ndata: b\n\n"))
    assert [summary.state for summary in listed(tmp_path).summaries] == ["complete"]
    (tmp_path / "history.jsonl").rename(tmp_path / "history-20240101T000000Z.jsonl")
    assert [summary.state for summary in listed(tmp_path).summaries] == ["complete"]


def test_what_is_plain_and_packed_counts_once_and_plain(tmp_path: Path) -> None:
    (tmp_path / PACKED.removesuffix(".zst")).write_bytes(lines_of(1, 2))
    pack(tmp_path / PACKED, lines_of(1))
    assert [segment.name for segment in segments(tmp_path)] == [PACKED.removesuffix(".zst")]


def test_who_looks_follows_what_is_put_aside(tmp_path: Path) -> None:
    history = History(tmp_path, Count)
    writer = HistoryFile(tmp_path, limit=3_000)
    for number in range(1, 31):
        writer.append(lines_of(number))
        assert not history.poll(0.0).reset
        assert number == 1 or {1, number - 1} <= set(numbers(history))
        catch_up(history)
        assert numbers(history) == list(range(1, number + 1))
    assert len(segments(tmp_path)) > 5
    writer.close()


def test_a_history_that_was_empty_may_be_replaced(tmp_path: Path) -> None:
    append(tmp_path, b"")
    history = listed(tmp_path)
    (tmp_path / "new").write_bytes(lines_of(1))
    (tmp_path / "new").replace(tmp_path / "history.jsonl")
    catch_up(history)
    assert numbers(history) == [1]


def test_segments_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    history = listed(filled(tmp_path))
    (tmp_path / ASIDE).unlink()
    assert catch_up(history).reset
    assert numbers(history) == [1, 2, 3, 6]
    pack(tmp_path / "history-20250104T000000Z.jsonl.zst", lines_of(7))
    assert not catch_up(history).reset
    assert numbers(history) == [1, 2, 3, 6, 7]
    (tmp_path / "history.jsonl").unlink()
    catch_up(history)
    assert numbers(history) == [1, 2, 3, 7]


@given(cut=st.integers(0, 1_500))
def test_a_segment_that_is_cut_costs_what_was_cut_and_is_told(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    captures = filled(tmp_path_factory.mktemp("cut"))
    first = PackedSegment(captures / PACKED, Unpacked()).frames[1]
    cut = min(cut, (captures / PACKED).stat().st_size)
    os.truncate(captures / PACKED, cut)
    history = listed(captures)
    assert numbers(history)[-3:] == [4, 5, 6]
    lost = {1, 2, 3} - set(numbers(history))
    assert not {1, 2} & lost or cut < first.at + first.packed
    assert not lost or {damage.file for damage in history.damage} == {PACKED}


@given(junk=st.binary(max_size=300))
def test_junk_for_a_segment_is_told_and_nothing_worse(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    captures = filled(tmp_path_factory.mktemp("junk"))
    (captures / PACKED).write_bytes(junk)
    (captures / ASIDE).write_bytes(junk)
    history = listed(captures)
    assert numbers(history) == [6]
    assert {damage.file for damage in history.damage} <= {PACKED, ASIDE}
    assert not junk.strip(b"\n") or history.damage
    newest(captures, 3, 7)


@pytest.mark.parametrize("name", [PACKED, ASIDE])
def test_what_only_looks_like_a_segment_is_none(tmp_path: Path, name: str) -> None:
    append(tmp_path, lines_of(1))
    (tmp_path / "elsewhere").write_bytes(lines_of(2))
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"x{name}").mkdir()
    (tmp_path / "history-20250105T000000Z.jsonl").mkdir()
    assert numbers(listed(tmp_path)) == [1]
