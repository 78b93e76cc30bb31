"""A program in a terminal: keys in, bytes out, and when."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import psutil

#: A Textual app with nothing in it.
EMPTY = (sys.executable, "-c", "from textual.app import App; App().run()")
_FRAME = rb"\x1b\[1;1H"  # where each begins
_LIKE = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def inspector(captures: Path) -> tuple[str, ...]:
    """The command that shows a history, and starts nothing."""
    return (sys.executable, "-m", "codex_tui", "--no-proxy", "--captures", str(captures))


class Screen:
    """Use it in a ``with`` block: a program in a pty. ``output``: what it wrote since the last :meth:`drain`."""

    def __init__(self, command: Sequence[str], width: int = 160, height: int = 45) -> None:
        self.output = bytearray()
        self._home = TemporaryDirectory()
        self._terminal, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        environment = _environment(self._home.name)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
        )
        os.close(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._terminal)
        self._home.cleanup()

    def press(self, keys: bytes) -> float:
        """Type; when."""
        os.write(self._terminal, keys)
        return time.perf_counter()

    def read(self, seconds: float) -> bytes:
        """What it writes next; nothing, where it writes nothing for so long."""
        if not select.select([self._terminal], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            data = os.read(self._terminal, 1 << 18)
        except OSError:  # nobody has it open any more
            time.sleep(min(seconds, 0.01))
            return b""
        self.output += data
        return data

    def wait_for(self, pattern: bytes, seconds: float = 60.0) -> float:
        """Seconds from its start to when it has written what matches."""
        deadline = time.perf_counter() + seconds
        while not self.has(pattern):
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{pattern!r} never came: {bytes(self.output[-2_000:])!r}")
            self.read(0.1)
        return time.perf_counter() - self.started

    def has(self, pattern: bytes) -> bool:
        """Whether it has written what matches."""
        return re.search(pattern, self.output) is not None

    def wait_for_frame(self) -> float:
        """Seconds from its start to its first frame."""
        return self.wait_for(_FRAME)

    def drain(self, seconds: float) -> None:
        """Read what comes for so long, and forget it."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.read(left)
        self.output.clear()

    def drain_to_end(self) -> None:
        """Read until it has ended."""
        while self.process.poll() is None:
            self.drain(0.02)

    def processor(self) -> float:
        """Seconds that it has used of one."""
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Megabytes of its own (PSS where the system tells)."""
        used = psutil.Process(self.process.pid).memory_full_info()
        return float(getattr(used, "pss", 0) or used.rss) / 1e6


def _environment(home: str) -> dict[str, str]:
    own = {f"CODEX_TUI_{name}_DIR": f"{home}/{name.lower()}" for name in ("STATE", "DATA", "CONFIG")}
    outside = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    return {**outside, **own, **_LIKE}
