"""``codex-tui doctor``: every check, for people and programs."""

import json
from pathlib import Path

import pytest

from codex_tui.cli.doctor import largest_prompt
from codex_tui.cli.main import main
from codex_tui.doctor.examination import CHECKS
from tests.cli import on_terminal


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports that are free, no Ollama, and a directory of our own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    for name in ("PORT", "OLLAMA_PORT"):
        monkeypatch.setenv(f"CODEX_TUI_{name}", "0")


def test_programs_get_an_object_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    checks = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(checks) == len(CHECKS)
    assert all(list(check) == ["check", "state", "evidence", "fix"] for check in checks)
    assert {check["state"] for check in checks} <= {"ok", "warn"}


def test_people_get_marks_and_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "✓ mitmproxy" in shown
    assert "! proxy       No capture runs." in shown
    assert "→ Start one: `codex-tui`" in shown


def test_what_fails_is_the_exit_code(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_TUI_PORT", "none")
    assert main(["doctor"]) == 1
    assert "✗ settings" in capsys.readouterr().out


def test_on_a_terminal_no_line_is_longer_than_it() -> None:
    lines = on_terminal.codex_tui("doctor", width=70).splitlines()
    assert all(len(line) <= 70 or "/" in line for line in lines)
    assert any(line.startswith(" " * 14) and line.strip() for line in lines)


def test_a_capture_that_is_empty_has_no_largest_prompt(tmp_path: Path) -> None:
    assert largest_prompt(tmp_path) is None
