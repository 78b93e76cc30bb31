"""What is typed or pasted faster than the screen follows goes where a person means it to, in its order."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from codex_tui.tui import in_order
from codex_tui.tui.app import Inspector
from codex_tui.tui.in_order import InOrder
from codex_tui.tui.screens.choice import ChoiceScreen
from codex_tui.tui.screens.inspector import InspectorScreen
from codex_tui.tui.screens.panels import Panels
from tests.deadline import eventually_async
from tests.processes import PROGRAM
from tests.records import Journal
from tests.terminal import Terminal, needs_tmux
from tests.tui import story
from tests.tui.host import inspecting, press, rows, sees, text

CONTROLS = {"\r": "enter", "\x1b": "escape", "\t": "tab", "\x06": "ctrl+f", "\x10": "ctrl+p"}


def keys_of(typed: str) -> Iterator[events.Key]:
    for char in typed:
        yield events.Key(CONTROLS.get(char) or _character_to_key(char), char)


def burst(pilot: Pilot[Any], typed: str) -> None:
    """As a terminal hands it over in one piece."""
    for key in keys_of(typed):
        pilot.app.post_message(key)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2g/retry_seed\r", ["1 of 3 hits"]),
        ("2g/retry_seed\rn", ["2 of 3 hits"]),
        ("/pytest\x1bj", ["39 of 39"]),
        ("fis:error\r", ["is:error", "of 39, filtered"]),
        ("fis:er\t\rg", ["is:error", "of 39, filtered"]),
        ("fis:error\rff\x1b", ["of 39, following"]),
        ("\x06test_retry.py:11\r", ["test_retry.py:11", "hits in 2 exchanges"]),
        (";worth a look; at it\r", ["¶"]),
        ("?/zoom\r", ["1 of 1 hit"]),
        ("y1", ["copied "]),
        ("\x10Statist\r", ["━ Statistics"]),
        ("Sqd", ["Compare  #141 with #142"]),
        ("dnq2", ["━ 2 Detail"]),
        ("3l1", ["━ 1 Exchanges"]),
    ],
)
async def test_what_is_typed_in_one_burst_goes_where_it_is_meant(
    typed: str, shown: list[str], told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        burst(pilot, typed)
        await sees(pilot, lambda: all(each in text(pilot) for each in shown))
        assert "codex-tui" in text(pilot)


async def test_what_is_pasted_behind_a_key_goes_into_what_it_opens(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        burst(pilot, "2/")
        pilot.app.post_message(events.Paste("retry\nseed"))
        burst(pilot, "!")
        await sees(pilot, lambda: isinstance(pilot.app.focused, Input) and pilot.app.focused.value.endswith("!"))
        assert "/ retry" in text(pilot)


async def test_a_sign_that_goes_with_its_widget_costs_a_moment_and_no_key(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Widget()
    async with inspecting(captures) as pilot:
        monkeypatch.setattr(InOrder, "_send", lambda app, *_: setattr(app, "_through", gone))
        burst(pilot, "2/retry")
        await sees(pilot, lambda: "/ retry" in text(pilot))


async def test_a_key_waits_for_the_one_before_it_however_long_that_takes(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift, looks, began = InspectorScreen.action_shift_tab, InOrder._look_for_sign, []
    may_end = asyncio.Event()

    async def slowly(screen: InspectorScreen, step: int) -> None:
        began.append(step)
        screen.set_focus(None)  # as while one view takes the place of another
        await may_end.wait()
        shift(screen, step)

    looked: list[bool] = []

    def look(app: InOrder) -> None:
        looks(app)
        looked.append(True)

    monkeypatch.setattr(in_order, "_PATIENCE", 0.01)
    monkeypatch.setattr(InOrder, "_look_for_sign", look)
    async with inspecting(captures) as pilot:
        await press(pilot, "2")
        monkeypatch.setattr(InspectorScreen, "action_shift_tab", slowly)
        looked.clear()
        burst(pilot, "ll")
        await eventually_async(lambda: len(looked) > 3)
        assert began == [1]
        may_end.set()
        await eventually_async(lambda: began == [1, 1])
        await sees(pilot, lambda: "event: " in text(pilot) or "data: " in text(pilot))


async def test_one_that_never_comes_to_an_end_does_not_lock_the_keyboard(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_order, "_PATIENCE", 0.001)
    async with inspecting(captures) as pilot:
        monkeypatch.setattr(InOrder, "_send", lambda *_: None)
        burst(pilot, "2/retry")
        await sees(pilot, lambda: "/ retry" in text(pilot))


async def test_what_is_typed_before_all_stands_there_is_heeded_then(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = Panels.fill
    keys = [*keys_of("2/seed\r")]  # nobody's: one that a screen made would not bubble beyond it

    async def typed_meanwhile(panels: Panels) -> None:
        for key in keys:
            panels.app.post_message(key)
        await fill(panels)

    monkeypatch.setattr(Panels, "fill", typed_meanwhile)
    app = Inspector(captures, None, story.clock)
    async with app.run_test(size=(160, 45)) as pilot:
        await sees(pilot, lambda: " hits" in text(pilot))
        assert "━ 2 Transcript" in text(pilot)


def clicks(pilot: Pilot[Any], words: str, times: int) -> None:
    """As a terminal that was busy hands them over, all in one piece."""
    y = next(number for number, line in enumerate(rows(pilot)) if words in line)
    x = rows(pilot)[y].index(words)
    for kind in (events.MouseDown, events.MouseUp) * times:
        pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


async def test_what_is_clicked_twice_in_a_burst_is_chosen_once(told: Journal, captures: Path) -> None:
    given: list[int | None] = []
    async with inspecting(captures) as pilot:
        await pilot.app.push_screen(ChoiceScreen("Some", [("the first", ""), ("the other", "")]), given.append)
        await pilot.pause()
        clicks(pilot, "the other", 2)
        burst(pilot, "3")
        await sees(pilot, lambda: "POST http" in text(pilot))
        assert given == [1]


@needs_tmux
def test_a_terminal_s_one_write_is_heeded_key_by_key_from_the_first_frame_on(told: Journal, captures: Path) -> None:
    with Terminal(120, 35) as terminal:
        terminal.start([*PROGRAM, "--no-proxy", "--captures", captures])
        terminal.wait_for("OUTCOME")
        terminal.press("2", "g", "/", *"retry_seed", "Enter", "n")
        terminal.wait_for("2 of 3 hits")
        terminal.press("1", "f", *"is:error", "Enter", "C-f", *"retry_seed", "Enter")
        screen = terminal.wait_for(" hits in ")
        assert "search  retry_seed" in screen
        terminal.press("Escape")
        terminal.wait_for("of 39, filtered")
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0


async def test_a_key_that_is_held_down_waits_for_nothing_but_one_that_leads_on_does(
    told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        app = pilot.app
        assert isinstance(app, Inspector)
        assert [app.leads_nowhere(key) for key in keys_of("jG/f")] == [True, True, False, False]
        await pilot.press("f")
        await sees(pilot, lambda: isinstance(app.focused, Input))
        assert not app.leads_nowhere(events.Key("j", "j"))
