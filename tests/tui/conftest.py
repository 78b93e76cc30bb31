"""Screens look alike everywhere: one time zone, colours on."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.tui import feed
from tests.records import Journal
from tests.tui import story


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for variable in ("NO_COLOR", "TMUX", "STY", "VTE_VERSION", "TERM_PROGRAM", "PAGER", "VISUAL", "EDITOR"):
        monkeypatch.delenv(variable, raising=False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


_FRAME = 0.004
"""Seconds between two looks of Textual whether something is to be laid out and painted."""


@pytest.fixture(autouse=True)
def until_all_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pilot's key waits for what it set off, not for a processor without work: a row that lives always has some."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", _FRAME)
    monkeypatch.setattr("textual.pilot.wait_for_idle", _handled)
    monkeypatch.setattr("textual.app.wait_for_idle", _handled)


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key waits here that a history would have to be read in slices for."""
    monkeypatch.setattr(feed, "_FIRST", 1.0)
    monkeypatch.setattr(feed, "_BUDGET", 1.0)
    monkeypatch.setattr(feed, "_REST", 0)


async def _handled(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Two frames' time, then until nothing is ready to run; ``min_sleep`` is of Textual's own waiting."""
    await asyncio.sleep(2 * _FRAME)
    end = time.monotonic() + max_sleep
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    while ready and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0)


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    """An empty capture directory."""
    directory = tmp_path / "captures"
    directory.mkdir()
    return directory


@pytest.fixture
def told(captures: Path) -> Iterator[Journal]:
    """The story in ``captures``; its last exchange still answers through this journal."""
    with story.write(captures) as journal:
        yield journal
