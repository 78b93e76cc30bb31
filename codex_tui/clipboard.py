"""The clipboard: of the terminal (OSC 52), of a program of this system, else a file."""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codex_tui.errors import CodexTuiError

OSC_52_LIMIT = 74_994
"""Bytes: what a terminal that takes no more than 100,000 characters of base64 can be told."""

_PATIENCE = 5.0  # s
_DCS = 700  # bytes of a piece that GNU screen passes on
_TMUX = ("tmux", "load-buffer", "-w", "-")
#: Programs that read what is to be copied, and the variable without which one has no clipboard to fill.
_PROGRAMS = {
    ("pbcopy",): None,
    ("wl-copy",): "WAYLAND_DISPLAY",
    ("xclip", "-selection", "clipboard"): "DISPLAY",
    ("xsel", "--clipboard", "--input"): "DISPLAY",
    ("clip.exe",): None,
    # tmux passes nothing on by itself, but its own buffer to the terminal's clipboard, of any size.
    _TMUX: "TMUX",
}


def clipboard_programs(environment: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The commands here that fill a clipboard, best first."""
    for command, needed in _PROGRAMS.items():
        if (needed is None or environment.get(needed)) and shutil.which(command[0], path=environment.get("PATH")):
            yield command


def copy(text: str, environment: Mapping[str, str] | None = None) -> None:
    """Fill the clipboard. Raises CodexTuiError where there is neither a program nor a terminal."""
    environment = os.environ if environment is None else environment
    if copy_by_program(text, environment):
        return
    try:
        Path("/dev/tty").write_bytes(osc_52(text, environment).encode())
    except OSError as error:
        raise CodexTuiError(
            "There is no clipboard here.", "Install wl-copy, xclip or xsel, or copy from the terminal."
        ) from error


def copy_from_screen(
    text: str, tell: Callable[[str], None], file: Path, environment: Mapping[str, str] | None = None
) -> str:
    """Fill the clipboard from a program that draws on the terminal and can ``tell`` it; by what way, in some words.

    By the terminal where it can be told, for that works through ssh too; else by a program; else into ``file``.
    Raises CodexTuiError where not even that can be written.
    """
    environment = os.environ if environment is None else environment
    told = _can_be_told(text, environment)
    if told and not _may_not_listen(environment):
        tell(text)
        return "by OSC 52"
    if program := copy_by_program(text, environment):
        return f"by {program}"
    if told:
        tell(text)
        return "by OSC 52, if this terminal takes it"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:  # noqa: PTH123
            opened.write(text.encode())
    except OSError as error:
        raise CodexTuiError(
            f"No clipboard here takes it, and {file} cannot be written: {error.strerror}.",
            "Install wl-copy, xclip or xsel.",
        ) from error
    return f"into {file}: no clipboard here takes it"


def copy_by_program(text: str, environment: Mapping[str, str]) -> str:
    """The name of the program that took it, "" where none did."""
    for command in clipboard_programs(environment):
        if _filled_by(command, text, environment.get("PATH")):
            return command[0]
    return ""


def osc_52(text: str, environment: Mapping[str, str]) -> str:
    """What tells the terminal, wrapped for what stands between.

    https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "Manipulate Selection Data"
    """
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if environment.get("TMUX"):
        return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"
    if environment.get("STY"):
        pieces = (sequence[start : start + _DCS] for start in range(0, len(sequence), _DCS))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def _can_be_told(text: str, environment: Mapping[str, str]) -> bool:
    return len(text.encode()) <= OSC_52_LIMIT and environment.get("TERM_PROGRAM") != "Apple_Terminal"


def _may_not_listen(environment: Mapping[str, str]) -> bool:
    """Terminals of VTE know no OSC 52, and tmux passes it on only if told: a program is surer there."""
    return bool(environment.get("VTE_VERSION") or environment.get("TMUX"))


def _filled_by(command: tuple[str, ...], text: str, path: str | None) -> bool:
    try:
        # Its output is not a pipe: xclip stays in the background and would hold it open.
        finished = subprocess.run(
            [shutil.which(command[0], path=path) or command[0], *command[1:]],
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
