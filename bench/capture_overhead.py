"""What the addon adds over bare streaming through mitmdump: first byte, per event, and a fast answer.

Three ways to one model server on loopback, interleaved: direct, mitmdump with ``stream = lambda chunk: chunk``,
mitmdump with the capture addon. Run with the environment's Python: ``python bench/capture_overhead.py [rounds]``.
"""

import asyncio
import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

ADDON = Path(__file__).parent.parent / "mitm_addons" / "capture_codex.py"
BARE = """
def responseheaders(flow):
    flow.response.stream = lambda chunk: chunk
"""
REQUEST = b'{"model":"m","stream":true,"input":"%s"}' % (b"x" * 30_000)
TARGETS = {"per event p50": 1.1, "500-event answer": 1.2, "first byte": 1.1}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Events that carry the time they were sent at; how many and how far apart is asked for in the path."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            _, _, count, pause = head.split(b" ")[1].rsplit(b"/", 3)
            length = next(
                int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
            )
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(int(count)):
                event = (
                    b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","at":%d,'
                    b'"item_id":"msg_0123456789abcdef","output_index":0,"delta":" token"}\n\n' % time.monotonic_ns()
                )
                writer.write(b"%x\r\n%s\r\n" % (len(event), event))
                await writer.drain()
                if float(pause):
                    await asyncio.sleep(float(pause))
            writer.write(b"0\r\n\r\n")
            await writer.drain()
    writer.close()


async def ask(port: int, upstream: int, count: int, pause: float) -> tuple[float, list[float], float]:
    """Milliseconds to the first event, of each event's journey, and of the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic_ns()
    target = f"http://127.0.0.1:{upstream}/v1/responses/{count}/{pause}"
    head = f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{upstream}\r\nContent-Length: {len(REQUEST)}\r\n\r\n"
    writer.write(head.encode() + REQUEST)
    received, journeys, first = b"", [], 0.0
    while not received.endswith(b"0\r\n\r\n"):
        data = await reader.read(65536)
        now = time.monotonic_ns()
        if not data:
            raise ConnectionError("the answer ended early")
        for piece in data.split(b'"at":')[1:]:
            journeys.append((now - int(piece[: piece.index(b",")])) / 1e6)
            first = first or (now - begun) / 1e6
        received = received[-8:] + data
    writer.close()
    await writer.wait_closed()
    return first, journeys, (time.monotonic_ns() - begun) / 1e6


@contextlib.asynccontextmanager
async def mitmdump(script: Path, scratch: Path, *options: str) -> AsyncIterator[int]:
    """The port of a mitmdump that runs ``script``."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("mitmdump")
    command = [program, "-q", "--listen-host", "127.0.0.1", "-p", str(port), "-s", script, "--set", "flow_detail=0"]
    command += ["--set", f"confdir={scratch / 'conf'}", *options]
    with (scratch / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


async def main(rounds: int) -> int:
    scratch = Path(tempfile.mkdtemp(prefix="codex-tui-bench-"))
    (scratch / "bare.py").write_text(BARE)
    upstream_process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", stdout=asyncio.subprocess.PIPE
    )
    assert upstream_process.stdout is not None
    upstream = int(await upstream_process.stdout.readline())
    try:
        captures = f"codex_capture_dir={scratch / 'captures'}"
        async with (
            mitmdump(scratch / "bare.py", scratch) as bare,
            mitmdump(ADDON, scratch, "--set", captures) as ours,
        ):
            ways = {"direct": upstream, "bare stream": bare, "capture addon": ours}
            figures: dict[str, dict[str, list[float]]] = {way: {name: [] for name in TARGETS} for way in ways}
            for turn in range(rounds + 1):
                # Each follows each other as often: what a process still clears away falls to all alike.
                for way, port in list(ways.items()) if turn % 2 else reversed(ways.items()):
                    first, journeys, _ = await ask(port, upstream, 100, 0.005)
                    _, _, whole = await ask(port, upstream, 500, 0)
                    if turn:  # the first round warms up
                        figures[way]["first byte"].append(first)
                        figures[way]["per event p50"].append(statistics.median(journeys))
                        figures[way]["500-event answer"].append(whole)
    finally:
        upstream_process.terminate()
        await upstream_process.wait()
        shutil.rmtree(scratch)
    return report(figures)


def report(figures: dict[str, dict[str, list[float]]]) -> int:
    met = True
    print(f"{'':18}" + "".join(f"{way:>16}" for way in figures) + f"{'ratio to bare':>16}{'target':>9}")
    for name, target in TARGETS.items():
        medians = {way: statistics.median(values[name]) for way, values in figures.items()}
        ratio = medians["capture addon"] / medians["bare stream"]
        met = met and ratio <= target
        print(
            f"{name:18}" + "".join(f"{value:13.3f} ms" for value in medians.values()) + f"{ratio:15.2f}x{target:8}x"
        )
    return 0 if met else 1


async def serve_forever() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve_forever())
    else:
        sys.exit(asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else 20)))
