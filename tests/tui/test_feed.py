"""What the screen reads of a history while a person looks at it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from codex_tui.dialects.histories import history_of
from codex_tui.history import Changes, History
from codex_tui.tui import feed as feeds
from codex_tui.tui.feed import Feed
from tests.records import append, record


def test_while_someone_moves_about_no_exchange_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(feeds, "time", clock)
    asked: list[bool] = []
    poll = History.poll

    def noted(history: History[Any], budget: float, *, whole: bool = True) -> Changes:
        asked.append(whole)
        return poll(history, budget, whole=whole)

    append(tmp_path, record(1))
    feed = Feed(history_of(tmp_path))
    while not len(feed.outline):
        feed.poll()
    monkeypatch.setattr(History, "poll", noted)
    feed.put_off()
    feed.poll()
    clock.now += 1.0
    feed.poll()
    assert asked == [False, True]
