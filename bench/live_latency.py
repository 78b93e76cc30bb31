"""From the wire to the screen: how long after the model server sends a token is it drawn in a real terminal.

The inspector runs in a pty with the real mitmdump; a client asks for a stream through it. The client's own wait for
the same token is the baseline. ``python bench/live_latency.py [tokens a second] [seconds]``
"""

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import psutil

TARGET_MS = 100
MARK = re.compile(rb"@(\d{5})@")


def event(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


class Server:
    """Sends ``@00000@ @00001@ …`` as the deltas of one answer, and notes when."""

    def __init__(self, rate: float, count: int) -> None:
        self.rate, self.count = rate, count
        self.sent: dict[int, float] = {}

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        item = {"type": "message", "role": "assistant", "id": "msg_1", "content": []}
        self._write(writer, event("response.created", response={"id": "resp_1", "model": "m"}))
        self._write(writer, event("response.output_item.added", output_index=0, item=item))
        for number in range(self.count):
            self.sent[number] = time.monotonic()
            delta = event("response.output_text.delta", item_id="msg_1", output_index=0, delta=f"@{number:05}@ ")
            self._write(writer, delta)
            await writer.drain()
            await asyncio.sleep(1 / self.rate)
        self._write(writer, event("response.completed", response={"id": "resp_1", "status": "completed"}))
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    @staticmethod
    def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))


class Terminal:
    """The inspector in a pty of 160 by 45; notes when each mark is first drawn."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.drawn: dict[int, float] = {}
        self._tail = b""
        self._terminal, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
        )
        os.close(child)
        asyncio.get_running_loop().add_reader(self._terminal, self._read)

    def cpu(self) -> float:
        """Seconds so far, its start included; the proxy's are not."""
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            now, data = time.monotonic(), os.read(self._terminal, 1 << 16)
            for found in MARK.finditer(self._tail + data):
                self.drawn.setdefault(int(found[1]), now)
            self._tail = data[-16:]

    def end(self) -> None:
        print(f"the inspector used {self.cpu():.1f} s of processor time")
        self.process.terminate()
        self.process.wait(20)
        asyncio.get_running_loop().remove_reader(self._terminal)
        os.close(self._terminal)


async def ask(port: int, upstream: int) -> dict[int, float]:
    """When the client got each mark."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"model": "m", "stream": True, "input": [{"type": "message", "role": "user", "content": "go"}]})
    writer.write(
        f"POST http://127.0.0.1:{upstream}/v1/responses HTTP/1.1\r\nHost: 127.0.0.1:{upstream}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    got: dict[int, float] = {}
    while data := await reader.read(1 << 16):
        for found in MARK.finditer(data):
            got[int(found[1])] = time.monotonic()
        if data.endswith(b"0\r\n\r\n"):
            break
    writer.close()
    return got


async def main(rate: float, seconds: float) -> int:
    scratch = Path(tempfile.mkdtemp(prefix="codex-tui-bench-"))
    model = Server(rate, int(rate * seconds))
    listening = await asyncio.start_server(model.answer, "127.0.0.1", 0)
    upstream = listening.sockets[0].getsockname()[1]
    environment = os.environ | {f"CODEX_TUI_{name}_DIR": str(scratch / name) for name in ("STATE", "DATA", "CONFIG")}
    command = [sys.executable, "-m", "codex_tui", "--captures", str(scratch / "captures"), "--port", "0"]
    terminal = Terminal([*command, "--ollama-port", "0"], environment | {"TERM": "xterm-256color"})
    status = scratch / "captures" / "proxy.json"
    try:
        while not status.exists():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        got = await ask(json.loads(status.read_bytes())["port"], upstream)
        await asyncio.sleep(0.5)
    finally:
        terminal.end()
        listening.close()
        while status.exists():  # noqa: ASYNC110  the proxy ends with its owner
            await asyncio.sleep(0.05)
        shutil.rmtree(scratch, ignore_errors=True)
    return report(model.sent, got, terminal.drawn)


def report(sent: dict[int, float], got: dict[int, float], drawn: dict[int, float]) -> int:
    print(f"{len(sent)} tokens sent, {len(got)} came to the client, {len(drawn)} were drawn")
    worst = 0.0
    for name, seen in (("client", got), ("screen", drawn)):
        waits = sorted((seen[number] - sent[number]) * 1000 for number in seen if number >= 10)
        worst = waits[int(len(waits) * 0.95)]
        print(f"{name}: p50 {statistics.median(waits):6.1f} ms   p95 {worst:6.1f} ms   most {waits[-1]:6.1f} ms")
    print(f"target: screen p95 at most {TARGET_MS} ms: {'met' if worst <= TARGET_MS else 'not met'}")
    return 0 if worst <= TARGET_MS and len(drawn) > len(sent) * 0.9 else 1


if __name__ == "__main__":
    arguments = [float(argument) for argument in sys.argv[1:]]
    sys.exit(asyncio.run(main(*(arguments + [40.0, 5.0][len(arguments) :]))))
