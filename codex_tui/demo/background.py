"""The demo's traffic as a child, so that the screen stays quick and nothing outlives it."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from codex_tui.demo.traffic import Traffic

_PATIENCE = 15  # seconds for the child to stop its proxy and remove its captures


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """The line that the child prints once its proxy is ready."""

    captures: Path
    port: int
    ollama_port: int | None


class ChildFailed(Exception):
    """The child ended before it was ready; ``told`` is what it said on stderr."""

    def __init__(self, exit_code: int, told: str) -> None:
        super().__init__(told)
        self.exit_code = exit_code
        self.told = told


class Background:
    """The child, between its start and its end."""

    def __init__(self, child: subprocess.Popen[bytes], errors: IO[str]) -> None:
        self._child = child
        self._errors = errors

    def announced(self) -> Announcement:
        """Wait until it is ready. Raises ChildFailed."""
        assert self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            code = self._child.wait(_PATIENCE)
            self._errors.seek(0)
            raise ChildFailed(code, self._errors.read())
        return msgspec.json.decode(line, type=Announcement, dec_hook=lambda kind, text: kind(text))


@contextmanager
def background_traffic(options: Sequence[str]) -> Iterator[Background]:
    """Run ``codex-tui demo --no-tui --hold`` with ``options`` within the block.

    The child ends when its stdin does: at the end of the block, and also when this process is killed.
    """
    command = [sys.executable, "-m", "codex_tui", "demo", "--no-tui", "--hold", *options]
    with (
        tempfile.TemporaryFile("w+") as errors,  # a file, since nobody reads a pipe while the screen is up
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # ctrl+c in the terminal is the screen's
        ) as child,
    ):
        try:
            yield Background(child, errors)
        finally:
            assert child.stdin
            child.stdin.close()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()


async def hold(traffic: Traffic) -> None:
    """The child's part: announce, then play on until stdin ends."""
    status = traffic.status
    assert status.port is not None
    announcement = Announcement(captures=status.captures, port=status.port, ollama_port=status.ollama_port)
    sys.stdout.write(msgspec.json.encode(announcement, enc_hook=str).decode() + "\n")
    sys.stdout.flush()
    playing = asyncio.create_task(_play_on(traffic))
    try:
        await _end_of_stdin()
    finally:
        playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing


async def _play_on(traffic: Traffic) -> None:
    async for _ in traffic.play():
        pass
    await traffic.go_on()


async def _end_of_stdin() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    try:
        while await reader.read(4096):
            pass
    finally:
        transport.close()
