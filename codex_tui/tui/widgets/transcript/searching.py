"""The text of a transcript for a search, and the way from a hit to its row."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from codex_tui.tui.widgets.lines.passages import Passage, TextPlace
from codex_tui.tui.widgets.lines.pieces import row_text
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.layout import Owner, Unchanged

_LINES = 100
"""Lines of a passage."""


class Holder(NamedTuple):
    """What a node of the search is: an owner, and the folded run that it stands in."""

    owner: Owner
    within: Unchanged | None = None


def holders(owners: Sequence[Owner]) -> list[Holder]:
    """Every owner, also those in runs, from top to bottom."""
    found: list[Holder] = []
    for owner in owners:
        found.append(Holder(owner))
        if isinstance(owner, Unchanged):
            found += [Holder(block, owner) for block in owner.blocks]
    return found


def passages(owners: Sequence[Owner], start: TextPlace) -> Iterator[Passage]:
    """Line 0 of a block is its heading, then comes its body; what stands between blocks has one line."""
    for node, (owner, _) in enumerate(holders(owners)):
        if node < start.node:
            continue
        if isinstance(owner, Block):
            yield from _block(owner, node, start.line if node == start.node else 0)
        else:
            said = owner.about if isinstance(owner, Unchanged) else f"{owner.name} {owner.about}"
            yield Passage(TextPlace(node, 0), said)


def _block(block: Block, node: int, first: int) -> Iterator[Passage]:
    if not first:
        yield Passage(TextPlace(node, 0), row_text(block.heading(folded=False, brief=False)[1:]))
    lines = block.body().lines()
    at = max(1, first)
    next(islice(lines, at - 1, at - 1), None)
    while some := list(islice(lines, _LINES)):
        yield Passage(TextPlace(node, at), "\n".join(some))
        at += len(some)


def open_block(holder: Holder, line: int) -> bool:
    """Unfold what hides line ``line`` of a block; whether that opened something within its body."""
    owner, within = holder
    if within is not None:
        within.folded = False
    if not isinstance(owner, Block) or not line:
        return False
    owner.folded = False
    return owner.body().open_line(line - 1)
