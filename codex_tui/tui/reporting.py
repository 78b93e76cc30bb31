"""What the inspector tells of the capture itself: the proxy's log, and every check of the doctor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.doctor import Check
    from codex_tui.tui.desk import Desk


class Reporting(Screen[None]):
    """The part of the screen that opens these. What they need is loaded then: it is half of what there is."""

    desk: Desk

    def action_proxy_log(self) -> None:
        """What the proxy says."""
        from codex_tui.proxy.log_tail import LogTail
        from codex_tui.tui.screens.report import LogScreen

        log = LogTail(self.desk.feed.history.directory / "proxy.log")
        self.app.push_screen(LogScreen("Proxy log", log.read))

    def action_doctor(self) -> None:
        """Every check."""
        from codex_tui.tui.screens.report import DoctorScreen

        directory = self.desk.feed.history.directory
        usages = (summary.usage for summary in self.desk.feed.history.summaries if summary.is_model_call)
        largest = max((usage.input for usage in usages if usage.input and usage.source == "reported"), default=None)
        size = self.app.size
        self.app.push_screen(DoctorScreen(lambda: _checks(directory, largest, size.width, size.height), self.copy))

    def copy(self, text: str) -> None:
        """Into the clipboard."""
        raise NotImplementedError


def _checks(captures: Path, largest_prompt: int | None, width: int, height: int) -> list[Check]:
    import msgspec

    from codex_tui.doctor import examine, gather
    from codex_tui.proxy.registry import find_running

    facts = gather(captures, find_running(captures), largest_prompt)
    # Behind the screen, standard output is no terminal.
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    screen = msgspec.structs.replace(facts.screen, encoding=encoding, width=width, height=height)
    return examine(msgspec.structs.replace(facts, screen=screen))
