"""``codex-tui list``: a line an exchange, for people and for programs."""

import json
import sys
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui
from tests.processes import Processes


def test_a_line_tells_what_the_model_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    assert main(["list", "--captures", str(tmp_path)]) == 0
    header, side, call, answer, error = capsys.readouterr().out.splitlines()
    assert header.split() == ["#", "TIME", "OUTCOME", "IN", "OUT", "FIRST", "TOTAL", "SIZE", "MODEL"]
    assert side.split()[0] == "1"
    assert "✓  GET /api/tags" in side
    assert "✓  $ pytest -q" in call
    assert "1.2k" in call
    assert call.endswith("gpt-oss:20b")
    assert "✓  answer" in answer
    assert "✗  500 internal error" in error
    assert "~" in error


def test_json_is_a_summary_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    assert main(["list", "--json", "--captures", str(tmp_path)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [summary["number"] for summary in found] == [1, 2, 3, 4]
    assert [summary["state"] for summary in found] == ["complete", "complete", "complete", "failed"]
    call = found[1]
    assert call["session"]["kind"] == "turn"
    assert call["usage"] == {"input": 1234, "cached": 1000, "output": 56, "reasoning": 12, "source": "reported"}
    assert "parts" not in call
    expected = (
        "id started_at state api transport method url status model session number preview words asked outcome tools "
        "usage timing sizes finish error warnings"
    )
    assert set(call) == set(expected.split())


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_n_is_how_many_of_the_newest(tmp_path: Path, capsys: pytest.CaptureFixture[str], how: list[str]) -> None:
    made.tool_session(tmp_path)
    assert main(["list", "-n", "2", *how, "--captures", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == (2 if how else 3)
    assert "500" in lines[-1]


def test_a_terminal_gets_a_screenful_and_a_pipe_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records.append(tmp_path, *(made.error(number) for number in range(1, 51)))
    shown = codex_tui("list", "--captures", tmp_path, height=20).splitlines()
    assert len(shown) < 20
    assert "50" in shown[-1]
    assert main(["list", "--captures", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 51


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_narrow_terminal_leaves_columns_out_and_cuts_none(tmp_path: Path, width: int) -> None:
    made.tool_session(tmp_path)
    lines = codex_tui("list", "--captures", tmp_path, width=width).splitlines()
    assert len(lines) == 5
    assert all(len(line) <= width for line in lines)
    assert ("MODEL" in lines[0], "OUT " in lines[0]) == (width == 120, width >= 60)
    assert "1.2k" in lines[2]
    assert "…" not in lines[0]


def test_on_a_terminal_no_captured_text_controls_it(tmp_path: Path) -> None:
    records.append(tmp_path, made.hostile(1))
    shown = codex_tui("list", "--captures", tmp_path)
    assert not set("\x1b\x07\x9b\u202e\x7f") & set(shown)
    assert "␛" in shown


def test_json_on_a_terminal_is_neutral_and_still_the_same_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records.append(tmp_path, made.hostile(1))
    shown = codex_tui("list", "--json", "--captures", tmp_path)
    assert not set("\x1b\x07\x9b\u202e\x7f") & set(shown)
    assert main(["list", "--json", "--captures", str(tmp_path)]) == 0
    piped = capsys.readouterr().out
    assert "\u202e" in piped
    assert json.loads(shown) == json.loads(piped)


def test_without_a_capture_directory_a_sentence_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--captures", str(tmp_path / "missing")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "There is no capture directory" in shown.err
    assert "codex-tui run" in shown.err


def test_an_empty_capture_directory_is_said_to_be_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json", "--captures", str(tmp_path)]) == 1
    assert "Nothing has been captured" in capsys.readouterr().err


def test_damage_is_told_and_the_rest_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.tool_session(tmp_path)
    records.append(tmp_path, b"{broken\n", b'{"v": 99}\n', made.error(5))
    assert main(["list", "--captures", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert "2 lines of history.jsonl could not be read." in shown.err
    assert len(shown.out.splitlines()) == 6


@pytest.mark.parametrize("arguments", [["-n", "0"], ["-n", "x"], ["extra"], ["--nonsense"]])
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", *arguments]) == 2
    assert capsys.readouterr().err


def test_what_is_in_flight_is_listed_as_live(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with records.Journal(tmp_path, number=7) as journal:
        journal.answer()
        journal.chunk(30.0, records.sse({"type": "response.output_text.delta", "output_index": 0, "delta": "Hel"}))
        assert main(["list", "--captures", str(tmp_path)]) == 0
    assert "●  answer, streaming" in capsys.readouterr().out


def test_a_reader_that_closes_the_pipe_early_is_no_error(tmp_path: Path, processes: Processes) -> None:
    records.append(tmp_path, *(made.error(number) for number in range(1, 3_000)))
    process = processes.start([sys.executable, "-m", "codex_tui", "list", "--json", "--captures", tmp_path])
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    process.wait(30)
    assert process.stderr.read() == ""
