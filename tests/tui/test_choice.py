"""Small menus, and lines that are asked for."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codex_tui.tui.app import Inspector
from codex_tui.tui.keymap import keymap_of
from codex_tui.tui.preferences import Preferences
from codex_tui.tui.screens.choice import ChoiceScreen
from codex_tui.tui.screens.line import LineScreen
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, rows, settle, text

NINE = [(f"the {number}th", "") for number in range(1, 10)]
MANY = [(f"the {number}th", "") for number in range(1, 101)]


async def ask(pilot: Pilot[Any], screen: ChoiceScreen | LineScreen) -> list[Any]:
    """What was given, once it is."""
    given: list[Any] = []
    await pilot.app.push_screen(screen, given.append)
    await pilot.pause()
    return given


@pytest.mark.parametrize("number", range(1, 10))
async def test_each_of_the_first_nine_has_a_key(number: int, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        given = await ask(pilot, ChoiceScreen("Some", NINE))
        await pilot.press(str(number))
        assert given == [number - 1]


async def test_a_number_that_is_not_there_chooses_nothing(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        given = await ask(pilot, ChoiceScreen("Some", NINE[:2]))
        await pilot.press("3")
        assert given == []


async def test_of_more_than_there_is_room_for_those_around_the_cursor_are_shown(captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        given = await ask(pilot, ChoiceScreen("Some", MANY))
        assert "the 1th" in text(pilot)
        assert "… 80 more" in text(pilot)
        await pilot.press("k")
        assert "the 100th" in text(pilot)
        assert "… 80 more" in text(pilot)
        await pilot.press("j", *["j"] * 49)
        assert "▌    the 50th" in text(pilot)
        [y] = [y for y, row in enumerate(rows(pilot)) if "the 52th" in row]
        await pilot.click(offset=(40, y))
        assert given == [51]


async def test_a_menu_is_as_wide_as_what_it_says(captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        await ask(pilot, ChoiceScreen("Some", [("keep recording in the background", "the next inspector finds it")]))
        assert "keep recording in the background" in text(pilot)
        assert "the next inspector finds it │" in text(pilot)
        await press(pilot, "escape")
        await ask(pilot, ChoiceScreen("Some", [("日本" * 40, "long")]))
        row = next(row for row in rows(pilot) if "日本" in row)
        assert "… long │" in " ".join(row.split())
        await press(pilot, "escape")
        await ask(pilot, ChoiceScreen("Some", NINE))
        assert any("╭─ Some " in row and len(row.strip()) == 60 for row in rows(pilot))


async def test_keys_of_menus_and_lines_are_the_users(told: Journal, captures: Path) -> None:
    keymap = keymap_of(
        {
            "choice.next": ["ctrl+n"],
            "choice.take": ["ctrl+t"],
            "choice.2": ["B"],
            "prompt.keep": ["ctrl+s", "f5"],
            "prompt.drop": ["ctrl+b"],
            "help.leave": ["X"],
        }
    )
    app = Inspector(captures, None, story.clock, Preferences(keymap=keymap))
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot)
        given = await ask(pilot, ChoiceScreen("Some", NINE))
        assert "ctrl+t  choose    esc  back" in text(pilot)
        assert "B  the 2th" in text(pilot)
        await pilot.press("enter", "2", "ctrl+n", "ctrl+n", "ctrl+t")
        assert given == [2]
        given = await ask(pilot, ChoiceScreen("Some", NINE))
        await pilot.press("B")
        assert given == [1]
        for keys, line in ((("h", "i", "enter", "f5"), "hi"), (("ctrl+b",), None)):
            given = await ask(pilot, LineScreen("Say"))
            assert "ctrl+s  keep    ctrl+b  back" in text(pilot)
            await pilot.press(*keys)
            assert given == [line]
        await press(pilot, "question_mark")
        assert "X  close" in text(pilot)
        await press(pilot, "X")
        assert "Keys of" not in text(pilot)
