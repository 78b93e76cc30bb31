"""How old the lines of a segment are."""

from datetime import datetime

from codex_tui.history.decode import Unreadable, decode_record, instant
from codex_tui.history.head import HEAD, decode_head
from codex_tui.history.offsets import lines_forwards
from codex_tui.history.segment import Segment


def started(segment: Segment, begin: int, end: int) -> datetime | None:
    """When the exchange began whose line that is; None where it cannot be read."""
    record = decode_head(segment.content(begin, min(HEAD, end - begin)))
    if record is None:
        try:
            record = decode_record(segment.content(begin, end - begin))
        except Unreadable:
            return None
    return instant(record.started_at)


def old_until(segment: Segment, before: datetime, size: int) -> int:
    """Where the first line begins whose exchange did not begin ``before``; ``size`` where there is none up to that.

    What cannot be read has no age: it is as old as what comes before it.
    """
    for begin, end in lines_forwards(segment.content, size):
        at = started(segment, begin, end)
        if at is not None and at >= before:
            return begin
    return size
