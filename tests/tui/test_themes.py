"""Colours, in every theme and without any."""

from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES, Theme

from codex_tui.tui.themes import CONTRAST, DARK, THEMES, role_variables
from tests.records import Journal
from tests.tui.host import inspecting, press, rows, sees, strips, style_at, text

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


def colours(pilot: Pilot[Any]) -> set[Any]:
    """All that are on the screen."""
    styles = [style for strip in strips(pilot) for _, style, _ in strip if style]
    return {color for style in styles for color in (style.color, style.bgcolor) if color is not None}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_everything_is_readable_on_its_background(theme: Theme) -> None:
    roles = role_variables(theme)
    weak = {name: contrast(roles[name], roles["ink-background"]) for name in TEXT}
    assert {name: ratio for name, ratio in weak.items() if ratio < 5} == {}
    assert contrast(roles["ink-disabled"], roles["ink-background"]) >= 4.5
    assert contrast(roles["ink-muted"], roles["selected"]) >= 4.5 or theme is CONTRAST


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=lambda theme: theme.name)
def test_text_is_readable_in_every_theme_of_textual(theme: Theme) -> None:
    roles = role_variables(theme)
    weak = {name: contrast(roles[name], roles["ink-background"]) for name in TEXT}
    assert {name: ratio for name, ratio in weak.items() if ratio < 4.5} == {}
    assert contrast(roles["ink-disabled"], roles["ink-background"]) >= 3


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


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("keys", "part", "on"),
    [
        (["ctrl+p"], "Compare with", ""),
        (["ctrl+p"], " d ", "Compare with"),
        (["y"], "the answer", ""),
        (["f"], "model:", ""),
    ],
    ids=["palette", "its keys", "menu", "completion"],
)
async def test_a_chosen_line_is_readable(
    theme: Theme, keys: list[str], part: str, on: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        pilot.app.theme = theme.name
        await press(pilot, *keys)
        await sees(pilot, lambda: part in text(pilot))
        style = style_at(pilot, part, on=on)
        assert contrast(style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex) >= 4.5


async def test_without_colours_shapes_say_the_same(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(captures) as pilot:
        screen = await press(pilot, "2")
        assert "━ 2 Detail" in rows(pilot)[1]
        for shape in ("✓", "●", "✗", "■", "□", "▌142", "▎", "▸", "▾"):
            assert shape in screen
        assert colours(pilot) == set()


async def test_without_colours_the_cursor_row_and_hits_are_reversed_and_ids_are_faint(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(captures) as pilot:
        told_by = [(style_at(pilot, number).reverse, style_at(pilot, number).dim) for number in ("141", "142")]
        assert told_by == [(None, True), (True, None)]
        await press(pilot, "2")
        # The pane that has not the focus keeps its cursor row, fainter.
        assert (style_at(pilot, "142").reverse, style_at(pilot, "142").dim) == (True, True)
        await press(pilot, "/", *"uniform", "enter")
        hit = style_at(pilot, "uniform")
        assert (hit.reverse, hit.underline) == (True, True)
        assert colours(pilot) == set()


@pytest.mark.parametrize("theme", ["codex-dark", "textual-light", "ansi-dark"])
@pytest.mark.parametrize("key", ["question_mark", "ctrl+p", "y", "semicolon"])
async def test_what_lies_beneath_a_box_is_seen_and_fainter(
    key: str, theme: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        pilot.app.theme = theme
        await pilot.pause()
        before = style_at(pilot, "codex-tui")
        await press(pilot, key)
        beneath = style_at(pilot, "codex-tui")
        assert beneath.dim or beneath.color != before.color


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p"])
async def test_without_colours_what_lies_beneath_a_box_is_faint(
    key: str, told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(captures) as pilot:
        assert not style_at(pilot, "Exchanges").dim
        await press(pilot, key)
        assert style_at(pilot, "39 exch" if key == "ctrl+p" else "codex-tui").dim
        assert colours(pilot) == set()


async def test_without_colours_there_is_no_theme_to_choose(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inspecting(captures) as pilot:
        await press(pilot, "ctrl+p", *"theme")
        await sees(pilot, lambda: "Doctor" in text(pilot) and "Next line" not in text(pilot))
        assert "Theme" not in text(pilot)


async def test_an_empty_no_color_wants_colours(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    async with inspecting(captures) as pilot:
        style = style_at(pilot, "answer, streaming")
        assert style.color.triplet.hex == Color.parse(DARK.success).hex.lower()
