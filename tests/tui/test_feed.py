"""What the screen reads of a history while a person looks at it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from codex_tui.dialects.histories import history_of
from codex_tui.tui import feed as feeds
from codex_tui.tui.feed import Feed
from tests.deadline import eventually
from tests.records import append, record, sse

ANSWER = sse({"type": "response.completed", "response": {"id": "r", "usage": {"input_tokens": 7}}})


def test_while_someone_moves_about_no_exchange_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(feeds, "time", clock)
    append(tmp_path, *(record(number, ANSWER) for number in range(1, 4)))
    feed = Feed(history_of(tmp_path))
    feed.put_off()
    while feed.poll().more:
        pass
    left = feed.history.unread
    assert left
    feed.poll()
    assert feed.history.unread == left
    clock.now += 1.0
    eventually(lambda: feed.poll() and not feed.history.unread, "all to be read")
