"""How the capture stands, as the screen tells it: the status bar's left, and the page while nothing is captured."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from codex_tui.config import LOOPBACK, MODEL, load
from codex_tui.errors import CodexTuiError
from codex_tui.logs import unexpected
from codex_tui.tui.widgets.frame.status_bar import Recording

if TYPE_CHECKING:
    from datetime import datetime

    from codex_tui.doctor.facts import Ollama
    from codex_tui.proxy import Supervisor
    from codex_tui.proxy.codex import Codex
    from codex_tui.proxy.status import Status
    from codex_tui.tui.widgets.empty.empty import Advice

_OLD = 15.0
"""Seconds after which a model may run with another context."""


class Standing:
    """``supervisor`` None: nothing is recorded by us."""

    def __init__(self, supervisor: Supervisor | None) -> None:
        self._supervisor = supervisor
        self._starting = supervisor is not None
        self._failed = self._wrong = ""
        self._codex: Codex | None = None
        self._ollama: Ollama | None = None
        self._model = MODEL
        self._looked = 0.0
        self._contexts: dict[str, int | None] = {}

    async def start(self) -> list[str]:
        """Start the proxy, and learn what belongs to it; sentences for a person on how it came up."""
        from codex_tui.proxy.codex import installed_codex

        supervisor = self._supervisor
        assert supervisor is not None
        looking = asyncio.gather(asyncio.to_thread(installed_codex), asyncio.to_thread(self._ask_ollama))
        try:
            await supervisor.start()
        except CodexTuiError as error:
            self._failed = str(error)
        except Exception as error:  # noqa: BLE001  the screen would say for ever that it starts
            self._failed = str(unexpected(__name__, error))
        self._starting = False
        try:
            self._codex, self._ollama = await looking
        except Exception as error:  # noqa: BLE001  the doctor tells what is wrong with them
            unexpected(__name__, error)
        return [] if self._failed else supervisor.notices

    def follow(self, supervisor: Supervisor, codex: Codex | None) -> None:
        """Tell of a proxy that runs already."""
        self._supervisor, self._codex, self._starting = supervisor, codex, False

    def look_again(self, *, live: bool) -> None:
        """While a model works, learn now and then with what context it is loaded."""
        if live and self._ollama is not None and self._ollama.version and time.monotonic() - self._looked > _OLD:
            self._looked = time.monotonic()
            self._looking = asyncio.create_task(asyncio.to_thread(self._learn_contexts, self._ollama.url))

    def _learn_contexts(self, url: str) -> None:
        from codex_tui.doctor.ollama import loaded_models

        self._contexts = loaded_models(url) or self._contexts

    def news(self) -> str:
        """What is well again since it was last asked, in a sentence; "" where nothing is."""
        supervisor = self._supervisor
        if supervisor is None or self._starting:
            return ""
        status, before = supervisor.status, self._wrong
        if status.running:
            self._wrong = "The capture could not be written." if _fails(status) else ""
        elif not supervisor.stopped:
            self._wrong = status.problem or before
        return f"{before} It goes on now." if before and not self._wrong else ""

    def trouble(self) -> str:
        """What goes wrong now, and only a person can mend, in two sentences; else ""."""
        status = self._supervisor.status if self._supervisor is not None and not self._starting else None
        if status is None or not (status.running and _fails(status)):
            return ""
        said = f"The capture cannot be written: {status.errors.reason}."
        return f"{said} Make room in {status.captures}, then it goes on by itself; Codex is not held up."

    def recording(self) -> Recording:
        """For the status bar."""
        supervisor = self._supervisor
        if supervisor is None:
            return Recording()
        if self._starting:
            return Recording("starting")
        status = supervisor.status
        if not status.running:
            return Recording("off" if supervisor.stopped else "failed", problem=status.problem or self._failed)
        unwritten = status.errors.reason if _fails(status) else ""
        host = supervisor.running.listen_host if supervisor.running else LOOPBACK
        seen = status.seen
        from codex_tui.tui import advice  # by when it runs, the first frame is drawn

        unasked = max(seen.connections, 1) if advice.nothing_asked(seen) else 0
        return Recording(
            "on", host, status.port, status.ollama_port, status.problem or "", unwritten, unasked, self._contexts
        )

    def advice(self, now: datetime) -> Advice:
        """For the page that is shown while nothing is captured."""
        from codex_tui.tui import advice

        supervisor = self._supervisor
        if supervisor is None:
            return advice.ONLY_LOOKING
        if self._starting:
            return advice.STARTING
        status = supervisor.status
        if status.running and _fails(status):
            return advice.unwritten(status)
        if status.running and advice.nothing_asked(status.seen):
            return advice.why(status, self._codex, now, self._model)
        if status.running:
            return advice.ready(status, self._codex, now, self._ollama, self._model)
        if self._failed:
            return advice.not_started(self._failed)
        return advice.stopped() if supervisor.stopped else advice.ended(status.problem or "")

    def _ask_ollama(self) -> Ollama | None:
        from codex_tui.doctor.ollama import ask_ollama
        from codex_tui.proxy.upstream import ollama_url

        try:
            self._model = load().settings.model
            found = ask_ollama(ollama_url(os.environ.get("OLLAMA_HOST", "")))
        except CodexTuiError:
            return None  # the doctor tells more
        self._contexts = dict(found.loaded)
        return found


def _fails(status: Status) -> bool:
    return status.errors.count > 0 and not status.errors.over
