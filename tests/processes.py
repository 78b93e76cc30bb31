"""Child processes of a test: started through one object, all ended with it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.deadline import eventually

_MARK = "CODEX_TUI_STATE_DIR"  # a directory of each test's own, so it tells whose child a process is
PROGRAM = [sys.executable, "-m", "codex_tui"]


class Processes:
    """What one test starts. ``state``: its state directory, by which it knows even children of its children."""

    def __init__(self, state: Path) -> None:
        self._state = str(state)
        self._started: list[subprocess.Popen[str]] = []

    def start(self, command: Sequence[str | Path], **options: Any) -> subprocess.Popen[str]:
        """Start it; stdin, stdout and stderr are pipes of text unless told otherwise."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([str(word) for word in command], text=True, **pipes | options)
        self._started.append(process)
        return process

    def run(self, command: Sequence[str | Path], timeout: float = 60, **options: Any) -> "Finished":
        """Start it with no input, wait for its end."""
        process = self.start(command, **{"stdin": subprocess.DEVNULL} | options)
        out, err = process.communicate(timeout=timeout)
        return Finished(process.returncode, out or "", err or "")

    def codex_tui(self, *arguments: str | Path, **options: Any) -> "Finished":
        """Run ``codex-tui`` with these arguments."""
        return self.run([*PROGRAM, *arguments], **options)

    def end(self) -> None:
        """End what still runs; an AssertionError if a child of a child outlives its parents."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
        for process in self._started:
            with process:  # closes its pipes
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
        try:
            eventually(lambda: not self.alive(), "the end of every child process", seconds=10)
        finally:
            for left in self.alive():
                with contextlib.suppress(psutil.Error):
                    left.kill()

    def alive(self) -> list[psutil.Process]:
        """Every process that carries this test's mark, but this one."""
        return [process for process in psutil.process_iter() if process.pid != os.getpid() and self._marked(process)]

    def _marked(self, process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(_MARK) == self._state
        except psutil.Error:
            return False


class Finished:
    """How a process ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def __repr__(self) -> str:
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"
