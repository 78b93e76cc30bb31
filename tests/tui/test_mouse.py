"""What a pointer does: the footer's keys, glyphs that fold, and a click that selects."""

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.records import Journal
from tests.tui.host import inspecting, press, rows, sees, settle, text


async def click(pilot: Pilot[Any], words: str, times: int = 1, row: int | None = None) -> str:
    """Where these words first stand; the screen after it."""
    at = row if row is not None else next(number for number, line in enumerate(rows(pilot)) if words in line)
    await pilot.click(offset=(rows(pilot)[at].index(words) + 1, at), times=times)
    await settle(pilot)
    return text(pilot)


async def test_a_key_of_the_footer_can_be_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pilot.click(offset=(rows(pilot)[-1].index("zoom") + 1, 34))
        await settle(pilot)
        assert "zoomed" in rows(pilot)[1]
        await pilot.click(offset=(rows(pilot)[-1].index("? help"), 34))
        await settle(pilot)
        assert "Keys of Exchanges" in text(pilot)
        await press(pilot, "escape")
        await press(pilot, "z", "2")
        await pilot.click(offset=(rows(pilot)[-1].index("h l tab") + 2, 34))
        await settle(pilot)
        assert "POST http" in text(pilot)
        await pilot.click(offset=(rows(pilot)[-1].index("^p"), 34))
        await settle(pilot)
        assert "Search for commands" in text(pilot)


@pytest.mark.parametrize("key", ["s", "ctrl+p"])
async def test_a_click_where_the_screen_ended_meanwhile_leaves_a_box_as_it_is(
    key: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        beneath = pilot.app.screen
        await press(pilot, key)
        box = pilot.app.screen
        assert box is not beneath
        box.post_message(events.Click(None, 500, 500, 0, 0, 1, False, False, False, 500, 500))
        await pilot.pause()
        assert pilot.app.screen is box
        await pilot.click(offset=(0, 0))
        assert pilot.app.screen is beneath


async def test_textual_selects_nothing_of_its_own(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "ctrl+p")
        await pilot.mouse_down(offset=(20, 10))
        await pilot.hover(offset=(40, 14))
        await pilot.mouse_up(offset=(40, 14))
        assert not pilot.app.screen.selections


async def test_a_glyph_folds_where_it_is_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "2", "g")
        row = next(number for number, line in enumerate(rows(pilot)) if "▸ tools" in line)
        column = rows(pilot)[row].index("▸ tools")
        await pilot.click(offset=(column, row))
        await settle(pilot)
        assert "▾ tools" in text(pilot)
        await pilot.click(offset=(column + 4, row))
        await settle(pilot)
        assert "▾ tools" in text(pilot)
        row = next(number for number, line in enumerate(rows(pilot)) if "▾ tools" in line)
        await pilot.click(offset=(column, row))
        await settle(pilot)
        assert "▸ tools" in text(pilot)


async def test_a_row_a_tab_and_a_pane_are_where_one_clicks(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await click(pilot, "rg -n environ src")
        assert "#138" in rows(pilot)[-2]
        await click(pilot, "rg -n environ src", times=2)
        assert "━ 2 Detail" in text(pilot)
        await click(pilot, "Timing")
        assert "This exchange" in text(pilot)
        await click(pilot, "Transcript")
        assert "▾ assistant" in text(pilot) or "── answer" in text(pilot)
        await click(pilot, "1 Exchanges")
        assert "━ 1 Exchanges" in text(pilot)
        await click(pilot, "2 Detail")
        assert "━ 2 Detail" in text(pilot)


async def test_on_a_narrow_screen_the_titles_are_tabs(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        assert "── answer" in await click(pilot, "2 Transcript", row=1)
        assert "POST http" in await click(pilot, "3 Raw", row=1)
        assert "OUTCOME" in await click(pilot, "1 Exchanges", row=1)


async def test_menus_and_the_palette_are_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "y")
        await click(pilot, "the request body")
        await sees(pilot, lambda: "copied " in text(pilot))
        await press(pilot, "ctrl+p", *"statistics")
        await sees(pilot, lambda: "Statistics" in text(pilot) and "Next line" not in text(pilot))
        await click(pilot, "Statistics   ")
        await sees(pilot, lambda: "━ Statistics" in text(pilot))


@pytest.mark.parametrize("key", ["question_mark", "y"])
async def test_a_click_beside_a_box_leaves_it(key: str, told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = text(pilot)
        assert await press(pilot, key) != before
        await pilot.click(offset=(2, 2))
        await sees(pilot, lambda: text(pilot) == before)


async def test_what_is_typed_is_not_lost_by_a_click(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, ";", *"note")
        await pilot.click(offset=(2, 2))
        assert "│ note " in text(pilot)


async def test_the_wheel_and_the_scrollbar_scroll(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        top = rows(pilot)[3]
        await pilot._post_mouse_events([events.MouseScrollUp], offset=(10, 10), button=0)
        await settle(pilot)
        assert rows(pilot)[3] != top
        thumb = next(number for number, line in enumerate(rows(pilot)) if "▐" in line[:54])
        column = rows(pilot)[thumb].index("▐")
        before = rows(pilot)[3]
        await pilot.click(offset=(column, 3))
        await settle(pilot)
        assert rows(pilot)[3] != before


async def test_what_is_offered_and_found_is_clicked(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "f", *"is", "colon", "e")
        await click(pilot, "is:error", row=3)
        await sees(pilot, lambda: "6 of 39" in text(pilot))


async def test_the_command_of_the_empty_page_is_clicked(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        row = next(number for number, line in enumerate(rows(pilot)) if "$ codex-tui" in line)
        assert "copied 9 B" in await click(pilot, "$ codex-tui", row=row)
