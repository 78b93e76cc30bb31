"""Colours, in every theme and without any."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from codex_tui.tui.themes import CONTRAST, THEMES, role_variables
from tests.records import Journal
from tests.tui.host import inspecting, press, rows, style_at, text

TEXT = [
    "ink-foreground",
    "ink-muted",
    "ink-primary",
    "ink-secondary",
    "ink-accent",
    "ink-success",
    "ink-warning",
    "ink-error",
]


def luminance(colour: Color) -> float:
    """As WCAG 2 defines it: https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    low, high = sorted(luminance(Color.parse(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_everything_is_readable_on_its_background(theme: Theme) -> None:
    roles = role_variables(theme)
    weak = {name: contrast(roles[name], roles["ink-background"]) for name in TEXT}
    assert {name: ratio for name, ratio in weak.items() if ratio < 5} == {}
    assert contrast(roles["ink-disabled"], roles["ink-background"]) >= 4.5
    assert contrast(roles["ink-muted"], roles["selected"]) >= 4.5 or theme is CONTRAST


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_theme_has_every_role_as_a_plain_colour(theme: Theme) -> None:
    roles = role_variables(theme)
    solid = [Color.parse(value) for name, value in roles.items() if name != "selected-foreground"]
    assert all(colour.a == 1 and colour.ansi is None for colour in solid)


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_what_stands_on_a_bar_is_readable_in_every_theme(theme: Theme) -> None:
    roles = role_variables(theme)
    assert all(contrast(roles[f"chart-{n}-text"], roles[f"chart-{n}"]) >= 4.5 for n in range(1, 7))


async def test_every_theme_can_be_worn(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        for name in pilot.app.available_themes:
            pilot.app.theme = name
            await pilot.pause()
            assert style_at(pilot, "so the variable is") is not None
            assert "▌142" in text(pilot)


async def test_lines_follow_a_change_of_theme(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = style_at(pilot, "RETRY_SEED")
        pilot.app.theme = "codex-light"
        await pilot.pause()
        assert style_at(pilot, "RETRY_SEED").color != before.color


async def test_high_contrast_reverses_the_cursor_row(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        pilot.app.theme = CONTRAST.name
        await pilot.pause()
        style = style_at(pilot, "answer, streaming")
        assert (style.color.name, style.bgcolor.name) == ("#000000", "#ffffff")


async def test_without_colour_shapes_say_the_same(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(captures) as pilot:
        assert pilot.app.no_color
        screen = await press(pilot, "2")
        assert "━ 2 Detail" in rows(pilot)[1]
        for shape in ("✓", "●", "✗", "■", "□", "▌142", "▎", "▸", "▾"):
            assert shape in screen
        style = style_at(pilot, "answer, streaming")
        assert len(set(style.color.triplet)) == 1
