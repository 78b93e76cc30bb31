"""The history of a capture directory, as the dialects read it."""

from pathlib import Path

from codex_tui.dialects.glance import glance
from codex_tui.dialects.reading import Reading, read
from codex_tui.history import History
from codex_tui.history.fingerprint import fingerprint


def history_of(directory: Path) -> History[Reading]:
    """What ``directory`` holds; it is kept in its index."""
    return History(directory, read, glance=glance, reader=fingerprint())
