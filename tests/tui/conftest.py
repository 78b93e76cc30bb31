"""Screens look alike everywhere: one time zone, colours on."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

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
