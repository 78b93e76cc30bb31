"""What is copied arrives: in a program of the system, or in the terminal."""

import base64
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.clipboard import clipboard_programs, copy


def install(directory: Path, name: str, script: str) -> None:
    (directory / name).write_text(f"#!/bin/sh\n{script}\n")
    (directory / name).chmod(0o755)


def test_a_program_gets_the_exact_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    install(tmp_path, "pbcopy", f"/bin/cat > {tmp_path}/copied")
    copy("it's ü\n")
    assert (tmp_path / "copied").read_text() == "it's ü\n"


def test_a_program_without_its_display_is_not_used(tmp_path: Path) -> None:
    for name in ("xclip", "wl-copy"):
        install(tmp_path, name, "exit 0")
    path = {"PATH": str(tmp_path)}
    assert list(clipboard_programs(path)) == []
    assert [command[0] for command in clipboard_programs(path | {"DISPLAY": ":0"})] == ["xclip"]


def test_one_that_fails_leaves_it_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    install(tmp_path, "pbcopy", "exit 1")
    install(tmp_path, "clip.exe", f"/bin/cat > {tmp_path}/copied")
    copy("text")
    assert (tmp_path / "copied").read_text() == "text"


# Makes its standard input the terminal that it belongs to, as a login does.
IN_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from codex_tui.clipboard import copy
copy("from afar", {})
"""


def test_without_a_program_the_terminal_is_told() -> None:
    ours, its = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run([sys.executable, "-c", IN_TERMINAL], stdin=its, start_new_session=True, check=True, timeout=60)
        assert terminal.read(100) == b"\x1b]52;c;" + base64.b64encode(b"from afar") + b"\x07"
    os.close(its)


def test_with_neither_it_says_so() -> None:
    script = "from codex_tui.clipboard import copy; copy('text', {})"
    ran = subprocess.run([sys.executable, "-c", script], start_new_session=True, capture_output=True, timeout=60)
    assert b"There is no clipboard here." in ran.stderr
