"""What the inspector tells of the capture itself: the proxy's log, and every check of the doctor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_tui.formats import count
from codex_tui.tui.keys import key_of
from codex_tui.tui.notices import withdraw
from codex_tui.tui.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from codex_tui.doctor import Check
    from codex_tui.history import Damage
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.widgets.frame.status_bar import Recording

_SETTLED = 0.3
"""Seconds after which a history that was just opened has told most of its damage."""


class Reporting(Part):
    """The part of the screen that opens these. What they need is loaded then: it is half of what there is."""

    desk: Desk
    recording: Callable[[], Recording]
    _damage_told = False
    _damage_said = ""

    def action_proxy_log(self) -> None:
        """What the proxy says."""
        from codex_tui.proxy.log_tail import LogTail
        from codex_tui.tui.screens.report import LogScreen

        log = LogTail(self.desk.feed.history.directory / "proxy.log")
        self.app.push_screen(LogScreen(self, "Proxy log", log.read))

    def action_doctor(self) -> None:
        """Every check."""
        from codex_tui.tui.screens.report import DoctorScreen

        directory = self.desk.feed.history.directory
        usages = (summary.usage for summary in self.desk.feed.history.summaries if summary.is_model_call)
        largest = max((usage.input for usage in usages if usage.input and usage.source == "reported"), default=None)
        size = self.app.size
        self.app.push_screen(DoctorScreen(self, lambda: _checks(directory, largest, size.width, size.height)))

    def action_damage(self) -> None:
        """What of the captures cannot be read, and where it lies."""
        from codex_tui.tui.screens.report import LogScreen

        withdraw(self.app, self._damage_said)
        told = ""

        def read() -> tuple[str, bool]:
            nonlocal told
            now = damage_text(self.desk.feed.history.damage, self.desk.feed.history.directory)
            anew, told = now != told, now
            return (now if anew else ""), anew

        self.app.push_screen(LogScreen(self, "Lines that cannot be read", read, from_top=True))

    def tell_damage(self) -> None:
        """Once: that something cannot be read, and what shows it."""
        if not self._damage_told and self.desk.feed.history.damage:
            self._damage_told = True
            self.refresh_bindings()
            self.set_timer(_SETTLED, self._notify_damage)

    def _notify_damage(self) -> None:
        lines = count(len(self.desk.feed.history.damage), "line")
        key = key_of(self.app, "damage") or "ctrl+p"
        self._damage_said = f"{lines} of the captures cannot be read; the rest is shown. {key} tells which."
        self.app.notify(self._damage_said, severity="warning", markup=False)

    def copy(self, text: str) -> None:
        """Into the clipboard."""
        raise NotImplementedError


def damage_text(damage: Sequence[Damage], directory: Path) -> str:
    """What cannot be read: where, why, and the command that shows it."""
    import shlex

    lines = [
        f"{count(len(damage), 'line')} in {directory} cannot be read. All others are shown; nothing was changed.",
        "A line is cut where the disk was full or a program was killed while it wrote; it costs that one exchange.",
    ]
    for each in damage:
        path = shlex.quote(str(directory / each.file))
        tail = f"tail -c +{each.offset + 1}"
        lead = f"zstd -dc --long=31 {path} | {tail}" if each.file.endswith(".zst") else f"{tail} {path}"
        show = f"{lead} | head -n 1 | cut -c 1-400"
        lines += ["", f"{each.file}, byte {each.offset:,}: it {each.reason}", f"  $ {show}"]
    whole = shlex.quote(f"{directory}-whole")
    lines += ["", "All that can be read makes a history without them, in another directory:"]
    lines.append(f"  $ codex-tui import {shlex.quote(str(directory))}/history*.jsonl* --captures {whole}")
    return "\n".join(lines) + "\n"


def _checks(captures: Path, largest_prompt: int | None, width: int, height: int) -> list[Check]:
    import msgspec

    from codex_tui.doctor import examine, gather
    from codex_tui.proxy.registry import find_running

    facts = gather(captures, find_running(captures), largest_prompt)
    # Behind the screen, standard output is no terminal.
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    screen = msgspec.structs.replace(facts.screen, encoding=encoding, width=width, height=height)
    return examine(msgspec.structs.replace(facts, screen=screen))
