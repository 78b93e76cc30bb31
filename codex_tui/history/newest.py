"""The last lines of the list straight out of the index, where that knows all there is; it imports next to nothing."""

import os
from contextlib import suppress
from pathlib import Path

from codex_tui.history.index import Index, Row


def newest(directory: Path, count: int, reader: int) -> list[bytes] | None:
    """The summaries of the ``count`` exchanges that started last, as JSON objects, the newest last.

    None where the index does not tell: it is missing, behind, or made by other code than ``reader``; something
    may be in flight; lines are damaged, which is to be told.
    """
    if _has_journals(directory / "live"):
        return None
    index = Index(directory, reader)
    with suppress(OSError):
        history = os.open(directory / "history.jsonl", os.O_RDONLY | os.O_CLOEXEC)
        try:
            index.open(history)
            size = os.fstat(history).st_size
            if index.spans == [(0, size)] and not index.damage():
                return _summaries(index.newest(count + _SPARE), count, reader)
        finally:
            index.close()
            os.close(history)
    return None


#: The same exchange may be there twice: as its proxy left it when it died, and whole.
_SPARE = 8


def _summaries(rows: list[Row], count: int, reader: int) -> list[bytes] | None:
    ids = {row.id for row in rows}
    if len(ids) < len(rows) or not rows:
        return None
    shown = rows[:count]
    return [row.summary for row in reversed(shown)] if all(row.reader == reader for row in shown) else None


def _has_journals(live: Path) -> bool:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(live) as entries:
        return any(entry.name.endswith(".jsonl") for entry in entries)
    return False
