"""``codex-tui compact``."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.cli.captures import tool_session


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    now = datetime.now(UTC)
    for number, days in enumerate((40, 31, 29, 2, 0), 1):
        at = now - timedelta(days=days)
        records.append(tmp_path, records.record(number, b"data: %d\n\n" % number * 400, started_at=at))
    return tmp_path


def test_what_is_older_than_a_day_is_packed_and_the_ratio_told(
    captures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compact", "--dry-run", "--captures", str(captures)]) == 0
    assert "would be packed, 1 exchange (" in capsys.readouterr().out
    assert not list(captures.glob("*.zst"))
    assert main(["compact", "--captures", str(captures)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("4 exchanges (")
    assert "times smaller, 1 exchange (" in told
    assert main(["list", "--json", "--captures", str(captures)]) == 0
    listed = [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()]
    assert listed == [1, 2, 3, 4, 5]


def test_json_says_what_was_packed(captures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", "--older-than", "30d", "--json", "--captures", str(captures)]) == 0
    told = json.loads(capsys.readouterr().out)
    [name] = told["into"]["files"]
    assert (captures / name).stat().st_size == told["into"]["size"]
    assert (told["packed"]["lines"], told["plain"]["lines"], told["dry_run"]) == (2, 3, False)
    assert told["ratio"] == round(told["packed"]["size"] / told["into"]["size"], 1)


def test_what_can_be_done_is_said_where_nothing_is_old(captures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", "--older-than", "50d", "--captures", str(captures)]) == 0
    assert "Nothing that is not packed is older than 50d: 5 exchanges" in capsys.readouterr().out
    assert main(["compact", "--older-than", "0s", "--captures", str(captures)]) == 0
    assert capsys.readouterr().out.startswith("5 exchanges (")
    assert main(["compact", "--captures", str(captures)]) == 0
    assert capsys.readouterr().out == "There is nothing to pack.\n"


def test_what_cannot_be_meant_is_a_sentence(captures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", "--older-than", "soon", "--captures", str(captures)]) == 2
    assert "--older-than wants an age, not 'soon'." in capsys.readouterr().err
    assert main(["compact", "--captures", str(captures / "none")]) == 1
    assert "There is no capture directory" in capsys.readouterr().err


COMMANDS = [
    ["list", "--json"],
    ["list", "--json", "-n", "2"],
    ["show", "latest~1", "--json"],
    ["show", "2"],
    ["search", "model", "--json"],
    ["list", "--json", "--filter", "is:error"],
    ["export", "3"],
    ["export", "--filter", "is:model", "--format", "md"],
    ["diff", "2", "3", "--json"],
    ["stats", "--json"],
]


def test_every_command_says_the_same_of_what_is_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tool_session(tmp_path)

    def told() -> list[str]:
        said = []
        for command in COMMANDS:
            assert main([*command, "--captures", str(tmp_path)]) == 0, command
            said.append(capsys.readouterr().out)
        return said

    plain = told()
    assert all(plain)
    assert main(["compact", "--older-than", "0s", "--captures", str(tmp_path)]) == 0
    capsys.readouterr()
    assert told() == plain
    (tmp_path / "history.index").unlink()
    assert told() == plain
