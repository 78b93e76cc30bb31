"""The way to a large exchange, in turns."""

import gc
import itertools
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest

from codex_tui.dialects.histories import history_of
from codex_tui.tui.opening import Opening
from tests.records import append, record


def test_one_that_is_given_up_half_way_is_gone_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, record(1))
    history = history_of(tmp_path)
    while history.poll().more:
        pass
    opening = Opening(history, history.summaries[0].id)
    monkeypatch.setattr("codex_tui.tui.opening.time", SimpleNamespace(monotonic=itertools.count().__next__))
    assert not opening.go_on(2)
    held = weakref.ref(opening)
    gc.disable()
    try:
        del opening
        assert held() is None
    finally:
        gc.enable()
