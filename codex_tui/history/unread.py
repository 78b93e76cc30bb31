"""What of a history cannot be read, as far as a search knows of it, which looks into few of its lines."""

import os
from collections.abc import Iterable
from pathlib import Path

from codex_tui.history.decode import DOUBTFUL, Damage
from codex_tui.history.index import Index
from codex_tui.history.offsets import line_start
from codex_tui.history.segment import PlainSegment, Segment
from codex_tui.history.segments import HISTORY
from codex_tui.history.unended import CUT, is_written


def unended(segment: Segment) -> int | None:
    """Where the last line of ``history.jsonl`` begins if no newline ended it. Raises OSError."""
    is_whole = segment.name != HISTORY or segment.size == segment.weight
    return None if is_whole else line_start(segment.content, segment.weight)


def all_damage(captures: Path, segments: Iterable[Segment], noticed: Iterable[Damage]) -> list[Damage]:
    """What was ``noticed``, and what the index knows of these since all of them was read. Raises OSError."""
    every = [*segments]
    index = Index(captures, reader=1)
    index.open(every)
    known = [Damage(*place, segment.name) for segment in every for place in index.damage(segment)]
    index.close()
    cut = (
        Damage(at, CUT) for segment in every if (at := unended(segment)) is not None and _is_cut(captures, segment)
    )
    doubtful = (Damage(at, DOUBTFUL, segment.name) for segment in every for at in segment.doubtful)
    each = {(damage.file, damage.offset): damage for damage in (*known, *noticed, *cut, *doubtful)}
    return [each[place] for place in sorted(each)]


def _is_cut(captures: Path, history: Segment) -> bool:
    """Whether nobody writes its last line, or has ended it meanwhile."""
    assert isinstance(history, PlainSegment)
    return not is_written(captures) and os.fstat(history.file.fd).st_size == history.weight
