"""One mitmdump process, whatever becomes of it."""

import asyncio
import os
from pathlib import Path

import psutil
import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.child import Child
from codex_tui.proxy.output import ProxyLog
from codex_tui.proxy.proxy_file import ProxyFileReader
from tests.deadline import eventually_async


async def test_a_proxy_that_ctrl_c_ended_is_no_failure(tmp_path: Path) -> None:
    files = psutil.Process().num_fds()
    child = Child(["true"], os.environ, ProxyLog(tmp_path))
    await eventually_async(lambda: not child.running, "its end")

    async def interrupted() -> None:
        task = asyncio.current_task()
        assert task
        task.cancel()
        await child.ready(ProxyFileReader(tmp_path), "nonce")

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(interrupted())
    with pytest.raises(CodexTuiError, match="did not start"):
        await child.ready(ProxyFileReader(tmp_path), "nonce")
    await child.stop()
    assert psutil.Process().num_fds() == files


async def test_a_proxy_that_does_not_end_is_told_as_such(tmp_path: Path) -> None:
    child = Child(["sleep", "60"], os.environ, ProxyLog(tmp_path))
    assert child.last_words().endswith("does not end.")
    await child.stop()
    assert child.last_words() == "The proxy ended by signal 15."
