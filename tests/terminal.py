"""A real terminal for a program of ours: tmux with a server of its own, typed into and read as a person would."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import psutil
import pytest

from tests.deadline import eventually

_ENDED = "ended with "

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux on the PATH")


class Terminal:
    """One window of ``width`` × ``height`` cells; use it in a ``with`` block."""

    def __init__(self, width: int = 160, height: int = 45) -> None:
        self._size = (width, height)
        # Not below the test's own directory: the path of a socket must be short.
        self._directory = tempfile.TemporaryDirectory(prefix="tmux-", dir="/tmp")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(self._command("kill-server"), check=False, capture_output=True)
        self._directory.cleanup()

    def start(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        """Run ``command`` in it. The screen stays readable after its end."""
        width, height = self._size
        words = shlex.join(str(word) for word in command)
        # tmux knows how a program ended too, but does not always notice that it did.
        script = f"{words}; code=$?; echo; echo '{_ENDED}'$code' '; exec cat"
        # A size that someone set for their own terminal, as pytest's workers do, is not this one's.
        outside = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        subprocess.run(
            self._command("-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), script),
            check=True,
            env={**outside, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})},
        )

    def press(self, *keys: str) -> None:
        """Type keys, named as tmux names them: ``q``, ``Enter``, ``C-q``."""
        subprocess.run(self._command("send-keys", *keys), check=True)

    def text(self) -> str:
        """What the screen shows now."""
        return self._tell("capture-pane", "-p")

    def resize(self, width: int, height: int) -> None:
        """As if a person pulled at the window's corner."""
        subprocess.run(self._command("resize-window", "-x", str(width), "-y", str(height)), check=True)

    def record(self, file: Path) -> None:
        """From now on keep every byte that is sent to the terminal."""
        subprocess.run(self._command("pipe-pane", f"cat >> {shlex.quote(str(file))}"), check=True)

    @property
    def buffer(self) -> str:
        """What was copied into the terminal's own buffer last; "" where nothing was."""
        told = subprocess.run(self._command("show-buffer"), check=False, capture_output=True, text=True)
        return told.stdout

    def wait_for(self, text: str, seconds: float = 30) -> str:
        """The screen once it shows ``text``; an AssertionError with the screen where it never does."""
        try:
            return eventually(lambda: screen if text in (screen := self.text()) else "", repr(text), seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.text()}") from error

    def wait_for_end(self) -> int:
        """The exit code of the program, once it ended; 137 where it was killed."""
        screen = self.wait_for(_ENDED)
        return int(screen.rpartition(_ENDED)[2].split()[0])

    @property
    def program(self) -> psutil.Process:
        """What runs in it."""
        shell = psutil.Process(int(self._tell("display-message", "-p", "#{pane_pid}")))
        (program,) = shell.children()
        return program

    def _tell(self, *words: str) -> str:
        return subprocess.run(self._command(*words), check=True, capture_output=True, text=True).stdout

    def _command(self, *words: str) -> list[str]:
        return ["tmux", "-S", f"{self._directory.name}/socket", *words]
