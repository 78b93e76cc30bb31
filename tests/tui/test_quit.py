"""What becomes of a model call that is live when the inspector ends."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import psutil
import pytest
from textual.pilot import Pilot

from codex_tui.demo.server import ModelServer
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.tui.app import Inspector
from tests.captured import records
from tests.deadline import eventually
from tests.http_client import prompt, request
from tests.live.held import FIRST_HALF, Held, read_first_half
from tests.processes import Processes
from tests.tui.host import rows, sees, text

pytestmark = pytest.mark.live

QUESTION = "A model call is live"
Answering = tuple[Pilot[Any], Supervisor, Held, HTTPResponse]


@asynccontextmanager
async def answering(captures: Path, start: Callable[..., ModelServer]) -> AsyncIterator[Answering]:
    """The inspector with a proxy of its own, through which half an answer has come."""
    held = Held()
    server = start(held.scenario())
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=0, upstream=server.url))
    app = Inspector(captures, supervisor)
    try:
        async with app.run_test(size=(120, 35)) as pilot:
            await sees(pilot, lambda: "● rec" in rows(pilot)[0])
            port = supervisor.status.port
            assert port is not None
            with request(f"{server.url}/v1/responses", prompt("hello"), proxy=port) as response:
                read_first_half(response)
                await sees(pilot, lambda: FIRST_HALF.strip() in text(pilot))
                yield pilot, supervisor, held, response
    finally:
        held.gate.open()
        await supervisor.stop()


async def test_quitting_asks_and_can_be_thought_better_of(
    captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    async with answering(captures, model_server) as (pilot, _, held, response):
        for key in ("q", "ctrl+q"):
            await pilot.press(key)
            await sees(pilot, lambda: QUESTION in text(pilot))
            await pilot.press("3")
            await sees(pilot, lambda: QUESTION not in text(pilot))
        held.gate.open()
        response.read()
        await sees(pilot, lambda: "live" not in rows(pilot)[0])
        await pilot.press("q")
        await sees(pilot, lambda: not pilot.app.is_running)


async def test_the_answer_can_be_cut(
    captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    async with answering(captures, model_server) as (pilot, supervisor, _, _):
        await pilot.press("q", "2")
        await sees(pilot, lambda: not pilot.app.is_running)
        await supervisor.stop()
        assert records(captures)[-1].end == "proxy_stopped"


async def test_the_proxy_can_record_on_without_the_inspector(
    captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    async with answering(captures, model_server) as (pilot, supervisor, held, response):
        pid = supervisor.status.pid
        assert pid is not None
        await pilot.press("q", "1")
        await sees(pilot, lambda: not pilot.app.is_running)
        await supervisor.stop()
        assert psutil.pid_exists(pid)
        held.gate.open()
        response.read()
    try:
        eventually(lambda: records(captures), "the record of the whole answer")
        assert records(captures)[-1].end == "eof"
    finally:
        os.kill(pid, signal.SIGTERM)
    eventually(lambda: not processes.alive(), "the end of the proxy")
