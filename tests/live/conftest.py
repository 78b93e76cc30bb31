"""A real mitmdump before the model server."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from codex_tui.demo.server import ModelServer
from codex_tui.proxy import ProxyOptions, Supervisor
from tests.processes import Processes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.live)


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    """The capture directory; the proxy makes it."""
    return tmp_path / "captures"


@pytest_asyncio.fixture
async def record(
    captures: Path, processes: Processes
) -> AsyncIterator[Callable[[ModelServer], Awaitable[Supervisor]]]:
    """Called with a server it gives a supervisor whose proxy records until the test ends."""
    async with AsyncExitStack() as stack:

        async def start(server: ModelServer) -> Supervisor:
            supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=0, upstream=server.url))
            stack.push_async_callback(supervisor.stop)
            await supervisor.start()
            return supervisor

        yield start
