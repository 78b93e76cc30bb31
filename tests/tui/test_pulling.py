"""The dividers between panes follow the pointer, as far as each pane keeps its least."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import MouseDown, MouseMove, MouseUp
from textual.pilot import Pilot

from codex_tui.tui.screens.arrangement import EXCHANGES, RAW, TRANSCRIPT, arrange, pulled
from tests.records import Journal
from tests.tui.host import inspecting, press, rows, settle, style_at, text


async def pull(pilot: Pilot[Any], *columns: int, row: int = 9) -> None:
    """Take hold at the first of these columns, let go at the last."""
    await pilot._post_mouse_events([MouseDown], offset=(columns[0], row), button=1)
    for column in columns[1:]:
        await pilot._post_mouse_events([MouseMove], offset=(column, row), button=1)
    await pilot._post_mouse_events([MouseUp], offset=(columns[-1], row), button=1)
    await settle(pilot)


def dividers(pilot: Pilot[Any]) -> list[int]:
    """The columns of those that are seen."""
    return [column for column, cell in enumerate(rows(pilot)[1]) if cell == "┬"]


@pytest.mark.parametrize(
    ("size", "columns", "stand"),
    [
        ((120, 35), [53, 50, 46], [46]),
        ((120, 35), [53, 60, 70], [70]),
        ((120, 35), [53, 30, 2], [44]),
        ((120, 35), [53, 100], [75]),
        ((200, 50), [72, 65, 60], [60, 143]),
        ((200, 50), [143, 130, 117], [72, 117]),
        ((200, 50), [72, 199], [98, 143]),
        ((200, 50), [143, 199], [72, 153]),
        ((200, 50), [143, 1], [72, 117]),
    ],
)
async def test_a_divider_stands_where_it_was_pulled_to(
    size: tuple[int, int], columns: Sequence[int], stand: list[int], told: Journal, captures: Path
) -> None:
    async with inspecting(captures, size) as pilot:
        await pull(pilot, *columns)
        assert dividers(pilot) == stand
        assert [rows(pilot)[-2][column] for column in stand] == ["┴"] * len(stand)


async def test_it_stays_there_until_it_is_clicked_twice(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pull(pilot, 53, 64)
        await press(pilot, "z", "z", "2", "l", "1")
        await pilot.resize_terminal(200, 50)
        assert dividers(pilot) == [72, 143]
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(120, 35)
        assert dividers(pilot) == [64]
        await pilot.resize_terminal(101, 35)
        assert dividers(pilot) == [56]
        await pilot.resize_terminal(120, 35)
        await pilot.click(offset=(64, 9), times=2)
        await settle(pilot)
        assert dividers(pilot) == [53]


async def test_what_only_passes_over_it_pulls_nothing_and_lights_it(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        dark = style_at(pilot, "│")
        await pilot.hover(offset=(53, 9))
        assert style_at(pilot, "│") != dark
        await pilot.hover(offset=(60, 9))
        assert style_at(pilot, "│") == dark
        assert dividers(pilot) == [53]


async def test_the_pane_beside_zoomed_events_is_pulled_too(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "3", "l", "l", "z")
        [before] = dividers(pilot)
        await pull(pilot, before, 60)
        assert dividers(pilot) == [60]
        await pilot.resize_terminal(150, 50)
        assert dividers(pilot) == [40]
        await pilot.resize_terminal(200, 50)
        await pilot.click(offset=(60, 9), times=2)
        await settle(pilot)
        assert dividers(pilot) == [before]


async def test_what_stands_beside_zoomed_events_is_there_at_any_size(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, "3", "l", "l", "z")
        await pilot.resize_terminal(160, 50)
        assert dividers(pilot) == [95]
        assert "Joined text" in text(pilot)


@given(
    width=st.integers(100, 400),
    pulls=st.lists(st.tuples(st.sampled_from([EXCHANGES, RAW]), st.integers(-50, 500))),
    detail=st.sampled_from([TRANSCRIPT, RAW]),
    later=st.integers(100, 400),
)
def test_no_pane_is_ever_pulled_out_of_sight(
    width: int, pulls: Sequence[tuple[int, int]], detail: int, later: int
) -> None:
    chosen = {}
    plan = arrange(width, 40, pane=EXCHANGES, detail=detail, alone=False, chosen=chosen)
    for pane, cells in pulls:
        if plan.kind == "wide" or pane == EXCHANGES:
            before = plan
            chosen[plan.kind, pane] = pulled(plan, pane, cells)
            plan = arrange(width, 40, pane=EXCHANGES, detail=detail, alone=False, chosen=chosen)
            assert plan.cells(pane) == chosen[plan.kind, pane]
            if plan.kind == "wide":
                other = RAW if pane == EXCHANGES else EXCHANGES
                assert plan.cells(other) == before.cells(other)
    for at in (width, later):
        plan = arrange(at, 40, pane=EXCHANGES, detail=detail, alone=False, chosen=chosen)
        seen = [cells for cells in (plan.exchanges, plan.transcript, plan.raw) if cells]
        assert sum(seen) + len(seen) - 1 == at
        assert min(seen) >= 44
