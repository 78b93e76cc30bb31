"""Whole screens as they look; a wanted change is taken over with ``pytest --snapshot-update``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codex_tui.doctor.facts import Ollama
from codex_tui.proxy.codex import NEWEST
from codex_tui.proxy.status import Status
from codex_tui.tui import advice
from codex_tui.tui.app import Inspector
from codex_tui.tui.themes import CONTRAST, DARK, LIGHT
from codex_tui.tui.widgets.frame.prompt import PromptInput
from codex_tui.tui.widgets.frame.status_bar import Recording
from tests.records import Journal
from tests.tui import story
from tests.tui.host import sees, settle, text

Compare = Callable[..., bool]

SCREENS = {
    "three panes": ((200, 50), DARK.name, ()),
    "list and detail": ((120, 35), DARK.name, ()),
    "list and detail, light": ((120, 35), LIGHT.name, ("2", "[", "[", "[")),
    "list and detail, high contrast": ((120, 35), CONTRAST.name, ()),
    "one pane": ((80, 24), DARK.name, ()),
    "one pane, transcript": ((80, 24), DARK.name, ("enter",)),
    "events, zoomed": ((140, 40), DARK.name, ("3", "z", "l", "l", "minus", *"jjjj", "enter", *"jjjjjj")),
    "timing, zoomed": ((140, 36), DARK.name, ("3", "z", "l", "l", "l", "l")),
    "help": ((120, 35), DARK.name, ("question_mark",)),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, told: Journal, captures: Path, snap_compare: Compare) -> None:
    size, theme, keys = SCREENS[name]
    app = Inspector(captures, None, story.clock)

    async def prepare(pilot: Pilot[Any]) -> None:
        app.theme = theme
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=prepare)


FINDS = {
    "filter with what may follow": ((120, 35), "f", "model:gpt state:fa", "error status or event      6"),
    "filter that is wrong": ((120, 35), "f", "model:gpt-oss dur:>2x", "not applied"),
    "filter, narrow": ((80, 24), "f", "is:er", "failed, or refused"),
    "search results": ((120, 35), "ctrl+f", "seed_from", "*** End Patch"),
}


@pytest.mark.parametrize("name", FINDS)
def test_what_is_found(name: str, told: Journal, captures: Path, snap_compare: Compare) -> None:
    size, key, words, said = FINDS[name]

    async def prepare(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press(key)
        assert isinstance(pilot.app.focused, PromptInput)
        pilot.app.focused.insert_text_at_cursor(words)
        await sees(pilot, lambda: said in text(pilot))
        await settle(pilot)

    assert snap_compare(Inspector(captures, None, story.clock), terminal_size=size, run_before=prepare)


@pytest.mark.parametrize("size", [(120, 35), (80, 24)], ids=["120x35", "80x24"])
def test_nothing_captured_yet(
    size: tuple[int, int], captures: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Inspector(captures, None, story.clock)
    recording = Recording("on", "127.0.0.1", 18110, 18111)
    status = Status(
        running=True, captures=captures, port=18110, mitmproxy="12.2.3", started_at="2025-11-22T11:00:41.000000Z"
    )

    async def prepare(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        app.inspector.recording = lambda: recording
        ollama = Ollama(url="http://127.0.0.1:11434", version="0.13.5", models=("gpt-oss:20b", "qwen3:8b"))
        page = advice.ready(status, NEWEST, story.NOW, ollama, "gpt-oss:20b")
        monkeypatch.setattr(app.standing, "advice", lambda _now: page)
        app._advise()
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=prepare)
