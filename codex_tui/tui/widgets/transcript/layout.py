"""Where each block stands: rows of the transcript, without drawing them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from codex_tui.dialects.estimate import tokens_of
from codex_tui.formats import count, tokens
from codex_tui.tui.widgets.lines.pieces import Piece
from codex_tui.tui.widgets.transcript.blocks import Block


@dataclass
class Unchanged:
    """The blocks that the request before held already, folded to one line; ``since`` is its number."""

    blocks: list[Block]
    since: int | None
    folded: bool = True
    ink: str = "role-developer"

    @property
    def about(self) -> str:
        """The line itself."""
        parts = count(sum(len(block.parts) for block in self.blocks), "part")
        return f"{parts} unchanged" if self.since is None else f"{parts} unchanged since {self.since}"

    def weight(self) -> list[Piece]:
        """About how many tokens."""
        characters = sum(len(part.text) + len(part.arguments or "") for block in self.blocks for part in block.parts)
        return [(f"~{tokens(tokens_of(characters))} tok", "disabled")]


@dataclass
class Divider:
    """Between what was sent and what came back."""

    name: str
    about: str = ""


Owner = Block | Unchanged | Divider


class Unit(NamedTuple):
    """An owner on the screen: ``gap`` blank rows, its heading, then ``body`` rows."""

    start: int
    gap: int
    owner: Owner
    body: int


class Place(NamedTuple):
    """A row: ``row`` 0 is the heading of ``unit``, from 1 its body, -1 the gap above it."""

    unit: int
    row: int


@dataclass
class Layout:
    """Units from top to bottom, laid out for a width in cells."""

    units: list[Unit] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    rows: int = 0

    def at(self, index: int) -> Place:
        """What stands on row ``index``."""
        unit = bisect_right(self.starts, index) - 1
        return Place(unit, index - self.units[unit].start - self.units[unit].gap)

    def heading_of(self, unit: int) -> int:
        """The row of the heading of a unit."""
        return self.units[unit].start + self.units[unit].gap


def lay_out(owners: Sequence[Owner], width: int) -> Layout:
    """Blank rows stand between units, but not between neighbours that are both folded, nor under a divider."""
    layout = Layout()
    before: Owner | None = None
    for owner in _visible(owners):
        body = owner.body().rows(width) if isinstance(owner, Block) and not owner.folded else 0
        gap = int(before is not None and not isinstance(before, Divider) and not (_line(before) and _line(owner)))
        layout.units.append(Unit(layout.rows, gap, owner, body))
        layout.starts.append(layout.rows)
        layout.rows += gap + 1 + body
        before = owner
    return layout


def _visible(owners: Sequence[Owner]) -> Iterator[Owner]:
    for owner in owners:
        yield owner
        if isinstance(owner, Unchanged) and not owner.folded:
            yield from owner.blocks


def _line(owner: Owner) -> bool:
    """Whether it is one folded line."""
    return isinstance(owner, Unchanged) or (isinstance(owner, Block) and owner.folded)
