"""The text of a transcript for a search, and the way from a hit to its row."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from codex_tui.tui.widgets.lines.passages import Passage, TextPlace
from codex_tui.tui.widgets.lines.pieces import row_text
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.bodies import Held
from codex_tui.tui.widgets.transcript.flow import told
from codex_tui.tui.widgets.transcript.owners import Owner, Unchanged

_SLAB = 10_000
"""More than the lines of any slab: line 0 of a block is its heading, its slabs' lines begin with the multiples."""


class Holder(NamedTuple):
    """What a node of the search is: an owner, and the folded run that it stands in."""

    owner: Owner
    within: Unchanged | None = None


class Holders:
    """Every owner, also those in runs, from top to bottom: the nodes of a search."""

    def __init__(self, owners: Sequence[Owner] = ()) -> None:
        self._all: list[Holder] = []
        self._nodes: dict[int, int] = {}
        self.replace(0, owners)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, node: int) -> Holder:
        return self._all[node]

    def __iter__(self) -> Iterator[Holder]:
        return iter(self._all)

    def node(self, owner: Owner) -> int:
        """Which it is."""
        return self._nodes[id(owner)]

    def replace(self, first: int, owners: Sequence[Owner]) -> None:
        """Others stand from node ``first`` on."""
        for holder in self._all[first:]:
            del self._nodes[id(holder.owner)]
        del self._all[first:]
        for owner in owners:
            self._add(Holder(owner))
            if isinstance(owner, Unchanged):
                for block in owner.blocks:
                    self._add(Holder(block, owner))

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """What is said from a place on."""
        for node, (owner, _) in enumerate(islice(self._all, start.node, None), start.node):
            if isinstance(owner, Block):
                yield from _block(owner, node, start.line if node == start.node else 0)
            else:
                said = owner.about if isinstance(owner, Unchanged) else f"{owner.name} {owner.about}"
                yield Passage(TextPlace(node, 0), said)

    def _add(self, holder: Holder) -> None:
        self._nodes[id(holder.owner)] = len(self._all)
        self._all.append(holder)


def line_of(held: Held) -> int:
    """As places count."""
    return (held.slab + 1) * _SLAB + held.line


def held_at(line: int) -> Held | None:
    """What that is of a body; None for the heading."""
    return Held(line // _SLAB - 1, line % _SLAB) if line >= _SLAB else None


def _block(block: Block, node: int, first: int) -> Iterator[Passage]:
    if not first:
        yield Passage(TextPlace(node, 0), row_text(block.heading(folded=False, brief=False)[1:]))
    held = held_at(first) or Held(0, 0)
    for number, lines, tail in told(block.whole(), held.slab):
        skipped = held.line if number == held.slab else 0
        text = "\n".join(lines[skipped:]) + tail
        yield Passage(TextPlace(node, line_of(Held(number, skipped))), text, tail=len(tail))
