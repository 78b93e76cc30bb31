"""What shows through beneath a box."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from codex_tui.tui.screens.covering import dimmed
from tests.records import Journal
from tests.tui.host import inspecting


@pytest.mark.parametrize("color", [Color(0, 0, 0, 0.6), Color(0, 0, 0, 0)])
async def test_it_is_dimmed_as_textual_would(color: Color, told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        beneath = BackgroundScreen(pilot.app.screen, color)
        ours = dimmed(beneath)
        assert isinstance(ours, BackgroundScreen)
        assert type(ours) is not BackgroundScreen
        segments = [part for strip in pilot.app.screen._compositor.render_strips() for part in strip]
        assert len(segments) > 100
        assert [*ours.process_segments(segments, color)] == [*beneath.process_segments(segments, color)]
