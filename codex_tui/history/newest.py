"""The last lines of the list straight out of the index, where that knows all there is; it imports next to nothing."""

import os
from contextlib import suppress
from pathlib import Path

from codex_tui.history.index import Index
from codex_tui.history.index_tables import Row
from codex_tui.history.offsets import Span
from codex_tui.history.segment import Segment
from codex_tui.history.segments import segments


def newest(directory: Path, count: int, reader: int) -> list[bytes] | None:
    """The summaries of the ``count`` exchanges that started last, as JSON objects, the newest last.

    None where the index does not tell: it is missing, behind, or made by other code than ``reader``; something
    may be in flight; lines are damaged, which is to be told.
    """
    if _has_journals(directory / "live"):
        return None
    index = Index(directory, reader)
    with suppress(OSError):
        every = segments(directory)
        try:
            index.open(every)
            if all(index.spans(each) == _whole(each) and not index.damage(each) for each in every):
                return _summaries(index.newest(count + _SPARE), count, reader)
        finally:
            index.close()
    return None


def _whole(segment: Segment) -> list[Span]:
    return [(0, segment.size)] if segment.size else []


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
