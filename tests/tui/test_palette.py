"""The palette reaches every action wherever the focus is."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from codex_tui.tui.app import Inspector
from codex_tui.tui.commands import Actions
from codex_tui.tui.keys import ACTS, MOVING
from tests.records import Journal
from tests.tui.host import Size, inspecting, press, rows, sees, text

ELSEWHERE = {"Exchanges": "1", "Transcript": "2", "Raw": "3"}


async def offered(pilot: Pilot[Any]) -> dict[str, str]:
    """The keys by title, from the first to the last."""
    provider = Actions(pilot.app.screen)
    found = {}
    async for hit in provider.discover():
        found[str(hit.text)] = str(hit.display).removeprefix(str(hit.text)).strip()
    return found


async def choose(pilot: Pilot[Any], words: str) -> None:
    """As typed and taken."""
    await press(pilot, "ctrl+p", *words)
    await sees(pilot, lambda: any(words in row for row in rows(pilot)[6:10]))
    await press(pilot, "enter")


def titles_of(pilot: Pilot[Any]) -> dict[str, set[str]]:
    """What keys reach in each pane, by the pane's name, but for what moves within it."""
    app = pilot.app
    assert isinstance(app, Inspector)
    found = {}
    for name, active in zip(ELSEWHERE, app.inspector.active_by_pane().values(), strict=True):
        ids = {each.binding.id for each in active if each.node not in (app, app.inspector)} - {*MOVING}
        found[name] = {ACTS[id_].title for id_ in ids if id_}
    return found


@pytest.mark.parametrize("key", ["1", "2", "3"])
@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_it_offers_what_any_pane_can_do(key: str, size: Size, told: Journal, captures: Path) -> None:
    async with inspecting(captures, size) as pilot:
        await press(pilot, key)
        found, here = await offered(pilot), ""
        for name, titles in titles_of(pilot).items():
            if ELSEWHERE[name] == key:
                here = name
                assert titles <= {*found}
            else:
                assert {f"{name}: {title[0].lower()}{title[1:]}" for title in titles} <= {*found}
        assert not [title for title in found if title.startswith(f"{here}:") and "next tab" in title]


async def test_where_there_is_no_room_for_an_action_no_key_does_harm(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "ctrl+p", "down", "down")
        await pilot.resize_terminal(20, 3)
        await press(pilot, "s", "pageup", "pagedown", "home", "end", "backspace")
        await pilot.resize_terminal(120, 35)
        await sees(pilot, lambda: "Copy a part of it" in text(pilot))


async def test_what_people_look_for_stands_first(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        found = [*await offered(pilot)]
        places = [found.index(title) for title in ("Copy a part of it", "Filter the list", "Statistics", "Next line")]
        assert places == sorted(places)
        assert found.index("Theme") < found.index("Transcript: plain source")


async def test_the_keys_of_another_pane_begin_with_the_one_that_leads_there(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        found = await offered(pilot)
        assert found["Transcript: next part"] == "2 }"
        assert found["Raw: wrap long lines"] == "3 w"
        assert found["Sort the list"] == "s"


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_an_action_of_another_pane_is_done_there(size: Size, told: Journal, captures: Path) -> None:
    async with inspecting(captures, size) as pilot:
        await choose(pilot, "Transcript: plain source")
        await sees(pilot, lambda: "━ 2 " in text(pilot) or "· 2 Transcript" in text(pilot))
        await sees(pilot, lambda: "- **Seed**" in text(pilot))
        await choose(pilot, "Exchanges: fold all")
        await sees(pilot, lambda: "▸ ✗ why does tests" in text(pilot) and "━ 1 Exchanges" in text(pilot))


async def test_a_tab_is_shown_by_its_name(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await choose(pilot, "Raw: Timing")
        await sees(pilot, lambda: "This exchange" in text(pilot))
        assert "━ 2 Detail" in text(pilot)


async def test_from_a_page_it_leads_back_to_what_is_behind(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "S")
        found = await offered(pilot)
        assert "Filter the list" in found
        assert "Transcript: plain source" in found
        assert [title for title in found if title in {"Zoom this pane", "Back, or quit"}] == []
        await choose(pilot, "Filter the list")
        await sees(pilot, lambda: isinstance(pilot.app.focused, Input) and "━ Statistics" not in text(pilot))
        await press(pilot, "escape", "S")
        await choose(pilot, "Raw: plain source")
        await sees(pilot, lambda: "━ 2 Detail" in text(pilot) and '{"model": "gpt-oss' in text(pilot))


async def test_while_there_is_nothing_it_offers_nothing_of_what_is_hidden(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert [title for title in await offered(pilot) if ":" in title and title.split(":")[0] in ELSEWHERE] == []
