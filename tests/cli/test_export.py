"""``codex-tui export``: exact, whole or not at all, and for nobody else's eyes."""

import json
import stat
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from tests import records
from tests.cli import captures as made
from tests.cli.on_terminal import codex_tui
from tests.dialects.exchanges import websocket_record

Shown = pytest.CaptureFixture[bytes]


def lines(captures: Path) -> list[bytes]:
    return (captures / "history.jsonl").read_bytes().splitlines(keepends=True)


def test_json_is_the_record_byte_for_byte(tmp_path: Path, capsysbinary: Shown) -> None:
    made.tool_session(tmp_path)
    odd = b'{"v":1,  "id":"01KANG0000000000000000000Z","number":9,"started_at":"2025-11-22T11:00:00.000000Z",'
    odd += b'"extra":1e2,"end":"eof","method":"GET","url":"http://x/","status":204,"request":{"json":{"a":1.50}}}\n'
    records.append(tmp_path, odd)
    assert main(["export", "3", "9", "2", "--captures", str(tmp_path)]) == 0
    written = lines(tmp_path)
    assert capsysbinary.readouterr().out == written[2] + odd + written[1]


def test_md_of_a_turn_on_a_websocket_is_the_whole_conversation(tmp_path: Path, capsysbinary: Shown) -> None:
    records.append(tmp_path, *(websocket_record(index) for index in range(3)))
    assert main(["export", "4", "--format", "md", "--captures", str(tmp_path)]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.index("run the tests") < text.index("pytest -q") < text.index("3 passed") < text.index("## Answer")


def test_md_is_a_transcript(tmp_path: Path, capsysbinary: Shown) -> None:
    made.tool_session(tmp_path)
    assert main(["export", "2", "3", "--format", "md", "--captures", str(tmp_path)]) == 0
    text = capsysbinary.readouterr().out.decode()
    first, second = text.split("\n---\n\n")
    assert first.startswith("# Exchange 2\n")
    assert second.startswith("# Exchange 3\n")
    assert "### assistant\n\n```\nThree tests passed. Nothing to mend.\n```\n" in second


def test_a_file_is_for_its_owner_alone(tmp_path: Path, capsysbinary: Shown) -> None:
    made.tool_session(tmp_path)
    target = tmp_path / "out.json"
    assert main(["export", "2", "-o", str(target), "--captures", str(tmp_path)]) == 0
    assert target.read_bytes() == lines(tmp_path)[1]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert capsysbinary.readouterr().out == b""
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_that_is_there_is_replaced_and_who_reads_it_keeps_the_old_one(tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    target = tmp_path / "out.json"
    target.write_bytes(b"old")
    target.chmod(0o644)
    with target.open("rb") as old:
        assert main(["export", "2", "-o", str(target), "--captures", str(tmp_path)]) == 0
        assert old.read() == b"old"
    assert target.read_bytes() == lines(tmp_path)[1]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_error_leaves_a_file_as_it_was(tmp_path: Path, capsysbinary: Shown) -> None:
    made.tool_session(tmp_path)
    target = tmp_path / "out.json"
    target.write_bytes(b"old")
    assert main(["export", "2", "77", "-o", str(target), "--captures", str(tmp_path)]) == 1
    assert target.read_bytes() == b"old"
    assert b"There is no exchange 77." in capsysbinary.readouterr().err


def test_a_pipe_gets_one_exchange_after_the_other(tmp_path: Path, capsysbinary: Shown) -> None:
    """Not all of them at the end: a history may be more than fits into the memory."""
    made.tool_session(tmp_path)
    with records.Journal(tmp_path, number=7):
        assert main(["export", "2", "7", "--captures", str(tmp_path)]) == 1
    assert capsysbinary.readouterr().out == lines(tmp_path)[1]


@pytest.mark.parametrize("where", ["missing/out.json", "."])
def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path, capsysbinary: Shown, where: str) -> None:
    made.tool_session(tmp_path)
    assert main(["export", "2", "-o", str(tmp_path / where), "--captures", str(tmp_path)]) == 1
    assert b"cannot be written" in capsysbinary.readouterr().err


def test_a_device_takes_the_bytes_and_stays_a_device(tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    assert main(["export", "2", "-o", "/dev/null", "--captures", str(tmp_path)]) == 0
    assert not Path("/dev/null").is_file()


def test_a_live_exchange_has_no_record_yet_but_a_transcript(tmp_path: Path, capsysbinary: Shown) -> None:
    with records.Journal(tmp_path, number=7):
        assert main(["export", "7", "--captures", str(tmp_path)]) == 1
        assert b"still in flight" in capsysbinary.readouterr().err
        assert main(["export", "7", "--format", "md", "--captures", str(tmp_path)]) == 0
    assert b"say hello" in capsysbinary.readouterr().out
    assert main(["export", "7", "--captures", str(tmp_path)]) == 1
    assert b"its proxy died" in capsysbinary.readouterr().err


def test_a_filter_leaves_out_what_has_no_record_yet(tmp_path: Path, capsysbinary: Shown) -> None:
    made.tool_session(tmp_path)
    with records.Journal(tmp_path, number=7):
        pass
    assert main(["export", "--filter", "api:responses", "--captures", str(tmp_path)]) == 0
    shown = capsysbinary.readouterr()
    assert shown.out.splitlines(keepends=True) == lines(tmp_path)[1:]  # the first asks no model
    assert b"Exchange 7 was cut when its proxy died: its record is not in the history yet." in shown.err


def test_a_terminal_gets_it_neutral_and_a_pipe_exact(tmp_path: Path, capsysbinary: Shown) -> None:
    records.append(tmp_path, made.hostile(1))
    for name in ("json", "md"):
        shown = codex_tui("export", "1", "--format", name, "--captures", tmp_path)
        assert not set("\x1b\x07\x9b\u202e\x7f") & set(shown)
        if name == "json":
            assert json.loads(shown) == json.loads(lines(tmp_path)[0])
    assert main(["export", "1", "--format", "md", "--captures", str(tmp_path)]) == 0
    assert made.HOSTILE.encode() in capsysbinary.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["2", "--format", "doc"]])
def test_wrong_usage_ends_with_two(tmp_path: Path, capsysbinary: Shown, arguments: list[str]) -> None:
    made.tool_session(tmp_path)
    assert main(["export", *arguments, "--captures", str(tmp_path)]) == 2
    assert capsysbinary.readouterr().err
