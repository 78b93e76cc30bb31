"""Which part of a filter that nothing passes keeps most away."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from codex_tui import formats
from codex_tui.history.query import parse, parts
from codex_tui.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.sieve import Sieve
    from codex_tui.tui.widgets.lines.pieces import Piece

_NEWEST = 5_000
"""Exchanges that are asked: enough to tell, and soon done."""


class Blame(NamedTuple):
    """``part`` of the query; ``without`` it is the rest, which ``matches`` so many of the newest."""

    part: str
    without: str
    matches: int

    def lines(self, key: str) -> list[list[Piece]]:
        """For a person; ``key`` leaves the part out."""
        head: list[Piece] = [("No exchange matches.", "foreground")]
        if not self.without:
            return [
                head,
                [(key, "primary bold"), (" drops the filter: ", "muted"), (neutral_line(self.part), "accent")],
            ]
        if not self.matches:
            return [head, [("More than one part of it excludes all of them.", "muted")]]
        return [
            head,
            [
                (neutral_line(self.part), "accent"),
                (f" excludes most: without it {formats.count(self.matches, 'exchange')} match.", "muted"),
            ],
            [(key, "primary bold"), (" takes it out", "muted")],
        ]


def blame(sieve: Sieve, summaries: Sequence[Summary]) -> Blame | None:
    """Of a filter's parts the one without which most match; None where it has none."""
    source = sieve.query.source
    found: list[Blame] = []
    for begin, end in parts(source):
        rest = " ".join(filter(None, [source[:begin].strip(), source[end:].strip()]))
        query = parse(rest)
        newest = islice(reversed(summaries), _NEWEST)
        found.append(Blame(source[begin:end], rest, sum(sieve.passes(query, summary) for summary in newest)))
    return max(found, key=lambda each: each.matches, default=None)
