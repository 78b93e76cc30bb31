"""``codex-tui print-cmds``: commands to copy."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from codex_tui.proxy.registry import Running, register


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory on PATH, empty."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("SHELL", "/bin/bash")
    return tmp_path / "bin"


def install_codex(path: Path, version: str, usage: str = "") -> None:
    (path / "codex").write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "codex-cli {version}" || echo "{usage}"\n')
    (path / "codex").chmod(0o755)


def test_without_codex_the_commands_are_for_the_newest_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-cmds"]) == 0
    shown = capsys.readouterr()
    assert "There is no Codex here." in shown.err
    assert "No capture runs yet." in shown.err
    assert "codex-tui run -- codex exec --oss --local-provider ollama" in shown.out
    assert "--proxy http://127.0.0.1:18110" in shown.out


def test_the_commands_suit_the_codex_that_is_installed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install_codex(path, "0.34.0")
    assert main(["print-cmds", "-m", "qwen3:8b"]) == 0
    shown = capsys.readouterr()
    assert "no Codex" not in shown.err
    assert "# Codex 0.34.0" in shown.out
    assert "/v1/chat/completions" in shown.out
    assert "codex exec --oss -m qwen3:8b" in shown.out
    assert "--local-provider" not in shown.out


def test_the_commands_go_to_the_capture_that_runs(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install_codex(path, "0.169.0", "--local-provider --no-daemon")
    now = datetime.now(UTC).isoformat()
    register(
        Running(
            pid=os.getpid(),
            started_at=now,
            listen_host="127.0.0.1",
            port=4321,
            upstream="http://10.0.0.1:11434",
            captures=tmp_path / "with space",
        )
    )
    assert main(["print-cmds", "--captures", str(tmp_path / "with space"), "--port", "4321"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert f"codex-tui run --captures '{tmp_path}/with space' --port 4321 -- codex --no-daemon" in shown.out
    assert "curl -s --noproxy '' --proxy http://127.0.0.1:4321 http://10.0.0.1:11434/api/tags" in shown.out
    assert "Check the door" not in shown.out


def test_a_shell_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-cmds", "--shell", "fish"]) == 0
    assert "codex-tui env | source" in capsys.readouterr().out


def test_one_can_be_copied(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path / "pbcopy").write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/copied\n")
    (path / "pbcopy").chmod(0o755)
    assert main(["print-cmds", "--copy", "2"]) == 0
    shown = capsys.readouterr()
    assert (tmp_path / "copied").read_text() == "codex-tui run -- codex --oss --local-provider ollama -m gpt-oss:20b"
    assert shown.out == ""
    assert "Copied: codex-tui run -- codex --oss" in shown.err


def test_one_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-cmds", "--copy", "99"]) == 2
    assert "There is no command 99." in capsys.readouterr().err
