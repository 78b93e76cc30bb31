"""What the pointer is dragged over is lit and copied, as it is shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Click, MouseDown, MouseMove, MouseUp
from textual.pilot import Pilot

from codex_tui.tui.widgets.lines.dragged import Stretch
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import Size, inspecting, press, rows, sees, settle, style_at, text


def place_of(pilot: Pilot[Any], words: str, column: int = 0) -> tuple[int, int]:
    """The column and the row where these words first stand, not before ``column``."""
    for row, line in enumerate(rows(pilot)):
        if (at := line.find(words, column)) >= 0:
            return at, row
    raise AssertionError(f"{words!r} is not on the screen")


async def drag(pilot: Pilot[Any], *places: tuple[int, int], within: bool = True) -> None:
    """Where it ends ``within`` the same pane, a click follows."""
    await pilot._post_mouse_events([MouseDown], offset=places[0], button=1)
    for place in places[1:]:
        await pilot._post_mouse_events([MouseMove], offset=place, button=1)
    await pilot._post_mouse_events([MouseUp, Click] if within else [MouseUp], offset=places[-1], button=1)
    await settle(pilot)


async def copied(pilot: Pilot[Any]) -> str:
    """What a drag put into the clipboard."""
    await sees(pilot, lambda: "copied " in text(pilot))
    return pilot.app.clipboard


@pytest.mark.parametrize("size", [(120, 35), (200, 50)])
async def test_of_a_transcript_the_text_without_its_bar(size: Size, told: Journal, captures: Path) -> None:
    async with inspecting(captures, size) as pilot:
        await press(pilot, "2")
        x, y = place_of(pilot, "20 passed in 1.94s")
        await drag(pilot, (x + 3, y), (x + 9, y + 1), (x + 6, y + 2))
        assert await copied(pilot) == "passed in 1.94s\nslow: case 0\nslow: c"
        assert style_at(pilot, "passed in").reverse
        assert not style_at(pilot, "20 passed").reverse
        assert not style_at(pilot, "▎", on="slow: case 0").reverse


async def test_backwards_is_the_same(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        x, y = place_of(pilot, "20 passed in 1.94s")
        await drag(pilot, (x + 6, y + 2), (x, y + 1), (x + 3, y))
        assert await copied(pilot) == "passed in 1.94s\nslow: case 0\nslow: c"


async def test_of_a_body_the_json_without_line_numbers(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "3", "g")
        x, y = place_of(pilot, '"model"')
        await drag(pilot, (x, y), (x + 9, y + 1), (x + 13, y + 1))
        assert await copied(pilot) == '"model": "gpt-oss:20b",\n  "stream": true'


async def test_of_the_list_what_stands_there(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = rows(pilot)[-2]
        x, y = place_of(pilot, "pytest -q --count 20")
        await drag(pilot, (x, y), (x + 4, y), (x + 19, y))
        assert await copied(pilot) == "pytest -q --count 20"
        assert rows(pilot)[-2] == before  # the end of a drag selects nothing


async def test_it_is_lit_until_something_else_is_done(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        x, y = place_of(pilot, "20 passed in 1.94s")
        for key in ("k", ""):
            await drag(pilot, (x, y), (x + 8, y))
            await sees(pilot, lambda: style_at(pilot, "20 passed").reverse)
            if key:
                await press(pilot, key)
            else:
                await pilot.click(offset=(x, y + 2))
            assert not style_at(pilot, "20 passed").reverse


async def test_beyond_an_edge_it_takes_what_is_seen_up_to_there(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        await press(pilot, "2", "g")
        top, seen = rows(pilot)[2], rows(pilot)[19:22]
        await drag(pilot, (3, 19), (5, 23), (78, 23), within=False)
        assert (await copied(pilot)).splitlines() == [row[3:79].rstrip(" ▐") for row in seen]
        assert rows(pilot)[2] == top


async def test_a_click_is_none(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        x, y = place_of(pilot, "pytest -q --count 20")
        await drag(pilot, (x, y), (x, y))
        assert "copied" not in text(pilot)
        assert "#121" in rows(pilot)[-2]


@pytest.mark.parametrize(
    ("size", "place", "key"), [((80, 24), (20, 9), "2"), ((120, 35), (53, 9), "z")], ids=["a pane", "a divider"]
)
async def test_what_is_hidden_while_it_is_held_is_let_go(
    size: Size, place: tuple[int, int], key: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures, size) as pilot:
        await pilot._post_mouse_events([MouseDown], offset=place, button=1)
        assert pilot.app.mouse_captured is not None
        await press(pilot, key)
        await sees(pilot, lambda: pilot.app.mouse_captured is None)


async def test_lines_that_move_are_let_go(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        x, y = place_of(pilot, "pytest -q --count 20")
        await drag(pilot, (x, y), (x + 8, y))
        assert style_at(pilot, "pytest -q --count 20").reverse
        records.append(captures, records.record(144, None, started_at=story.NOW, request=story.asked([])))
        await sees(pilot, lambda: "40 exchanges" in rows(pilot)[0])
        assert not style_at(pilot, "pytest -q --count 20").reverse


PLACES = st.tuples(st.integers(0, 9), st.integers(0, 30))


@given(
    one=PLACES, other=PLACES, margin=st.integers(0, 8), widths=st.lists(st.integers(0, 31), min_size=10, max_size=10)
)
def test_it_covers_all_between_its_ends_and_nothing_else(
    one: tuple[int, int], other: tuple[int, int], margin: int, widths: Sequence[int]
) -> None:
    stretch = Stretch.between(one, other)
    assert stretch == Stretch.between(other, one)
    first, last = sorted((one, other))
    for line, width in enumerate(widths):
        cells = stretch.cells(line, margin, width)
        assert (cells is not None) == (first[0] <= line <= last[0])
        if cells is not None:
            assert cells[0] == (first[1] if line == first[0] else margin)
            assert cells[0] <= cells[1] <= max(width, cells[0])
