"""``codex-tui prune``."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    now = datetime.now(UTC)
    for number, days in enumerate((40, 31, 29, 0), 1):
        records.append(tmp_path, records.record(number, b"", started_at=now - timedelta(days=days)))
    return tmp_path


def left(captures: Path) -> list[int]:
    return [json.loads(line)["number"] for line in (captures / "history.jsonl").read_text().splitlines()]


def test_what_is_older_goes(captures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prune", "--older-than", "30d", "--dry-run", "--captures", str(captures)]) == 0
    assert capsys.readouterr().out.startswith("2 exchanges (1.")
    assert left(captures) == [1, 2, 3, 4]
    assert main(["prune", "--older-than", "30d", "--captures", str(captures)]) == 0
    assert "gone, 2 exchanges (1." in capsys.readouterr().out
    assert left(captures) == [3, 4]


def test_json_says_what_went(captures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = (captures / "history.jsonl").stat().st_size
    assert main(["prune", "--keep-size", "1.5k", "--json", "--captures", str(captures)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["removed"]["lines"] + told["kept"]["lines"], told["dry_run"]) == (4, False)
    assert told["removed"]["size"] + told["kept"]["size"] == size
    assert (captures / "history.jsonl").stat().st_size == told["kept"]["size"] <= 1_500


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "It is not said what is to go."),
        (["--older-than", "30"], 2, "--older-than wants an age, not '30'."),
        (["--older-than", "99999999999w"], 2, "--older-than wants an age"),
        (["--keep-size", "much"], 2, "--keep-size wants a size, not 'much'."),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(
    captures: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert main(["prune", *arguments, "--captures", str(captures)]) == code
    assert said in capsys.readouterr().err
    assert left(captures) == [1, 2, 3, 4]


def test_no_captures_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prune", "--keep-size", "1G", "--captures", str(tmp_path / "none")]) == 1
    assert "There is no capture directory" in capsys.readouterr().err
