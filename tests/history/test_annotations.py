"""Marks and notes beside the history."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.errors import CodexTuiError
from codex_tui.history.annotations import Annotations, annotated_in


def test_what_one_program_writes_another_reads(tmp_path: Path) -> None:
    writer, reader = Annotations(tmp_path), Annotations(tmp_path)
    assert reader.poll() == []
    writer.mark("a", marked=True)
    writer.note("a", " look here \n")
    assert reader.poll() == ["a"]
    found = reader.get("a")
    assert found is not None
    assert (found.marked, found.note) == (True, "look here")
    assert reader.poll() == []


def test_an_annotation_that_is_taken_away_is_gone(tmp_path: Path) -> None:
    annotations = Annotations(tmp_path)
    annotations.mark("a", marked=True)
    annotations.note("b", "x")
    annotations.mark("a", marked=False)
    annotations.note("b", "")
    assert annotations.get("a") is annotations.get("b") is None
    assert (*annotated_in(tmp_path).marked, *annotated_in(tmp_path).noted) == ()


def test_the_file_is_the_owners_alone_and_lines_that_are_junk_count_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "annotations.jsonl"
    Annotations(tmp_path).mark("a", marked=True)
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open("ab") as file:
        file.write(b'{"id": 3}\n[[\n\xff\n{"id": "b", "at": "", "mar')
    Annotations(tmp_path).mark("c", marked=True)
    assert annotated_in(tmp_path).marked == {"a", "c"}
    assert json.loads(path.read_bytes().split(b"\n")[-2])["id"] == "c"


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    def write(name: str) -> None:
        annotations = Annotations(tmp_path)
        for number in range(20):
            annotations.mark(f"{name}{number}", marked=True)
            annotations.note("shared", name)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(annotated_in(tmp_path).marked) == 60
    assert len(annotated_in(tmp_path).noted) == 1


def test_a_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    annotations = Annotations(tmp_path)
    annotations.mark("a", marked=True)
    annotations.poll()
    new = tmp_path / "new"
    new.write_text('{"id": "b", "at": "", "marked": true}\n')
    new.replace(tmp_path / "annotations.jsonl")
    assert sorted(annotations.poll()) == ["a", "b"]
    assert annotations.annotated.marked == {"b"}


def test_where_nothing_can_be_written_it_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CodexTuiError, match="cannot be written"):
        Annotations(tmp_path / "gone").mark("a", marked=True)


@given(junk=st.binary(max_size=200))
def test_junk_never_raises(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("captures")
    (directory / "annotations.jsonl").write_bytes(junk)
    Annotations(directory).poll()
