"""The history of a capture directory, as the dialects read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.history import History
from codex_tui.history.fingerprint import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.dialects.reading import Reading
    from codex_tui.history.exchange import Exchange
    from codex_tui.history.record import Record
    from codex_tui.history.summary import Summary


def history_of(directory: Path) -> History[Reading]:
    """What ``directory`` holds; it is kept in its index."""
    return History(directory, _read, glance=_glance, reader=fingerprint())


# The dialects are imported by the first exchange that the index does not know.


def _read(exchange: Exchange) -> Reading:
    from codex_tui.dialects.reading import read

    return read(exchange)


def _glance(record: Record) -> Summary:
    from codex_tui.dialects.glance import glance

    return glance(record)
