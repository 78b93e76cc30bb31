"""One inspector in a child process, for one page in a browser."""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from codex_tui.neutral import neutral_line

_PRELUDE = b"__GANGLION__\n"  # Textual's web driver says so once it is up
_DRIVER = "codex_tui.web.driver:ViewerDriver"
_PATIENCE = 5.0  # s that it has to end by itself
_LAST_WORDS = 4_000  # bytes of its stderr that are kept
_SMALLEST, _LARGEST = 1, 1_000  # cells a side

DATA, META = b"D", b"M"
"""Packets of Textual's web driver: a letter, four bytes of length, then terminal output or a JSON object."""


class Viewer:
    """What it draws comes in packets; what is typed goes to it. It ends when its input does."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._errors = asyncio.create_task(self._read_errors())

    async def packets(self) -> AsyncIterator[tuple[bytes, bytes]]:
        """Kind and content of each, until it ends."""
        out = self._process.stdout
        assert out
        while (line := await out.readline()) != _PRELUDE:
            if not line:
                return
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await out.readexactly(5)
                yield head[:1], await out.readexactly(int.from_bytes(head[1:], "big"))

    async def type(self, text: str) -> None:
        """As if it came from a keyboard, or a mouse."""
        await self._send(DATA, text.encode(errors="replace"))

    async def resize(self, width: int, height: int) -> None:
        """Cells."""
        await self._tell(type="resize", width=_side(width), height=_side(height))

    async def focus(self, *, here: bool) -> None:
        """Whether its page has the focus."""
        await self._tell(type="focus" if here else "blur")

    async def stop(self) -> str | None:
        """End it; why it ended badly by itself, in a line."""
        with suppress(TimeoutError):
            # What it still draws is read: a full pipe would keep it.
            async with asyncio.timeout(_PATIENCE):
                await self._drained()
        for end in (self._process.terminate, self._process.kill):
            if self._process.returncode is None:
                with suppress(TimeoutError, ProcessLookupError):
                    end()
                    async with asyncio.timeout(_PATIENCE):
                        await self._drained()
        lines = (await self._errors).decode(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "")
        return neutral_line(last)[:300] if self._process.returncode else None

    async def _drained(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        while await self._process.stdout.read(65_536):
            pass
        await self._process.wait()

    async def _read_errors(self) -> bytes:
        kept = b""
        assert self._process.stderr
        while more := await self._process.stderr.read(4_096):
            kept = (kept + more)[-_LAST_WORDS:]
        return kept

    async def _tell(self, **meta: Any) -> None:
        await self._send(META, json.dumps(meta).encode())

    async def _send(self, kind: bytes, content: bytes) -> None:
        stdin = self._process.stdin
        assert stdin
        with suppress(ConnectionError, RuntimeError):  # it has just ended, which its packets tell too
            stdin.write(kind + len(content).to_bytes(4, "big") + content)
            await stdin.drain()


@asynccontextmanager
async def viewer(
    command: Sequence[str], width: int, height: int, complain: Callable[[str], None]
) -> AsyncIterator[Viewer]:
    """Run ``command``, an inspector, within the block. ``complain`` is told, in a line, if it failed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=_environment(_side(width), _side(height)),
        start_new_session=True,  # ctrl+c in the terminal is the server's
    )
    running = Viewer(process)
    try:
        yield running
    finally:
        if why := await asyncio.shield(running.stop()):
            complain(why)


def _environment(width: int, height: int) -> dict[str, str]:
    # What stands between this program and its own terminal does not stand between it and a page.
    kept = {name: value for name, value in os.environ.items() if name not in ("TMUX", "STY")}
    return {
        **kept,
        "TEXTUAL_DRIVER": _DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM": "xterm-256color",
        "TERM_PROGRAM": "textual",
        "COLORTERM": "truecolor",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


def _side(cells: int) -> int:
    return max(_SMALLEST, min(_LARGEST, cells))
