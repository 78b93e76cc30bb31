"""Which exchanges are tries of one request."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.nodes import Entry

Question = tuple[str | None, str | None]
"""The turn, and what was asked: what two tries of one request have in common."""


def question_of(summary: Summary, *, grouped: bool) -> Question:
    """``grouped`` False: each exchange is a question of its own."""
    turn = summary.session.turn if summary.session else None
    return turn, (summary.asked if grouped else summary.id)


def may_be_tried_again(summary: Summary) -> bool:
    """Whether it came to nothing."""
    return summary.state in {"failed", "aborted", "interrupted"}


def runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Those with the same question, in time: cut where one is no retry of the one before it."""
    run = [*entries[:1]]
    for before, entry in pairwise(entries):
        if entry.summary.tries_again(before.summary):
            run.append(entry)
        else:
            yield run
            run = [entry]
    if run:
        yield run
