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


def test_tries_of_one_request_are_one_error_from_the_first_look_on(tmp_path: Path) -> None:
    refusal = b'{"error": {"message": "the model runner has stopped"}}'
    asked = b'{"model": "m", "input": [{"role": "user", "content": "hi"}]}'
    names = [("session-id", "s")]
    fine = record(1, b"{}", request=asked, request_headers=names)
    tries = [record(n, refusal, status=500, request=asked, request_headers=names) for n in range(2, 8)]
    append(tmp_path, fine, *tries)
    feed = Feed(history_of(tmp_path))
    while not feed.history.summaries:
        feed.history.poll(whole=False)
    feed.outline.put_all([*feed.history.summaries])
    assert (feed.history.unread, feed.tally.errors, feed.outline.sums.requests) == (7, 1, 7)
    while feed.history.unread:
        feed.poll()
    assert feed.tally.errors == 1


def test_of_what_is_found_only_some_is_listed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "time", SimpleNamespace(monotonic=lambda: 100.0))  # too early to draw it again
    for name, value in {"_BUDGET": 0.0, "_SLICE": 0.0, "_SCREENFUL": 1, "_HELD": 10}.items():
        monkeypatch.setattr(feeds, name, value)
    append(tmp_path, *(record(number) for number in range(1, 101)))
    feed = Feed(history_of(tmp_path))
    listed = []
    while len(feed.outline) < 100:
        listed.append(len(feed.poll().ids))
    assert max(listed) == 10
