"""Following a proxy that others run."""

from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.proxy.onlooker import Onlooker
from codex_tui.proxy.registry import find_running
from tests.deadline import eventually_async
from tests.processes import Processes


async def test_it_follows_what_comes_and_goes_and_starts_nothing(captures: Path, processes: Processes) -> None:
    options = ProxyOptions(captures=captures, port=0, ollama_port=None)
    onlooker = Onlooker(options)
    with pytest.raises(CodexTuiError, match="No capture runs here"):
        await onlooker.start()
    supervisor = Supervisor(options)
    await supervisor.start()
    try:
        await eventually_async(lambda: onlooker.status.running, "the attachment")
        assert onlooker.status.pid == supervisor.status.pid
        assert not onlooker.owned
    finally:
        await supervisor.stop()
    await eventually_async(lambda: "has ended" in (onlooker.status.problem or ""), "the notice of its end")
    assert find_running() is None
    await onlooker.stop()
