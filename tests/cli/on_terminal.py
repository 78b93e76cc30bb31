"""A command with a pseudo-terminal as its stdout, for what only a terminal gets."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

from tests.processes import PROGRAM

_STYLES = re.compile(r"\x1b\[[0-9;]*m")


def codex_tui(*arguments: str | Path, width: int = 120, height: int = 30) -> str:
    """What ``codex-tui`` prints on a terminal of that size, without colours and styles."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    environment["TERM"] = "xterm-256color"
    command = [*PROGRAM, *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=its, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(its)
        printed = _until_closed(ours)
        assert process.wait(30) == 0
    return _STYLES.sub("", printed.decode()).replace("\r\n", "\n")


def _until_closed(terminal: int) -> bytes:
    pieces = []
    with os.fdopen(terminal, "rb", buffering=0) as file:
        try:
            while piece := file.read(65_536):
                pieces.append(piece)
        except OSError:
            pass  # Linux tells the end of a terminal by an error
    return b"".join(pieces)
