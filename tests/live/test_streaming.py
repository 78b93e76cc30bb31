"""A token reaches the client, and the disk, while the rest of the answer is still to come."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from codex_tui.demo.server import ModelServer
from codex_tui.proxy import Supervisor
from tests.captured import journalled, model_calls, records, response_body
from tests.deadline import eventually
from tests.http_client import prompt, request
from tests.live.held import Held, read_first_half


@pytest.mark.parametrize("door", ["forward", "ollama"])
async def test_the_first_token_comes_while_the_server_holds_the_rest(
    door: str,
    captures: Path,
    model_server: Callable[..., ModelServer],
    record: Callable[[ModelServer], Awaitable[Supervisor]],
) -> None:
    held = Held()
    server = model_server(held.scenario())
    status = (await record(server)).status
    url, proxy = (server.url, status.port) if door == "forward" else (f"http://127.0.0.1:{status.ollama_port}", None)

    def ask() -> bytes:
        with request(f"{url}/v1/responses", prompt("hi"), proxy=proxy) as response:
            first = read_first_half(response)
            assert first == server.ledger[0].response
            eventually(lambda: journalled(captures) == [first], "the first half on disk")
            assert records(captures) == []
            held.gate.open()
            return first + response.read()

    body = await asyncio.to_thread(ask)
    captured = (await asyncio.to_thread(model_calls, captures, 1))[0]
    assert body == response_body(captured) == server.ledger[0].response
    assert captured.end == "eof"
    assert captured.response
    assert sum(size for _, size in captured.response.chunks) == len(body)
    assert journalled(captures) == []
