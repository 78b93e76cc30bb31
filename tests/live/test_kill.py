"""A proxy that is killed loses nothing of what had passed."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from http.client import HTTPException
from pathlib import Path

import pytest

from codex_tui.demo.server import ModelServer
from codex_tui.proxy import Supervisor
from tests.captured import journalled, model_calls, response_body
from tests.deadline import eventually, eventually_async
from tests.http_client import prompt, request
from tests.live.held import Held, read_first_half


async def test_what_had_arrived_when_mitmdump_was_killed_is_found_by_the_next_one(
    captures: Path,
    model_server: Callable[..., ModelServer],
    record: Callable[[ModelServer], Awaitable[Supervisor]],
) -> None:
    held = Held()
    server = model_server(held.scenario())
    supervisor = await record(server)
    killed = supervisor.status
    assert killed.pid is not None
    pid = killed.pid

    def ask_and_kill() -> bytes:
        with request(f"{server.url}/v1/responses", prompt("hi"), proxy=killed.port) as response:
            first = read_first_half(response)
            eventually(lambda: journalled(captures) == [first], "the first half on disk")
            os.kill(pid, signal.SIGKILL)
            with pytest.raises((HTTPException, OSError)):
                response.read()
            return first

    first = await asyncio.to_thread(ask_and_kill)
    await eventually_async(lambda: supervisor.status.running and supervisor.status.pid != pid, "a new proxy")
    lost = (await asyncio.to_thread(model_calls, captures, 1))[0]
    assert lost.end == "proxy_died"
    assert response_body(lost) == first
    assert lost.request.content() == server.ledger[0].request
    assert journalled(captures) == []

    held.gate.open()

    def ask_again() -> bytes:
        with request(f"{server.url}/v1/responses", prompt("hi"), proxy=supervisor.status.port) as response:
            return response.read()

    body = await asyncio.to_thread(ask_again)
    assert supervisor.status.port == killed.port
    again = (await asyncio.to_thread(model_calls, captures, 2))[1]
    assert (again.end, response_body(again), again.number) == ("eof", body, lost.number + 1)
