"""``codex-tui diff``: two exchanges beside each other."""

import json
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.analysis import sessions
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui
from tests.tui.story import message

Shown = pytest.CaptureFixture[str]


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    sessions.lost_cache(tmp_path)
    return tmp_path


def diff(captures: Path, capsys: Shown, *arguments: str, code: int = 0) -> str:
    assert main(["diff", *arguments, "--captures", str(captures)]) == code
    return capsys.readouterr().out


def test_parts_stand_under_what_they_come_to(lost: Path, capsys: Shown) -> None:
    shown = diff(lost, capsys, "116", "117")
    assert shown.startswith("#116 → #117  openai.responses  ")
    assert "▲ The prompt cache was lost at byte 16,023  reported by the server\n" in shown
    assert "cached 13.4k → 4.0k   share 95% → 28%   first token" in shown
    assert "~ developer  input[1], environment_context  ~47 → ~57 tok\n     1   <environment_context>\n" in shown
    assert "     4 -   <current_date>2025-11-21</current_date>\n     4 +   <current_date>2025-11-22<" in shown
    assert "= 18 parts  input[2] to input[19]  ~6.6k tok\n" in shown
    assert "− assistant  input[20]" in shown
    assert "+ user  input[20]" in shown
    assert "Sentence 3" not in shown
    assert "Sentence 3" in diff(lost, capsys, "116", "117", "--all")


def test_the_bytes_where_they_part(lost: Path, capsys: Shown) -> None:
    shown = diff(lost, capsys, "116", "117", "--bytes").splitlines()
    assert "    16,016 - 32 35 2d 31 31 2d 32 31  3c 2f 63 75 72 72 65 6e  25-11-21</curren" in shown
    assert "    16,016 + 32 35 2d 31 31 2d 32 32  3c 2f 63 75 72 72 65 6e  25-11-22</curren" in shown


def test_json_is_one_object(lost: Path, capsys: Shown) -> None:
    found = json.loads(diff(lost, capsys, "116", "117", "--json"))
    assert (found["a"]["number"], found["b"]["number"], found["same"]) == (116, 117, False)
    assert found["first_difference"]["byte"] == found["prompt_cache"]["byte"] == 16_023
    assert found["prompt_cache"]["lost"] is True
    changed = next(part for part in found["parts"] if part["change"] == "changed")
    line = next(line for line in changed["lines"] if line["sign"] == "+")
    assert [line["text"][start:end] for start, end in line["changed"]] == ["2"]


def test_what_differs_is_no_failure_unless_asked_for(lost: Path, capsys: Shown) -> None:
    assert diff(lost, capsys, "116", "117", "--exit-code", code=3)
    assert "The request bodies are the same, byte for byte" in diff(lost, capsys, "116", "116", "--exit-code")
    assert "makes it 3" in (main(["diff", "--help"]), capsys.readouterr().out.replace("\n", " "))[1]


def test_exchanges_are_named_as_everywhere(lost: Path, capsys: Shown) -> None:
    by_number = diff(lost, capsys, "116", "117")
    assert diff(lost, capsys, "latest~1", "latest") == by_number
    assert diff(lost, capsys, "#116", records.ulid(records.started(117), 117)) == by_number
    assert main(["diff", "116", "99", "--captures", str(lost)]) == 1
    assert main(["diff", "116"]) == 2
    assert main(["diff", "116", "what", "--captures", str(lost)]) == 2


def test_a_long_addition_is_shown_by_its_beginning(tmp_path: Path, capsys: Shown) -> None:
    text = "\n".join(f"line {n}" for n in range(100))
    long = sessions.body([*sessions.BEFORE, message("user", text)])
    records.append(tmp_path, sessions.exchange(1, sessions.body(sessions.BEFORE)), sessions.exchange(2, long))
    shown = diff(tmp_path, capsys, "1", "2")
    assert "    24 + line 23\n       ⋮ 76 lines\n" in shown
    assert "line 99" in diff(tmp_path, capsys, "1", "2", "--all")


def test_no_captured_text_controls_the_terminal(tmp_path: Path, capsys: Shown) -> None:
    records.append(tmp_path, made.hostile(1), made.error(2))
    for arguments in ([], ["--all"], ["--bytes"], ["--json"]):
        shown = codex_tui("diff", "2", "1", *arguments, "--captures", tmp_path)
        assert not set("\x1b\x07\x9b\u202e\x7f") & set(shown)
    assert made.HOSTILE in diff(tmp_path, capsys, "2", "1", "--all")
