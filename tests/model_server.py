"""The demo's model server beside a test: in a thread of its own, so that any test may wait for it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer


@contextmanager
def serving(scenario: Scenario, **options: Any) -> Iterator[ModelServer]:
    """A server that listens until the block ends; further arguments are those of ModelServer."""
    server = ModelServer(scenario, **options)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
