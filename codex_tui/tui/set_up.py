"""The inspector with the set-up before it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from codex_tui.config import MODEL
from codex_tui.doctor import gather
from codex_tui.doctor.models import Model, ask_models
from codex_tui.doctor.setup import on_free_ports
from codex_tui.proxy import Supervisor
from codex_tui.proxy.registry import find_running
from codex_tui.tui.app import AS_IT_COMES, Inspector
from codex_tui.tui.wizard.screen import Machine, WizardScreen

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.doctor.facts import Facts
    from codex_tui.proxy import ProxyOptions
    from codex_tui.tui.preferences import Preferences


class SetUp(Inspector):
    """``options``: of the proxy to start; ``model``: the one to offer."""

    def __init__(
        self, captures: Path, options: ProxyOptions, model: str = MODEL, wanted: Preferences = AS_IT_COMES
    ) -> None:
        super().__init__(captures, None, wanted=wanted)
        self._captures = captures
        self._options = options
        self._model = model

    def on_mount(self) -> None:
        """The set-up first; the inspector waits behind it."""
        machine = Machine(self._look, self._capture, self._came, self.inspector.copy)
        self.push_screen(WizardScreen(machine, self._model))

    def _look(self) -> tuple[Facts, list[Model]]:
        facts = gather(self._captures, find_running(self._captures))
        screen = msgspec.structs.replace(
            facts.screen, encoding="utf-8", width=self.size.width, height=self.size.height
        )
        return msgspec.structs.replace(facts, screen=screen), ask_models(facts.ollama)

    async def _capture(self, facts: Facts) -> Supervisor:
        supervisor = Supervisor(on_free_ports(self._options, facts))
        await supervisor.start()
        self.follow(supervisor, facts.codex)
        return supervisor

    def _came(self, since: datetime) -> bool:
        self.inspector.desk.tick()
        newest = self.inspector.desk.feed.history.summaries[-8:]
        return any(
            summary.is_model_call and datetime.fromisoformat(summary.started_at) >= since for summary in newest
        )
