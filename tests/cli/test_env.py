"""``codex-tui env``: exports for a shell."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from codex_tui.proxy.authority import proxy_authority
from codex_tui.proxy.registry import Running, register


@pytest.fixture
def capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registered capture (this process stands for it) whose state lies where a shell must quote."""
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("CODEX_TUI_STATE_DIR", str(tmp_path / "it's $HOME"))
    now = datetime.now(UTC).isoformat()
    register(Running(pid=os.getpid(), started_at=now, listen_host="127.0.0.1", port=4321, captures=tmp_path / "c"))
    proxy_authority().parent.mkdir()
    proxy_authority().touch()
    return tmp_path / "c"


def evaluated(exports: str, variable: str) -> str:
    script = f'eval "$1" && printf %s "${variable}"'
    return subprocess.run(["sh", "-c", script, "sh", exports], capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("capture")
def test_a_shell_that_evaluates_it_goes_through_the_capture(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["env"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert evaluated(shown.out, "HTTPS_PROXY") == "http://127.0.0.1:4321"
    assert evaluated("NO_PROXY=localhost;" + shown.out, "NO_PROXY") == ""
    assert Path(evaluated(shown.out, "SSL_CERT_FILE")).is_file()


def test_a_capture_can_be_named_by_directory_or_port(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["env", "--captures", str(capture), "--port", "4321"]) == 0
    assert main(["env", "--captures", str(capture.parent)]) == 1
    assert main(["env", "--port", "4322"]) == 1
    assert "No capture runs" in capsys.readouterr().err


def test_the_directory_that_the_environment_names_is_meant(
    capture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CODEX_CAPTURE_DIR", str(capture.parent))
    assert main(["env"]) == 1
    assert capsys.readouterr().out == ""


def test_without_a_capture_it_says_what_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["env"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Start `codex-tui`" in shown.err


@pytest.mark.usefixtures("capture")
def test_a_proxy_that_was_there_before_is_named_beside_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@corp:3128")
    assert main(["env"]) == 0
    shown = capsys.readouterr()
    assert "corp:3128" in shown.err
    assert "corp" not in shown.out
    assert "secret" not in shown.out + shown.err


@pytest.mark.usefixtures("capture")
def test_each_shell_is_told_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["env", "--shell", "fish"]) == 0
    assert "set -gx HTTP_PROXY 'http://127.0.0.1:4321';\n" in capsys.readouterr().out
    assert main(["env", "--shell", "powershell"]) == 0
    assert "$env:NO_PROXY = ''\n" in capsys.readouterr().out


@pytest.mark.usefixtures("capture")
def test_the_shell_that_calls_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/local/bin/fish")
    # Called by no shell, but by this very Python: then the user's own counts.
    called = subprocess.run([sys.executable, "-m", "codex_tui", "env"], check=True, capture_output=True, timeout=60)
    assert called.stdout.startswith(b"set -gx ")
    command = f'"$1" -m codex_tui env > {tmp_path}/out; true'
    subprocess.run(["bash", "-c", command, "bash", sys.executable], check=True, timeout=60)
    assert (tmp_path / "out").read_text().startswith("export ")
