"""Marks and notes in the commands."""

import json
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from codex_tui.history.annotations import Annotations
from tests import records


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """A capture of three exchanges, of which 2 is marked and 3 has a note."""
    every = [records.record(number, b"a needle") for number in (1, 2, 3)]
    records.append(tmp_path, *every)
    annotations = Annotations(tmp_path)
    annotations.mark(every[1]["id"], marked=True)
    annotations.note(every[2]["id"], "look\x1b here")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main([*arguments])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "numbers"), [("is:marked", [2]), ("is:noted", [3]), ("is:marked,noted", [2, 3]), ("-is:marked", [1, 3])]
)
def test_a_query_knows_what_is_marked(
    query: str, numbers: list[int], marked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, "list", "--json", "--filter", query, "--captures", str(marked))
    assert [json.loads(line)["number"] for line in out.splitlines()] == numbers


def test_a_search_keeps_to_what_is_marked(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "search", "needle", "--json", "--filter", "is:marked", "--captures", str(marked))
    assert {json.loads(line)["number"] for line in out.splitlines()} == {2}


def test_show_tells_the_mark_and_the_note(marked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "◆ marked" in told(capsys, "show", "2", "--captures", str(marked))
    assert "¶ look" in told(capsys, "show", "3", "--captures", str(marked))
    assert "note" not in json.loads(told(capsys, "show", "3", "--json", "--captures", str(marked)))
