"""The clipboard, from a command: by a program of this system, else by the terminal itself (OSC 52)."""

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from codex_tui.errors import CodexTuiError

_PATIENCE = 5.0  # s
#: Programs that read what is to be copied, and the variable without which one has no clipboard to fill.
_PROGRAMS = {
    ("pbcopy",): None,
    ("wl-copy",): "WAYLAND_DISPLAY",
    ("xclip", "-selection", "clipboard"): "DISPLAY",
    ("xsel", "--clipboard", "--input"): "DISPLAY",
    ("clip.exe",): None,
}


def clipboard_programs(environment: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The commands here that fill a clipboard, best first."""
    for command, needed in _PROGRAMS.items():
        if (needed is None or environment.get(needed)) and shutil.which(command[0], path=environment.get("PATH")):
            yield command


def copy(text: str, environment: Mapping[str, str] | None = None) -> None:
    """Fill the clipboard. Raises CodexTuiError where there is neither a program nor a terminal."""
    for command in clipboard_programs(os.environ if environment is None else environment):
        if _filled_by(command, text):
            return
    try:
        # https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "Manipulate Selection Data"
        Path("/dev/tty").write_bytes(b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07")
    except OSError as error:
        raise CodexTuiError(
            "There is no clipboard here.", "Install wl-copy, xclip or xsel, or copy from the terminal."
        ) from error


def _filled_by(command: tuple[str, ...], text: str) -> bool:
    try:
        # Its output is not a pipe: xclip stays in the background and would hold it open.
        finished = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
