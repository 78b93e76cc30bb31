"""A history and a clock of its own."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from codex_tui.history import History
from tests.history.reading import Count


@dataclass
class Clock:
    """Stands still unless it is moved, or told to tick (s) each time that it is read."""

    now: float = 100.0
    tick: float = 0.0

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> History[Count]:
    return History(tmp_path, Count, clock)
