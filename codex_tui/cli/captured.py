"""The history as a command sees it: all of what is there now."""

import time
from collections.abc import Callable
from pathlib import Path

from codex_tui import formats
from codex_tui.cli.notices import notify
from codex_tui.dialects import Reading
from codex_tui.dialects.histories import history_of
from codex_tui.errors import CodexTuiError
from codex_tui.history import History

#: How long to wait for a line that somebody is writing just now.
_PATIENCE = 2.0  # seconds
_PAUSE = 0.01

Captured = History[Reading]


def open_captures(directory: Path) -> Captured:
    """All that ``directory`` holds, listed to its end; damage is told on stderr.

    What the index did not know is listed by its small fields alone, until it is opened or completed.
    Raises CodexTuiError where there is no such directory, or nothing in it that can be read.
    """
    if not directory.is_dir():
        raise CodexTuiError(f"There is no capture directory {directory}.", _HINT)
    history = history_of(directory)
    _read_all(history)
    history.save()
    tell_damage(history)
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


def tell_damage(history: Captured) -> None:
    """One notice for each file that has lines which cannot be read."""
    by_file: dict[str, list[str]] = {}
    for damage in history.damage:
        by_file.setdefault(damage.file, []).append(f"at byte {damage.offset:,} it {damage.reason}")
    for file, places in by_file.items():
        some = f"{formats.count(len(places), 'line')} of {file} could not be read."
        notify(some, f"The first: {places[0]}. The rest is shown.")
