"""A disk without room under a real proxy: the client notices nothing, the screen says it, and nothing is lost."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from codex_tui.demo.scenario import Answer, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from tests.captured import records
from tests.deadline import eventually
from tests.http_client import prompt, request
from tests.processes import PROGRAM, Processes
from tests.terminal import Terminal, needs_tmux

pytestmark = needs_tmux

HELLO = Scenario((Turn((Answer(items=(Message("Hello to whoever reads this."),)),)),))
LARGE = "all of this is to be captured " * 1_000
ROOM = 8_192  # bytes a file, less than such a prompt takes


class FullDisk:
    """A file system of 1 MB, and a file that takes what is left of it."""

    reason = "No space left on device"

    def __init__(self, captures: Path) -> None:
        self._ballast = captures.parent / "ballast"

    def fill(self) -> None:
        with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4_096)):
                pass

    def free(self) -> None:
        self._ballast.unlink()


class NarrowLimit:
    """No file of the proxy may grow beyond ``ROOM``; its small ones, which tell how it stands, do not."""

    reason = "File too large"

    def __init__(self, captures: Path) -> None:
        self._captures = captures

    def fill(self) -> None:
        self._limit(ROOM)

    def free(self) -> None:
        self._limit(psutil.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        pid = json.loads((self._captures / "proxy.json").read_bytes())["pid"]
        psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (size, psutil.RLIM_INFINITY))


Disk = FullDisk | NarrowLimit


@pytest.fixture(params=[FullDisk, NarrowLimit])
def disk(tmp_path: Path, captures: Path, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """Under ``captures``; it has room until it is filled."""
    if not sys.platform.startswith("linux"):
        pytest.skip("neither can be had here")
    if request.param is NarrowLimit:
        yield NarrowLimit(captures)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path / "disk")]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    yield FullDisk(captures)
    subprocess.run(["umount", "-l", str(tmp_path / "disk")], check=True)


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk" / "captures"


def test_a_full_disk_is_told_and_costs_neither_the_client_nor_the_capture(
    disk: Disk, captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    url = f"{model_server(HELLO).url}/v1/responses"

    def ask() -> None:
        with request(url, prompt(LARGE), proxy=port) as response:
            assert b"whoever" in response.read()

    with Terminal(120, 35) as terminal:
        terminal.start([*PROGRAM, "--captures", captures, "--port", "0", "--ollama-port", "0"])
        terminal.wait_for("● rec")
        port = json.loads((captures / "proxy.json").read_bytes())["port"]
        disk.fill()
        ask()
        terminal.wait_for(f"✗ the capture cannot be written: {disk.reason}")
        assert "✗ The capture cannot be written" in terminal.wait_for("$ df -h")
        ask()
        assert records(captures) == []
        disk.free()
        terminal.wait_for("The capture could not be written. It goes on now.")
        screen = terminal.wait_for("2 exchanges")
        assert "● rec" in screen.splitlines()[0]
        eventually(lambda: len(records(captures)) == 2, "both exchanges")
        assert [record.number for record in records(captures)] == [1, 2]
        status = json.loads(processes.codex_tui("status", "--captures", captures, "--json").out)
        assert status["errors"]["over"]
        terminal.press("q")
        assert terminal.wait_for_end() == 0
