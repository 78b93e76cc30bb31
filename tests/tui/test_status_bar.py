"""The line on top: what is recorded, what it came to, and what goes first where there is little room."""

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from codex_tui.history.decode import Damage
from codex_tui.tui.reporting import damage_text
from codex_tui.tui.screens.report import LogScreen
from codex_tui.tui.widgets.frame.status_bar import Recording, StatusBar, Tally
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, rows, sees, settle, showing, style_at, text
from tests.tui.test_hostile import is_clean

RECORDING = Recording("on", "127.0.0.1", 18110, 18111, contexts={"gpt-oss:20b": 16_384})
TALLY = Tally(142, 1, 2, 1, model="gpt-oss:20b", used=21_900, estimated=True)
ALL = [":18111", "gpt-oss:20b", "warnings", "127.0.0.1", "context ~21.9k of 16.4k"]


@pytest.mark.parametrize(("width", "dropped"), [(150, 0), (140, 1), (120, 2), (100, 3), (90, 4), (70, 5)])
async def test_what_is_dropped_first(width: int, dropped: int) -> None:
    bar = StatusBar()
    async with showing(bar, (width, 1)) as pilot:
        bar.show(RECORDING, TALLY)
        await pilot.pause()
        line = rows(pilot)[0]
        assert [words for words in ALL if words in line] == ALL[dropped:]
        assert all(words in line for words in ("● rec", "142", "● 1 live", "▲ 2", "✗ 1"))


@pytest.mark.parametrize(("used", "full"), [(13_000, False), (14_000, True)])
async def test_a_context_that_is_nearly_full_is_amber(used: int, full: bool) -> None:
    bar = StatusBar()
    async with showing(bar, (140, 1)) as pilot:
        bar.show(RECORDING, replace(TALLY, used=used, estimated=False, warnings=1))
        await pilot.pause()
        assert (style_at(pilot, f"{used // 1000}.0k of").color == style_at(pilot, "▲").color) == full


async def test_a_context_of_unknown_size_is_not_shown() -> None:
    bar = StatusBar()
    async with showing(bar, (140, 1)) as pilot:
        bar.show(RECORDING, replace(TALLY, model="other"))
        await pilot.pause()
        assert "context" not in rows(pilot)[0]


async def test_a_long_history_that_is_read_shows_how_far_it_is() -> None:
    bar = StatusBar()
    async with showing(bar, (140, 1)) as pilot:
        bar.show(RECORDING, replace(TALLY, progress=42))
        await pilot.pause()
        assert "reading the history ━━━━────── 42%" in rows(pilot)[0]


@pytest.mark.parametrize(("tally", "said"), [(Tally(), "by python3 (pid 7888). "), (TALLY, "by python3 (pid 788… ")])
async def test_why_nothing_is_recorded_has_the_room_that_counts_leave(tally: Tally, said: str) -> None:
    bar = StatusBar()
    async with showing(bar, (100, 1)) as pilot:
        bar.show(Recording("failed", problem="Port 19911 is taken by python3 (pid 7888). Use --port 4."), tally)
        await pilot.pause()
        assert said in rows(pilot)[0]
        assert rows(pilot)[0].endswith("codex-tui")


def test_what_cannot_be_read_is_named_with_the_command_that_shows_it(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").write_bytes(b'{"v": 1}\nbroken\n')
    said = damage_text([Damage(9, "is no record")], tmp_path)
    assert "1 line in " in said
    assert "history.jsonl, byte 9: it is no record" in said
    show, mend = [line.removeprefix("  $ ") for line in said.splitlines() if line.startswith("  $ ")]
    assert subprocess.run(["sh", "-c", show], capture_output=True, text=True, check=True).stdout == "broken\n"
    assert mend == f"codex-tui import {tmp_path}/history*.jsonl* --captures {tmp_path}-whole"


async def test_damage_is_told_once_and_listed(told: Journal, captures: Path) -> None:
    with (captures / "history.jsonl").open("ab") as file:
        file.write(b'{"v": 1, "id": \x1b]0;owned\x07\n')
    async with inspecting(captures) as pilot:
        await sees(pilot, lambda: "▲ 1 line unreadable" in rows(pilot)[0])
        await sees(pilot, lambda: "1 line of the captures cannot be read" in text(pilot))
        assert "! tells" in text(pilot)
        await press(pilot, "!")
        await sees(pilot, lambda: "history.jsonl, byte" in text(pilot))
        assert "the rest is shown" not in text(pilot)
        assert "tail -c +" in text(pilot)
        assert is_clean(pilot)
        assert isinstance(pilot.app.screen, LogScreen)
        pilot.app.screen._look()  # as it does four times a second
        await settle(pilot)
        assert text(pilot).count("history.jsonl, byte") == 1


async def test_what_a_menu_covers_goes_on(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await press(pilot, "y")
        with Journal(
            captures, number=143, started_at=story.NOW, request=story.asked([story.message("user", "and?")])
        ):
            await sees(pilot, lambda: "● 2 live" in rows(pilot)[0])
            assert "Copy" in text(pilot)
