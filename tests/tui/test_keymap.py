"""Keys that the user gives to actions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from codex_tui.tui.app import Inspector
from codex_tui.tui.keymap import Keymap, keymap_of
from codex_tui.tui.keys import ACTS
from codex_tui.tui.preferences import Preferences
from tests.records import Journal
from tests.tui import story
from tests.tui.host import rows, settle, text


def test_without_wishes_nothing_changes() -> None:
    assert keymap_of({}) == Keymap({}, [])


def test_an_action_can_have_several_keys_written_as_the_help_writes_them() -> None:
    keymap = keymap_of({"zoom": ["Z", "ctrl+n", "page down", "?", ","]})
    assert keymap.changed["zoom"] == "Z,ctrl+n,pagedown,question_mark,comma"
    assert keymap.keys_of("zoom") == ["Z", "ctrl+n", "page down", "?", ","]
    assert keymap.keys_of("follow") == ["t"]


@pytest.mark.parametrize(
    ("action", "key", "told"),
    [
        ("zom", "Z", "'zom', which is no action. Did you mean 'zoom'?"),
        ("qqq", "Z", "`codex-tui config keys` lists them"),
        ("zoom", "hyper+Z", "'hyper+Z', which is no key"),
        ("zoom", "", "'', which is no key"),
    ],
)
def test_what_is_no_action_or_no_key_is_warned_of(action: str, key: str, told: str) -> None:
    keymap = keymap_of({action: [key]})
    assert told in keymap.warnings[0]
    assert keymap.changed == {}


def test_a_key_goes_to_whom_the_user_gives_it() -> None:
    keymap = keymap_of({"zoom": ["x"]})
    assert keymap.keys_of("export.menu") == []
    assert "takes it from export.menu; the palette still reaches it" in keymap.warnings[0]
    keymap = keymap_of({"zoom": ["j"]})
    assert keymap.keys_of("line.next") == ["down"]
    assert "it keeps down" in keymap.warnings[0]


def test_actions_that_share_a_key_go_on_sharing_it() -> None:
    keymap = keymap_of({"fold.toggle": ["enter", "ctrl+y"]})
    assert keymap.keys_of("exchange.open") == ["enter"]
    assert keymap.warnings == []


def test_a_key_in_a_box_is_taken_from_nothing_outside() -> None:
    keymap = keymap_of({"choice.take": ["l"], "choice.1": ["a"], "prompt.keep": ["ctrl+d"], "zoom": ["tab"]})
    assert keymap.keys_of("group.unfold") == ["l", "right"]
    assert keymap.keys_of("compare.same") == ["a"]
    assert keymap.keys_of("half_page.down") == ["ctrl+d"]
    assert keymap.keys_of("choice.next") == ["down", "j", "tab"]


@pytest.mark.parametrize(("key", "other"), [("s", "setup.skip"), ("y", "command.first"), ("ctrl+q", "quit")])
def test_a_key_in_a_box_is_taken_from_what_is_in_reach_there(key: str, other: str) -> None:
    keymap = keymap_of({"choice.next": [key]})
    assert f"takes it from {other}" in "".join(keymap.warnings)


def test_a_key_in_a_box_is_taken_from_another_there() -> None:
    assert keymap_of({"choice.take": ["j"]}).keys_of("choice.next") == ["down", "tab"]


def test_two_wishes_for_one_key_are_warned_of() -> None:
    assert "to both follow and zoom" in keymap_of({"zoom": ["Q"], "follow": ["Q"]}).warnings[0]


@given(st.dictionaries(st.sampled_from([*ACTS, "no"]), st.lists(st.text(max_size=12), max_size=3), max_size=4))
def test_no_wish_is_an_error(wanted: dict[str, list[str]]) -> None:
    keymap_of(wanted)


async def pressed(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return text(pilot)


async def test_footer_help_and_palette_show_the_keys_that_count(told: Journal, captures: Path) -> None:
    keymap = keymap_of({"zoom": ["Z"], "help": ["f2"], "follow": []})
    app = Inspector(captures, None, story.clock, Preferences(keymap=keymap))
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot)
        assert "Z zoom" in rows(pilot)[-1]
        assert "follow" not in rows(pilot)[-1]
        assert "f2 help" in rows(pilot)[-1]
        assert "zoomed" in await pressed(pilot, "Z")
        assert "zoomed" in await pressed(pilot, "z")
        screen = await pressed(pilot, "f2")
        assert "Keys of Exchanges" in screen
        assert "follow new traffic" not in screen
        await pressed(pilot, "f2", "ctrl+p", *"follow")
        assert "Follow new traffic" in text(pilot)
        await pressed(pilot, "enter")
        assert ", following" not in rows(pilot)[-2]


async def test_warnings_are_shown_and_stop_nothing(told: Journal, captures: Path) -> None:
    app = Inspector(captures, None, story.clock, Preferences(theme="nice", warnings=("one is wrong",)))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await settle(pilot)
        assert "one is wrong" in text(pilot)
        assert "There is no theme 'nice'" in text(pilot)


async def test_what_is_said_of_keys_follows_them(told: Journal, captures: Path) -> None:
    keymap = keymap_of(
        {"filter.edit": ["v"], "filter.toggle": ["V"], "filter.complete": ["ctrl+y"], "filter.drop": []}
    )
    app = Inspector(captures, None, story.clock, Preferences(keymap=keymap))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await settle(pilot)
        assert "There is no filter yet: type one with v." in await pressed(pilot, "V")
        await pilot.app.screen.run_action("save_filter")
        assert "There is no filter to save: type one with v." in await pressed(pilot)
        await pressed(pilot, "v", *"is", "colon", *"model status", "colon", *"404", "escape")
        screen = text(pilot)
        assert "ctrl+y takes it out" in screen
        assert "enter apply" in rows(pilot)[1]
        assert "drop" not in rows(pilot)[1]
        await pressed(pilot, "enter")
        assert "v edit   V off" in rows(pilot)[1]
        await pressed(pilot, "V")
        assert "off   V on" in rows(pilot)[1]
