"""Searching the whole history: results as they are found, and the way to a hit and back."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codex_tui.tui.widgets.frame.prompt import PromptInput
from codex_tui.tui.widgets.raw.document import Document
from tests import records
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, row_with, rows, sees, settle, style_at, text


async def searched(pilot: Pilot[Any], words: str, found: str) -> str:
    """What the page shows for these words, once it says ``found``."""
    await press(pilot, "ctrl+f")
    assert isinstance(pilot.app.focused, PromptInput)
    pilot.app.focused.value = ""
    pilot.app.focused.insert_text_at_cursor(words)
    await sees(pilot, lambda: found in rows(pilot)[2])
    return text(pilot)


async def test_hits_have_number_side_path_and_the_line(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await searched(pilot, "seed_from_env", " hits in ")
        row = row_with(pilot, "141  ")
        assert "11:04:11" in row
        assert "response" in row
        assert "item.input" in row
        assert style_at(pilot, "seed_from_env())").underline


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
async def test_the_hit_under_the_cursor_is_shown_in_its_text(captures: Path, size: tuple[int, int]) -> None:
    said = "\n".join([*(f"line {row}" for row in range(1, 40)), "  \x1bneedle here", "after it"])
    items = [*story.BASE, story.message("user", said), story.message("user", "needle again")]
    records.append(captures, story.exchange(1, 0, items, story.stream(story.message("assistant", "ok"))))
    async with inspecting(captures, size) as pilot:
        await searched(pilot, "needle", "2 hits")
        await sees(pilot, lambda: "41  after it" in text(pilot))
        assert "#1  request input[" in text(pilot)
        assert "38  line 38" in text(pilot)
        assert "40    ␛needle here" in text(pilot)
        assert style_at(pilot, "needle here", on="40    ␛").underline
        await press(pilot, "enter", "j")
        await sees(pilot, lambda: "1  needle again" in text(pilot))
        assert "line 38" not in text(pilot)
        await press(pilot, "f")
        await searched_again(pilot, "nowhere at all", "nothing")
        assert "#1  request" not in text(pilot)


async def test_enter_leads_to_the_line_and_back_to_the_results(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        before = await searched(pilot, "seed_from_env", " hits in ")
        await press(pilot, "enter", "j", "j", "enter")
        assert "━ 2 Detail" in rows(pilot)[1]
        await sees(pilot, lambda: "+         self.rng = random.Random(seed_from_env())" in row_with(pilot, "│▌"))
        assert style_at(pilot, "seed_from_env").underline
        assert "1 of " in rows(pilot)[-2]
        assert "#141" not in before
        await press(pilot, "ctrl+f")
        assert "hits in" in rows(pilot)[2]
        assert row_with(pilot, "▌").startswith("▌ 141")
        await press(pilot, "escape")
        assert "━ 2 Detail" in rows(pilot)[1]


async def test_a_hit_in_a_request_is_shown_in_the_request(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await searched(pilot, "tests/test_retry.py:11", " in 2 exchanges")
        await press(pilot, "enter", "enter")
        assert "POST http" in text(pilot)
        await sees(pilot, lambda: "test_retry.py:11" in row_with(pilot, "│▌"))


async def test_an_answer_that_still_comes_is_found_in_one_piece_and_shown(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await searched(pilot, "reproducible jitter", "3 hits in 1 exchange")
        assert " answer " in row_with(pilot, "reproducible:")
        assert style_at(pilot, "Jitter").underline
        await press(pilot, "enter", "j", "enter")
        await sees(pilot, lambda: "▌▎ The retry delay is now reproducible:" in text(pilot))
        assert style_at(pilot, "reproducible").underline


async def test_qualifiers_narrow_it_and_expressions_work(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await searched(pilot, "re:model.runner.\\w+ status:500", "6 hits in 6 exchanges")
        assert "unexpectedly" in text(pilot)
        await press(pilot, "escape")
        await press(pilot, "ctrl+f", "f")
        assert isinstance(pilot.app.focused, PromptInput)
        pilot.app.focused.value = "runner status:404"
        await sees(pilot, lambda: "nothing" in rows(pilot)[2])


async def test_what_could_not_be_searched_is_told(told: Journal, captures: Path) -> None:
    records.append(captures, b"{broken seed_from_env\n", b"{broken\n")
    async with inspecting(captures) as pilot:
        await searched(pilot, "seed_from_env", "2 lines could not be read")
        assert " hits, 2 lines" in rows(pilot)[2]
        await press(pilot, "escape", "ctrl+f", "f")
        await searched_again(pilot, "nowhere at all", "nothing, 2 lines could not be read")


class Endless:
    """A search that finds nothing and goes on."""

    def __init__(self, *_: object) -> None:
        pass

    def stop(self) -> None:
        """Nothing to do."""


async def test_a_search_can_be_stopped(told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_tui.tui.screens.search.Looking", Endless)
    async with inspecting(captures) as pilot:
        await searched(pilot, "seed", "0% searched")
        await press(pilot, "down")
        assert "s stop" in rows(pilot)[-1]
        await press(pilot, "s")
        assert "stopped at 0%" in rows(pilot)[2]


async def test_a_mistake_names_its_column(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await searched(pilot, "words status:abc", "column 14: status: wants")
        assert style_at(pilot, "abc").underline
        await searched_again(pilot, "status:500", "give a text")


async def searched_again(pilot: Pilot[Any], words: str, found: str) -> None:
    assert isinstance(pilot.app.focused, PromptInput)
    pilot.app.focused.value = words
    await sees(pilot, lambda: found in rows(pilot)[2])


async def test_a_hit_that_the_filter_hides_is_shown(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "f", *"is:live", "enter")
        await searched(pilot, "unexpectedly", " hits in ")
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert "off   F on" in rows(pilot)[1]
        assert "try 6 of 6" in row_with(pilot, "▌131")


async def test_what_is_found_is_neutral(captures: Path) -> None:
    items = [*story.BASE, story.message("user", "evil \x1b]0;owned\x07 \u202e text [bold]x[/bold]")]
    records.append(captures, story.exchange(1, 0, items, story.stream(story.message("assistant", "ok"))))
    async with inspecting(captures) as pilot:
        screen = await searched(pilot, "evil", "1 hit")
        assert "␛]0;owned␇ ⟨RLO⟩ text [bold]x[/bold]" in screen
        await press(pilot, "enter", "enter")
        assert "\x1b" not in text(pilot)


@pytest.mark.parametrize("phrase", ["two  spaces", "a\ttab", "Gr\xfc\xdfe  x", "  two"])
async def test_a_hit_is_marked_whatever_white_space_it_has(phrase: str, captures: Path) -> None:
    items = [*story.BASE, story.message("user", "what  has\t\x85two  spaces, a\ttab and Gr\xfc\xdfe  x")]
    items.append(story.message("user", "    two"))
    records.append(captures, story.exchange(1, 0, items, story.stream(story.message("assistant", "ok"))))
    async with inspecting(captures, (200, 50)) as pilot:
        await searched(pilot, f'"{phrase}"', "1 hit")
        assert style_at(pilot, phrase.replace("\t", " "), on="   1  ").underline


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("model", 1),
        ("input", 2),
        ("input[0]", 3),
        ("input[1].content", 7),
        ("input[1].content[1]", 9),
        ('["a key"].x', 16),
        ("gone.on", 0),
        ("", 0),
    ],
)
def test_a_path_leads_to_its_line(path: str, line: int) -> None:
    body = b'{"model":"m","input":[{"content":"x"},{"content":["a\\n  b",{"content":1}]}],"a key":{"x":[]}}'
    document = Document.of(body)
    assert document is not None
    found = document.line_of_path(path)
    assert found == line, document.lines.text
