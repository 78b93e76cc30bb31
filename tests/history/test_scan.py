"""A large history is looked through by several processes: what is found is the same, whatever becomes of them."""

import json
import os
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import psutil
import pytest

from codex_tui.history import Damage, scan, search_process, stretches
from codex_tui.history.candidates import Candidates
from codex_tui.history.frames import frames
from codex_tui.history.handles import Replaced
from codex_tui.history.query import Text
from codex_tui.history.scan import Scan
from codex_tui.history.search import Hit, Looked, search
from codex_tui.history.search_process import SearchProcess
from codex_tui.history.segments import segments
from tests.history.packed import pack
from tests.records import line, record

EXCHANGES = 40
WORD = (b"word",)


def exchange(number: int) -> bytes:
    said = f"{'word ' * (number % 3 == 0)}{'x' * (number * 97 % 1_000)}"
    return line(record(number, b"", request=json.dumps({"input": said}).encode()))


@pytest.fixture
def captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two segments that were put aside, one of them packed, and what came after them: in many stretches."""
    lines = [exchange(number) for number in range(1, EXCHANGES + 1)]
    pack(tmp_path / "history-20250101T000000Z.jsonl.zst", *(b"".join(lines[at : at + 4]) for at in (0, 4, 8)))
    (tmp_path / "history-20250102T000000Z.jsonl").write_bytes(b"".join(lines[12:20]))
    (tmp_path / "history.jsonl").write_bytes(b"".join(lines[20:]))
    monkeypatch.setattr(stretches, "_LENGTH", 2_000)
    monkeypatch.setattr(scan, "_WORTHWHILE", 1)
    monkeypatch.setattr(scan, "_processors", lambda: 3)
    return tmp_path


def scanned(scan: Scan) -> list[bytes]:
    return [each.line for each in scan.lines() if each.line is not None]


def alone(captures: Path, forms: tuple[bytes, ...] = WORD) -> list[bytes]:
    """What one process finds."""
    candidates = Candidates(forms)
    every = [candidates.among(each, 0, each.size) for each in reversed(segments(captures))]
    return [line for each in every for _, line in each if line is not None]


def test_stretches_are_all_of_a_history_and_begin_where_lines_do(captures: Path) -> None:
    every = segments(captures)
    for segment in every:
        spans = [each[1:] for each in stretches.stretches(every) if each.segment is segment][::-1]
        assert [low for low, _ in spans] == [0, *(high for _, high in spans[:-1])]
        assert spans[-1][1] == segment.size
        assert all(segment.content(high - 1, 1) == b"\n" for _, high in spans)
        assert len(spans) > 2


def others() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if search_process.__name__ in each.cmdline()]


def left_to_others(several: Scan) -> None:
    """Until they have looked through all."""
    while len(several._ahead) < len(several._stretches):
        several._share(0.1)


def test_what_other_processes_look_through_is_told_in_its_turn(captures: Path) -> None:
    with closing(Scan(captures, segments(captures), WORD)) as several:
        left_to_others(several)
        told = scanned(several)
    assert (told, len(told)) == (alone(captures), EXCHANGES // 3)


@pytest.mark.parametrize("forms", [WORD, (), (b"no such word",), ("ö".encode(), b"\\u00f6")])
def test_each_stretch_is_looked_through_by_whoever_has_time(captures: Path, forms: tuple[bytes, ...]) -> None:
    with closing(Scan(captures, segments(captures), forms)) as several:
        steps = [*several.lines()]
    assert [each.line for each in steps if each.line is not None] == alone(captures, forms)
    done = [each.done for each in steps]
    assert (done, done[-1]) == (sorted(done), sum(segment.size for segment in segments(captures)))


def test_what_a_process_that_dies_was_asked_is_looked_through_all_the_same(captures: Path) -> None:
    with closing(Scan(captures, segments(captures), WORD)) as several:
        lines = several.lines()
        assert next(lines).done
        for process in others():
            process.kill()
        rest = [each.line for each in lines if each.line is not None]
        assert not several._processes
    assert rest == alone(captures)[-len(rest) :]
    assert len(rest) >= EXCHANGES // 3 - 1


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false", "/bin/echo"])
def test_where_no_other_process_can_be_had_one_looks_through_all(
    captures: Path, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    assert [each.number for each in search(captures, Text("word")) if isinstance(each, Hit)] == [
        number for number in range(EXCHANGES, 0, -1) if number % 3 == 0
    ]


def test_a_process_reads_no_file_but_the_one_it_was_asked_about(captures: Path) -> None:
    every, expected = segments(captures), alone(captures)
    (captures / "history.jsonl").rename(captures / "aside")
    (captures / "history.jsonl").write_bytes(exchange(999) * 30)
    with closing(Scan(captures, every, WORD)) as several:
        assert scanned(several) == expected


def test_a_history_that_is_cut_after_others_have_read_it_is_looked_through_anew(captures: Path) -> None:
    with closing(Scan(captures, segments(captures), WORD)) as several:
        left_to_others(several)
        os.truncate(captures / "history.jsonl", 100)
        with pytest.raises(Replaced):
            scanned(several)


def test_a_process_does_not_answer_for_lines_that_do_not_fit_their_checksum(captures: Path) -> None:
    path = captures / "history-20250101T000000Z.jsonl.zst"
    content = bytearray(path.read_bytes())
    with path.open("rb") as file:
        last = frames(file.fileno())[1]
    content[last.at + last.packed - 1] ^= 1
    path.write_bytes(content)
    for stretch in (each for each in stretches.stretches(segments(captures)) if each.segment.name == path.name):
        with closing(SearchProcess(captures, WORD)) as process:
            process.ask(stretch)
            with pytest.raises(OSError, match="has ended") if stretch.low == last.begin else nullcontext():
                while process.answer() is None:
                    pass
    told = [each for each in search(captures, Text("word")) if isinstance(each, Damage)]
    assert [(each.file, each.offset) for each in told] == [(path.name, last.begin + last.size - 1)]


def test_a_search_that_is_given_up_leaves_no_process(captures: Path) -> None:
    found = search(captures, Text("word"))
    assert isinstance(next(found), Hit | Looked)
    assert others()
    found.close()  # type: ignore[attr-defined]
    assert not others()
