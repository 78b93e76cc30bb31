"""Ctrl+c is heeded from the first moment on."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from codex_tui.cli.interrupts import run_async
from codex_tui.cli.serve import _serve
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.web.serving import find_serving
from tests.deadline import eventually_async
from tests.processes import Processes

# Stands for a module that takes long to load, and is interrupted in a place where Python swallows an exception.
INTERRUPTED = """
import os, signal, time

class Swallowing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(9):
            pass

Swallowing()
time.sleep(60)
"""


def test_while_modules_load_it_ends_us_at_once_and_quietly(tmp_path: Path, processes: Processes) -> None:
    (tmp_path / "click.py").write_text(INTERRUPTED)
    finished = processes.codex_tui("status", env={**os.environ, "PYTHONPATH": str(tmp_path)}, timeout=30)
    assert (finished.code, finished.err) == (-signal.SIGINT, "")


def test_what_was_cancelled_was_interrupted() -> None:
    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task
        task.cancel()
        await asyncio.sleep(0)

    with pytest.raises(KeyboardInterrupt):
        run_async(cancelled())


async def test_a_server_of_pages_ignores_what_it_was_told_to_ignore(tmp_path: Path) -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        served = asyncio.create_task(_serve(tmp_path, 0, None, background=False))
        await eventually_async(lambda: find_serving(tmp_path), "the pages")
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(served, 30)
    finally:
        signal.signal(signal.SIGHUP, former)


async def test_a_server_of_pages_ends_by_it_while_its_capture_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starting, stopped = asyncio.Event(), asyncio.Event()

    async def start(_: Supervisor) -> None:
        starting.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    monkeypatch.setattr(Supervisor, "start", start)
    served = asyncio.create_task(_serve(tmp_path, 0, ProxyOptions(captures=tmp_path), background=False))
    await starting.wait()
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(served, 30)
    assert stopped.is_set()
