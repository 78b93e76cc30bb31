"""``codex-tui locate``: where things lie."""

import json
from pathlib import Path

import pytest

from codex_tui.cli.main import main


def test_every_place_is_told(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "--json", "--captures", str(tmp_path)]) == 0
    places = json.loads(capsys.readouterr().out)
    assert places["history"] == str(tmp_path / "history.jsonl")
    assert places["config"] == str(home / "config" / "config.toml")
    assert places["log"].startswith(str(home / "state"))
    assert Path(places["addon"]).is_file()
    assert main(["locate"]) == 0
    assert set(places) - {"segments"} == {line.split()[0] for line in capsys.readouterr().out.splitlines()}


def test_the_older_parts_of_a_history_are_a_path_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["history-20250101T000000Z.jsonl.zst", "history-20250102T000000Z.jsonl"]
    for name in names:
        (tmp_path / name).touch()
    assert main(["locate", "segments", "--captures", str(tmp_path)]) == 0
    paths = [str(tmp_path / name) for name in names]
    assert capsys.readouterr().out.splitlines() == paths
    assert main(["locate", "--json", "--captures", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["segments"] == paths


def test_one_place_is_one_path_for_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "addon"]) == 0
    assert Path(capsys.readouterr().out.rstrip("\n")).name == "capture_codex.py"


def test_a_place_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "nowhere"]) == 2
    assert "Name one of captures," in capsys.readouterr().err
