"""The addon alone in a real mitmdump (or mitmweb), without the supervisor."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.deadline import eventually

ADDON = Path(__file__).parents[2] / "mitm_addons" / "capture_codex.py"


class Mitmdump:
    """A running one: its ports, its captures, and its process. stdin is a pipe."""

    def __init__(self, process: subprocess.Popen[bytes], captures: Path, log: Path) -> None:
        self.process = process
        self.captures = captures
        self.log = log

    @property
    def status(self) -> dict[str, Any]:
        """What it says of itself; it must listen."""
        return dict(json.loads((self.captures / "proxy.json").read_bytes()))

    @property
    def proxy(self) -> str:
        """The forward proxy's address."""
        return f"http://127.0.0.1:{self.status['port']}"

    @property
    def reverse(self) -> str:
        """The reverse proxy's address."""
        return f"http://127.0.0.1:{self.status['ollama_port']}"

    def records(self) -> list[dict[str, Any]]:
        """Every line of its history, parsed."""
        return [json.loads(line) for line in (self.captures / "history.jsonl").read_bytes().split(b"\n")[:-1]]

    def terminate(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.terminate()
        return self.process.wait(20)


def free_port() -> int:
    """One that nobody had a moment ago: mitmdump refuses two servers on port 0."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def mitmdump(directory: Path, *options: str, upstream: int = 1, program: str = "mitmdump") -> Iterator[Mitmdump]:
    """Start it on free ports, wait until it listens, end it."""
    captures, log = directory / "captures", directory / "log"
    command = [str(Path(sys.executable).with_name(program)), "-s", str(ADDON), "--set", f"confdir={directory}/conf"]
    command += [
        "--mode",
        "regular@127.0.0.1:0",
        "--mode",
        f"reverse:http://127.0.0.1:{upstream}@127.0.0.1:{free_port()}",
    ]
    command += ["--set", f"codex_capture_dir={captures}", "--set", "ssl_insecure=true", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, env={**os.environ, "PYTHONWARNINGS": ""}
        )
    running = Mitmdump(process, captures, log)
    try:
        eventually(lambda: (captures / "proxy.json").exists() or process.poll() is not None, "mitmdump listening", 30)
        assert process.poll() is None, log.read_text()
        yield running
    finally:
        if process.poll() is None:
            running.terminate()
        if process.stdin:
            process.stdin.close()
