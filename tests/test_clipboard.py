"""What is copied arrives: in a program of the system, or in the terminal."""

import base64
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.clipboard import OSC_52_LIMIT, clipboard_programs, copy, copy_from_screen, osc_52
from codex_tui.errors import CodexTuiError


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


def test_tmux_and_screen_pass_the_sequence_on_in_an_envelope() -> None:
    plain = osc_52("it's ü", {})
    assert plain == "\x1b]52;c;" + base64.b64encode("it's ü".encode()).decode() + "\x07"
    assert osc_52("it's ü", {"TMUX": "x"}) == "\x1bPtmux;\x1b" + plain + "\x1b\\"
    wrapped = osc_52("x" * 5_000, {"STY": "x"})
    pieces = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert "".join(pieces) == osc_52("x" * 5_000, {})
    assert max(map(len, pieces)) < 768  # what GNU screen takes


def test_from_the_screen_the_terminal_is_told_first(tmp_path: Path) -> None:
    install(tmp_path, "pbcopy", "exit 0")
    told: list[str] = []
    assert copy_from_screen("text", told.append, tmp_path / "file", {"PATH": str(tmp_path)}) == "by OSC 52"
    assert told == ["text"]


@pytest.mark.parametrize("sort", [{"TERM_PROGRAM": "Apple_Terminal"}, {"VTE_VERSION": "7600"}, {"TMUX": "x"}])
def test_where_the_terminal_may_not_listen_a_program_does_it(sort: dict[str, str], tmp_path: Path) -> None:
    install(tmp_path, "pbcopy", f"/bin/cat > {tmp_path}/copied")
    told: list[str] = []
    assert copy_from_screen("text", told.append, tmp_path / "file", {"PATH": str(tmp_path), **sort}) == "by pbcopy"
    assert (tmp_path / "copied").read_text() == "text"
    assert told == []


def test_what_is_too_much_for_the_terminal_goes_to_a_program_else_to_a_file_of_ones_own(tmp_path: Path) -> None:
    much, told = "ü" * (OSC_52_LIMIT // 2 + 1), []
    environment = {"PATH": str(tmp_path)}
    way = copy_from_screen(much, told.append, tmp_path / "file", environment)
    assert way == f"into {tmp_path}/file: no clipboard here takes it"
    assert (tmp_path / "file").read_text() == much
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    install(tmp_path, "pbcopy", f"/bin/cat > {tmp_path}/copied")
    assert copy_from_screen(much, told.append, tmp_path / "other", environment) == "by pbcopy"
    assert (tmp_path / "copied").read_text() == much
    assert told == []


def test_where_nothing_can_take_it_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CodexTuiError, match="No clipboard here takes it"):
        copy_from_screen("x" * 80_000, lambda _: None, tmp_path / "no" / "file", {"PATH": str(tmp_path)})
