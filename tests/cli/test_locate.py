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
    assert set(places) == {line.split()[0] for line in capsys.readouterr().out.splitlines()}


def test_one_place_is_one_path_for_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "addon"]) == 0
    assert Path(capsys.readouterr().out.rstrip("\n")).name == "capture_codex.py"


def test_a_place_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "nowhere"]) == 2
    assert "Name one of captures," in capsys.readouterr().err
