"""What is kept from one inspector to the next, and the screen in ASCII."""

import json
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

from codex_tui.config import config_file, load
from codex_tui.paths import state_directory
from codex_tui.tui.app import Inspector
from codex_tui.tui.ascii import Ascii
from codex_tui.tui.list_choice import ListChoice, last_choice
from codex_tui.tui.preferences import Preferences, preferences
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import rows, settle, text


def write(settings: str) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(settings)


def test_the_settings_are_taken_and_options_count_before_them() -> None:
    write('theme = "codex-light"\nglyphs = "ascii"\n[keys]\nzoom = "Z"\nexchange.next = ["]", "n"]\n')
    wanted = preferences()
    assert (wanted.theme, wanted.ascii) == ("codex-light", True)
    assert wanted.keymap.keys_of("zoom") == ["Z"]
    assert wanted.keymap.keys_of("exchange.next") == ["]", "n"]
    insisted = preferences("nord", "unicode")
    assert (insisted.theme, insisted.ascii) == ("nord", False)


def test_what_is_no_setting_and_no_action_is_warned_of() -> None:
    write('thema = "nord"\n[keys]\nzom = "Z"\n')
    told = " ".join(preferences().warnings)
    assert "Did you mean 'theme'?" in told
    assert "Did you mean 'zoom'?" in told


def test_the_theme_that_was_chosen_is_kept_until_the_settings_say_another(monkeypatch: pytest.MonkeyPatch) -> None:
    preferences().choose("nord")
    assert preferences().theme == "nord"
    write('theme = "codex-light"\n')
    assert preferences().theme == "codex-light"
    preferences().choose("gruvbox")
    assert preferences().theme == "gruvbox"
    monkeypatch.setenv("CODEX_TUI_THEME", "dracula")
    assert preferences().theme == "dracula"


@pytest.mark.parametrize("content", [b"", b'{"theme": "no', b"\xff", b'{"theme": 1}', b'{"x": ' + b"[" * 10_000])
def test_what_was_kept_and_cannot_be_read_is_the_usual(content: bytes) -> None:
    state_directory().mkdir(parents=True, exist_ok=True)
    for name in ("theme.json", "list.json"):
        (state_directory() / name).write_bytes(content)
    assert preferences().theme == load().settings.theme
    assert last_choice() == ListChoice()


async def test_choosing_a_theme_keeps_it(told: Journal, captures: Path) -> None:
    app = Inspector(captures, None, story.clock, preferences())
    async with app.run_test() as pilot:
        app.theme = "codex-contrast"
        await settle(pilot)
    assert preferences().theme == "codex-contrast"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("▌142 ● ±", ">142 * %"),
        ("│▌ 1  the answer│", "|> 1  the answer|"),
        ("so it is▌", "so it is_"),
        ("cut…  next… ", "cut.. next.."),
        ("cut…", "cut."),
        ("╭─ Title ━┬━╮", "+- Title =+=+"),
        ("▁▂▃▄▅▆▇█", ".:-=+*#@"),
        ("naïve 日本", "naïve 日本"),
    ],
)
def test_each_shape_has_a_second_form_of_the_same_width(line: str, shown: str) -> None:
    segments = Ascii().apply([Segment(line[:3]), Segment(line[3:])], Color(0, 0, 0))
    assert "".join(segment.text for segment in segments) == shown
    assert [len(segment.text) for segment in segments] == [3, len(line) - 3]


@pytest.mark.parametrize("keys", [(), ("3", "z", "h"), ("2", "z"), ("question_mark",), ("y",)])
@pytest.mark.parametrize("size", [(120, 35), (200, 50)])
async def test_the_whole_screen_can_be_ascii(
    keys: tuple[str, ...], size: tuple[int, int], told: Journal, captures: Path
) -> None:
    app = Inspector(captures, None, story.clock, Preferences(ascii=True))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        screen = text(pilot)
        assert [character for character in screen if not character.isascii()] == []
        assert all(len(row) <= size[0] for row in rows(pilot))


async def test_ascii_is_also_what_captured_text_is_drawn_in(captures: Path) -> None:
    item = story.message("user", "a ● and a ─ of a peer")
    records.append(captures, story.exchange(7, 1, [item], story.stream(story.message("assistant", json.dumps("✓")))))
    app = Inspector(captures, None, story.clock, Preferences(ascii=True))
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot)
        assert "a * and a - of a peer" in text(pilot)
