"""The history as a command sees it: all of what is there now."""

import time
from collections.abc import Callable
from pathlib import Path

from codex_tui.cli.damage import tell_at_the_end
from codex_tui.dialects import Reading
from codex_tui.dialects.histories import history_of
from codex_tui.errors import CodexTuiError
from codex_tui.history import History

#: How long to wait for a line that somebody is writing just now.
_PATIENCE = 2.0  # seconds
_PAUSE = 0.01

Captured = History[Reading]


def open_captures(directory: Path) -> Captured:
    """All that ``directory`` holds, listed to its end; damage is told on stderr when the command ends.

    What the index did not know is listed by its small fields alone, until it is opened or completed.
    Raises CodexTuiError where there is no such directory, or nothing in it that can be read.
    """
    if not directory.is_dir():
        raise CodexTuiError(f"There is no capture directory {directory}.", _HINT)
    history = history_of(directory)
    tell_at_the_end(lambda: history.damage)
    _read_all(history)
    history.save()
    if not history.summaries:
        raise CodexTuiError(f"Nothing has been captured in {directory} yet.", _HINT)
    return history


_HINT = "Start `codex-tui`, or run `codex-tui run -- codex`; or name another directory with --captures."


def _read_all(history: Captured, clock: Callable[[], float] = time.monotonic) -> None:
    last_progress = clock()
    while (changes := history.poll(budget=0.5)).more:
        if changes.ids:
            last_progress = clock()
        elif clock() - last_progress > _PATIENCE:
            return
        else:
            time.sleep(_PAUSE)
