"""Whatever is pressed, clicked and typed, and whatever becomes of the files meanwhile: it stays up, and draws it."""

import os
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events

from codex_tui.tui.app import Inspector
from codex_tui.tui.keys import ACTS
from tests import records
from tests.deadline import eventually_async
from tests.tui import story
from tests.tui.emulated import Emulated, differing, emulating
from tests.tui.host import Size
from tests.tui.test_hostile import evil_history

SIZES: list[Size] = [(80, 24), (120, 35), (200, 50), (100, 60), (40, 10), (20, 5)]
BOUND = {key for act in ACTS.values() for key in act.keys.split(",") if not key.startswith("unbound")}
AWAY = {"q", "ctrl+q", "ctrl+c", "ctrl+z", "o", "O", ACTS["doctor"].keys}
"""They end it, or hand the terminal to others, or look at this machine."""

KEYS = [*sorted(BOUND - AWAY), *["enter", "escape", "j", "k", "tab", "1", "2", "3"] * 3]
TYPED = ["is:error", "tool:", "re:a.*b", '"the"', "error or", "(a", "exec_command", "seed", "re:(", "e", "日", "ö"]
STEPS = 120


class Files:
    """A capture directory in which everything happens that may."""

    def __init__(self, captures: Path, choose: random.Random) -> None:
        self._captures = captures
        self._history = captures / "history.jsonl"
        self._choose = choose
        self._known = [*story.history(), *evil_history()]
        self._number = 200
        self._live: list[records.Journal] = []
        for _ in range(choose.choice([0, 1, 5, 40])):
            self._add()

    def change(self) -> str:
        """In some way."""
        choices = [self._add, self._begin, self._grow, self._grow, self._end, self._die, self._damage, self._lose]
        chosen = self._choose.choice(choices)
        with suppress(FileNotFoundError):
            chosen()
        return chosen.__name__

    def close(self) -> None:
        """Let go of what is live."""
        for journal in self._live:
            journal.die()

    def _record(self) -> records.Json:
        self._number += 1
        at = story.NOW - timedelta(seconds=self._choose.randint(0, 5_000))
        more = {"number": self._number, "id": records.ulid(at, self._number), "started_at": records.rfc3339(at)}
        return {**self._choose.choice(self._known), **more}

    def _add(self) -> None:
        records.append(self._captures, self._record())

    def _begin(self) -> None:
        self._number += 1
        request = self._choose.choice([story.asked(story.live_items()), b'{"model":1}', b""])
        journal = records.Journal(self._captures, number=self._number, started_at=story.NOW, request=request)
        journal.answer()
        self._live.append(journal)

    def _grow(self) -> None:
        if self._live:
            event = self._choose.choice(story.live_answer())
            self._choose.choice(self._live).chunk(20.0, records.sse_event(event))

    def _end(self) -> None:
        if self._live:
            journal = self._live.pop()
            journal.finish({**self._record(), "id": journal.id, "number": journal.head["number"]})

    def _die(self) -> None:
        if self._live:
            journal = self._live.pop(0)
            if self._choose.random() < 0.5:
                journal.truncate(self._choose.randrange(journal.path.stat().st_size))
            journal.die()

    def _damage(self) -> None:
        half = records.line(self._record())[: self._choose.randrange(400)]
        records.append(
            self._captures, self._choose.choice([half, b"no record\n", b'{"v":99}\n', b"\xff\n", b"[" * 9_999])
        )

    def _lose(self) -> None:
        match self._choose.randrange(8):
            case 0:
                os.truncate(self._history, self._choose.randrange(self._history.stat().st_size + 1))
            case 1:
                self._history.rename(self._captures / f"history-20251121T{self._number:06}Z.jsonl")
            case 2:
                self._history.unlink()


async def _quit_nothing(_: Inspector) -> None:
    pass


def poke(driver: Emulated, choose: random.Random) -> str:
    """As someone does who does not know what it is."""
    x, y = choose.randrange(driver.terminal.columns), choose.randrange(driver.terminal.lines)
    match choose.randrange(10):
        case 0:
            words = choose.choice(TYPED)
            for char in words:
                driver.key("space" if char == " " else char)
            return words
        case 1:
            driver.mouse(events.MouseDown, x, y)
            driver.mouse(events.MouseMove, x // 2, y)
            driver.mouse(events.MouseUp, choose.choice([x, x // 2]), y)
            return f"drag {x} {y}"
        case 2:
            for _ in range(choose.choice([1, 2])):
                driver.mouse(events.MouseDown, x, y)
                driver.mouse(events.MouseUp, x, y)
            return f"click {x} {y}"
        case 3:
            driver.mouse(choose.choice([events.MouseScrollDown, events.MouseScrollUp]), x, y, 0)
            return f"scroll {x} {y}"
    key = choose.choice(KEYS)
    driver.key(key)
    return key


@pytest.mark.parametrize("keys", ["t", "G", "j"])
async def test_the_mark_of_a_line_is_drawn_as_soon_as_someone_is_on_it(
    keys: str, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with emulating(Inspector(captures, None, story.clock), (80, 24), monkeypatch) as (pilot, driver):
        await pilot.press("L")
        await eventually_async(lambda: " The log is empty" in driver.terminal.display[2])
        await pilot.press(keys)
        await eventually_async(lambda: "▌The log is empty" in driver.terminal.display[2])


@pytest.mark.parametrize("seed", range(6))
async def test_it_stays_up_and_the_terminal_shows_it(
    seed: int, captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where it exports to
    monkeypatch.setenv("CODEX_TUI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CODEX_TUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(Inspector, "action_quit", _quit_nothing)
    choose = random.Random(seed)
    files, done = Files(captures, choose), []
    try:
        async with emulating(Inspector(captures, None, story.clock), SIZES[seed % len(SIZES)], monkeypatch) as (
            pilot,
            driver,
        ):
            for step in range(STEPS):
                if choose.random() < 0.15:
                    done.append(files.change())
                elif choose.random() < 0.05 and (size := choose.choice(SIZES)) != tuple(pilot.app.size):
                    driver.resize(*size)
                    await pilot.resize_terminal(*size)
                    done.append(f"{size}")
                else:
                    done.append(poke(driver, choose))
                if choose.random() < 0.4:
                    await pilot.pause()
                assert pilot.app.is_running, done
                if step % 30 == 29:
                    await eventually_async(
                        lambda: not differing(pilot, driver), f"{done}: {differing(pilot, driver)}"
                    )
    finally:
        files.close()
