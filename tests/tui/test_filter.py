"""Filtering the list: the bar, what it offers, what is wrong, and what bodies hold."""

import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codex_tui.tui import sifting
from codex_tui.tui.app import Inspector
from codex_tui.tui.saved_filters import saved
from codex_tui.tui.screens.line import LineScreen
from codex_tui.tui.widgets.frame.prompt import PromptInput
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, row_with, rows, sees, settle, style_at, text


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_TUI_DATA_DIR", str(tmp_path / "data"))


async def type_in(pilot: Pilot[Any], words: str) -> str:
    """What stands on the screen once these stand in the bar, put in at once."""
    assert isinstance(pilot.app.focused, PromptInput)
    pilot.app.focused.value = ""
    pilot.app.focused.insert_text_at_cursor(words)
    await settle(pilot)
    return text(pilot)


async def filtered(pilot: Pilot[Any], words: str) -> str:
    await press(pilot, "f")
    return await type_in(pilot, words)


async def test_a_filter_shows_what_passes_and_says_so(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        screen = await filtered(pilot, "is:error")
        assert "✗ 500, try 6 of 6" in screen
        assert "git diff" not in screen
        assert rows(pilot)[1].startswith(" filter  is:error")
        assert "6 of 39   enter apply   esc drop" in rows(pilot)[1]
        screen = await press(pilot, "enter")
        assert "6 of 39, filtered" in rows(pilot)[-2]
        assert "f edit   F off" in rows(pilot)[1]
        assert rows(pilot)[2].startswith("━ 1 Exchanges")
        assert "33 filtered out   F shows all" in screen


async def test_the_filter_goes_off_and_on(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert "no filter yet" in await press(pilot, "F")
        await filtered(pilot, "is:error")
        await press(pilot, "enter", "F")
        assert "filtered" not in rows(pilot)[-2]
        assert "off   F on" in rows(pilot)[1]
        await press(pilot, "F")
        assert "6 of 39, filtered" in rows(pilot)[-2]


async def test_escape_puts_the_filter_back(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = await press(pilot, "1")
        await filtered(pilot, "is:error")
        await press(pilot, "escape")
        await sees(pilot, lambda: text(pilot) == before)
        await filtered(pilot, "is:error")
        await press(pilot, "enter", "f")
        await type_in(pilot, "is:live")
        await press(pilot, "escape")
        assert " filter  is:error" in rows(pilot)[1]
        assert "6 of 39, filtered" in rows(pilot)[-2]
        await press(pilot, "f", "escape")
        assert "━ 1 Exchanges" in rows(pilot)[1]


async def test_what_may_follow_is_offered_with_counts(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "f")
        assert "a part of a model's name" in text(pilot)
        await type_in(pilot, "state:fa")
        await sees(pilot, lambda: row_with(pilot, "state:failed").split("│")[1].split()[-1] == "6")
        assert "error status or event" in row_with(pilot, "state:failed")
        assert "6 of 39" in rows(pilot)[1]  # as if it were taken
        await press(pilot, "tab")
        assert rows(pilot)[1].startswith(" filter  state:failed ")
        assert "error status or event" not in text(pilot)


async def test_arrows_choose_and_enter_takes(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "state:")
        await press(pilot, "down", "up", "up")
        await press(pilot, "enter")
        assert rows(pilot)[1].startswith(" filter  state:interrupted ")
        assert "1 of 39, filtered" in rows(pilot)[-2]


async def test_a_key_that_is_taken_wants_its_value(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "stat")
        await press(pilot, "down", "up", "enter")
        assert rows(pilot)[1].startswith(" filter  status: ")
        assert "enter apply" in rows(pilot)[1]
        await press(pilot, "enter")
        assert rows(pilot)[1].startswith(" filter  status:2")
        assert ", filtered" in rows(pilot)[-2]


async def test_a_key_within_an_unfinished_filter_leaves_the_list(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "")
        await press(pilot, "down")
        await type_in(pilot, "is:error")
        await type_in(pilot, "is:error (stat")
        assert "6 of 39" in rows(pilot)[1]
        await press(pilot, "enter")
        assert "(status:" in rows(pilot)[1]


async def test_a_wrong_filter_is_red_and_leaves_the_list(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "is:error")
        await type_in(pilot, "model:gpt dur:>2x")
        assert "not applied   ctrl+u clear" in rows(pilot)[1]
        assert "500, try 6 of 6" in text(pilot)
        assert rows(pilot)[2].index("▲") == rows(pilot)[1].index(">2x")
        assert "Column 15: dur: wants a duration" in rows(pilot)[3]
        assert "Write dur:>2s" in rows(pilot)[4]
        assert style_at(pilot, ">2x").underline
        assert rows(pilot)[-1].split("  ")[0] == " esc drop"
        await press(pilot, "enter")
        assert "not applied" in rows(pilot)[1]
        await press(pilot, "ctrl+u")
        assert "39 of 39" in rows(pilot)[1]
        assert rows(pilot)[-1].startswith(" tab complete")


async def test_a_wrong_filter_leaves_the_list_as_what_was_typed_made_it_not_as_an_offer_did(
    told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "is:error")
        await type_in(pilot, "is:error state:")
        await press(pilot, "down")
        assert "0 of 39" in rows(pilot)[1]
        await press(pilot, "x")
        assert "6 of 39" in rows(pilot)[-2]


@pytest.mark.parametrize(("key", "words"), [("f", "filter"), ("ctrl+f", "search")])
async def test_what_may_be_typed_is_explained_where_one_types(
    key: str, words: str, told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, key)
        assert "? language" in rows(pilot)[-1]
        screen = await press(pilot, "question_mark")
        assert "Filter language" in screen
        for line in (
            "retry OR seed ",
            "status:404 ",
            "aborted, interrupted",
            "is:error since:1h ",
            "the filter language",
        ):
            assert line in screen
        await press(pilot, "escape", *"re:a?")
        assert f" {words}  re:a?" in text(pilot)
        assert "f1 language" in rows(pilot)[-1]
        assert "Filter language" in await press(pilot, "f1")


async def test_where_it_is_narrow_the_language_stands_in_one_column(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        await press(pilot, "f")
        assert "enter apply   esc drop   ? language" in rows(pilot)[-1]
        screen = await press(pilot, "question_mark")
        assert "Words" in screen
        assert "While typing" not in screen
        screen = await press(pilot, "G")
        assert "While typing" in screen
        assert "drop the filter" in screen


async def test_keys_that_type_are_typed(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "f", *"path:/v1 -q?")
        assert rows(pilot)[1].startswith(" filter  path:/v1 -q?")


async def test_free_text_is_looked_for_in_bodies(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "seed_from_env")
        await sees(pilot, lambda: "5 of 39" in rows(pilot)[1])
        await press(pilot, "enter")
        assert "± src/net/retry.py" in text(pilot)


async def test_what_comes_later_is_judged_too(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "zebra")
        await sees(pilot, lambda: "0 of 39" in rows(pilot)[1] and "searched" not in rows(pilot)[1])
        await press(pilot, "enter")
        answer = story.stream(story.message("assistant", "a zebra"))
        records.append(captures, story.exchange(150, 300, story.BASE, answer))
        await sees(pilot, lambda: "1 of 40" in rows(pilot)[1])
        events = story.deltas(1, story.message("assistant", " a zebra too"))[1:]
        told.chunk(5_000, b"".join(map(records.sse_event, events)))
        told.chunk(5_001, records.sse_event({"type": "x", "text": "zebra"}))
        await sees(pilot, lambda: "2 of 40" in rows(pilot)[1])


async def test_what_is_gone_before_its_body_is_looked_at_passes_no_filter(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sifting, "_AGAIN", 0.0)
    async with inspecting(captures) as pilot:
        app = pilot.app
        assert isinstance(app, Inspector)
        await filtered(pilot, "zebra")
        await sees(pilot, lambda: "0 of 39" in rows(pilot)[1] and "searched" not in rows(pilot)[1])
        os.truncate(captures / "history.jsonl", 0)
        app.inspector.sift_on([app.inspector.desk.feed.history.summaries[0].id])
        await sees(pilot, lambda: "0 of 1" in rows(pilot)[1])


async def test_no_box_lies_upon_another(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "is:warn")
        await sees(pilot, lambda: "0 of 39" in rows(pilot)[1])
        assert "is:warning" in text(pilot)
        assert "No exchange matches." not in text(pilot)
        await press(pilot, "tab")
        assert "No exchange matches." in text(pilot)


async def test_without_a_match_the_part_that_excludes_most_is_named(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "is:model status:404")
        assert "No exchange matches." in text(pilot)
        assert "status:404 excludes most: without it 35 exchanges match." in text(pilot)
        await press(pilot, "enter")
        assert "status:404 excludes most" in rows(pilot)[1]
        await press(pilot, "f", "tab")
        assert rows(pilot)[1].startswith(" filter  is:model ")
        assert "35 of 39" in rows(pilot)[1]


async def test_no_part_is_named_where_more_than_one_excludes_all(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await filtered(pilot, "status:404 state:failed tool:none")
        assert "More than one part of it excludes all of them." in text(pilot)
        assert "takes it out" not in text(pilot)
        await press(pilot, "tab")
        assert rows(pilot)[1].startswith(" filter  status:404 state:failed tool:none ")
        await press(pilot, "enter")
        assert "excludes most" not in rows(pilot)[1]


async def test_filters_are_saved_picked_and_deleted_by_name(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        screen = pilot.app.screen
        await pilot.app.run_action("screen.saved_filters")
        await pilot.pause()
        assert "No filter is saved yet" in text(pilot)
        await filtered(pilot, "is:error")
        await press(pilot, "enter")
        await screen.run_action("save_filter")
        await sees(pilot, lambda: isinstance(pilot.app.screen, LineScreen))
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, LineScreen)
        await screen.run_action("save_filter")
        await sees(pilot, lambda: isinstance(pilot.app.screen, LineScreen))
        await type_in(pilot, "what failed")
        await press(pilot, "enter")
        assert saved() == {"what failed": "is:error"}
        await press(pilot, "f", "ctrl+u", "enter")
        assert "filtered" not in rows(pilot)[-2]
        await screen.run_action("saved_filters")
        await pilot.pause()
        assert "what failed" in text(pilot)
        await press(pilot, "enter")
        assert "6 of 39, filtered" in rows(pilot)[-2]
        await screen.run_action("delete_filter")
        await press(pilot, "enter")
        assert saved() == {}


async def test_every_filter_action_is_in_the_palette(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "ctrl+p", *"filter")
        for title in (
            "Filter the list",
            "Filter off and on",
            "saved one",
            "Save the filter",
            "Delete a saved filter",
        ):
            await sees(pilot, lambda title=title: title in text(pilot))


async def test_a_narrow_screen_has_the_bar_too(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        await filtered(pilot, "is:er")
        assert "is:error" in row_with(pilot, "│")
        assert rows(pilot)[1].rstrip().endswith("6 of 39")
        assert "tab complete" in rows(pilot)[-1]


async def test_a_filter_that_nothing_passes_is_no_empty_history(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert isinstance(pilot.app, Inspector)
        await filtered(pilot, "since:1m model:nothing")
        await press(pilot, "enter")
        assert "39 filtered out" in text(pilot)
        assert "2 Detail" in text(pilot)
