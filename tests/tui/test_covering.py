"""What shows through beneath a box."""

from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from codex_tui.tui.screens.covering import dimmed
from tests.records import Journal
from tests.tui.host import inspecting, strips


@pytest.mark.parametrize(
    ("color", "more"), [(Color(0, 0, 0, 0.6), Style.null()), (Color(0, 0, 0, 0), Style(dim=True))]
)
async def test_it_is_dimmed_as_textual_would_and_without_a_colour_is_faint(
    color: Color, more: Style, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        beneath = BackgroundScreen(pilot.app.screen, color)
        ours = dimmed(beneath)
        assert isinstance(ours, BackgroundScreen)
        assert type(ours) is not BackgroundScreen
        segments = [part for strip in strips(pilot) for part in strip]
        assert len(segments) > 100
        theirs = [
            (text, (style or Style.null()) + more) for text, style, _ in beneath.process_segments(segments, color)
        ]
        assert [(text, style) for text, style, _ in ours.process_segments(segments, color)] == theirs
