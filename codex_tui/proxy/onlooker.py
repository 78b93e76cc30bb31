"""Follows the proxy of a directory, whoever runs it, and never starts one."""

import asyncio

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.registry import find_running
from codex_tui.proxy.supervisor import GLANCE, Supervisor


class Onlooker(Supervisor):
    """A supervisor that owns nothing: for the many inspectors of one capture."""

    async def start(self) -> None:
        """Follow the live proxy of the directory, once there is one; raises CodexTuiError while there is none."""
        self._running = find_running(self._options.captures)
        self._watch = asyncio.create_task(self._keep_running())
        if self._running is None:
            error = CodexTuiError("No capture runs here.", "`codex-tui start` records.")
            self._problem = str(error)
            raise error

    async def _keep_running(self) -> None:
        while True:
            await asyncio.sleep(GLANCE)
            if self._alive():
                continue
            if (live := find_running(self._options.captures)) is not None:
                self._running, self._problem = live, None
            elif self._running is not None:
                self._problem = "The capture has ended; `codex-tui start` records again."
