"""Another process that looks through stretches of a history: what Python does, it does on one processor.

It reads JSON, a line each: what is sought, then the stretches: a file's name, inode, and from and up to where. For
each it writes where lines lie that may hold it. It ends with its input.
"""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from codex_tui.history.candidates import Candidates
from codex_tui.history.needle import Needle
from codex_tui.history.offsets import Span
from codex_tui.history.segments import segments
from codex_tui.history.stretches import Stretch

_PIECE = 64 * 1024  # bytes


class SearchProcess:
    """One of them, from the side that asks. If it fails it only ends: who asked looks for itself."""

    def __init__(self, captures: Path, sought: Needle) -> None:
        """Raises OSError."""
        self.asked: Stretch | None = None
        self._answer = b""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(captures)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._write([form.decode("latin-1") for form in sought])

    def fileno(self) -> int:
        """To wait for its answer."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def ask(self, stretch: Stretch) -> None:
        """To look through this too; not before it has answered the last time."""
        self.asked = stretch
        self._write([stretch.segment.name, stretch.segment.identity.inode, stretch.low, stretch.high])

    def answer(self) -> list[Span] | None:
        """Where lines lie that may hold it, from and for how long; None where more is to come.

        Raises OSError where it has ended, and ValueError.
        """
        assert self._process.stdout is not None
        piece = self._process.stdout.read(_PIECE)
        if not piece:
            raise OSError("it has ended")
        self._answer += piece
        if not self._answer.endswith(b"\n"):
            return None
        answer, self._answer, self.asked = self._answer, b"", None
        return [(position, length) for position, length in json.loads(answer)]

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _write(self, message: list[Any]) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it is told once it is waited for
            self._process.stdin.write(json.dumps(message).encode() + b"\n")


def _serve(captures: Path) -> None:
    candidates = Candidates(tuple(form.encode("latin-1") for form in json.loads(sys.stdin.readline())))
    every = {(segment.name, segment.identity.inode): segment for segment in segments(captures)}
    for asked in sys.stdin:
        name, inode, low, high = json.loads(asked)
        segment = every[name, inode]
        found = candidates.among(segment, low, high)
        spans = [(position, len(line)) for position, line in found if line is not None]
        if segment.doubtful:
            return  # who asked sees for itself, and tells it
        sys.stdout.write(f"{json.dumps(spans)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
