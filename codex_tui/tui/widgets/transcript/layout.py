"""Where everything stands in a transcript: rows are known where someone looks, and guessed elsewhere."""

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from codex_tui.tui.widgets.lines.extents import Extents
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.owners import Owner, Unchanged
from codex_tui.tui.widgets.transcript.slabs import Slab


class Unit:
    """An owner on the screen: perhaps a blank row, its heading, then its body.

    ``index``: its place among all. The body of an unfolded block that nobody has looked at is a guess.
    """

    __slots__ = ("_extents", "_guess", "_slabs", "gap", "index", "owner", "width")

    def __init__(self, owner: Owner, index: int) -> None:
        self.owner = owner
        self.index = index
        self.gap = 0
        self.width = 0
        self._guess = 0
        self._slabs: Sequence[Slab] = ()
        self._extents: Extents | None = None

    @property
    def rows(self) -> int:
        """All of its rows."""
        return self.gap + 1 + self.body

    @property
    def body(self) -> int:
        """Those under its heading."""
        return self._guess if self._extents is None else self._extents.rows

    @property
    def slabs(self) -> int:
        """How many its body has; 1 where that was not looked at."""
        return len(self._slabs) if self._extents is not None else int(self._guess > 0)

    def reset(self, width: int) -> None:
        """Its body is another one, or as wide as that."""
        self.width, self._extents, self._slabs = width, None, ()
        owner = self.owner
        self._guess = 0 if owner.one_line else owner.guess(width)

    def look(self) -> None:
        """Take its body as slabs, none of them measured for this."""
        owner = self.owner
        if self._extents is None and isinstance(owner, Block) and not owner.one_line:
            self._slabs = owner.body().slabs
            self._extents = Extents(map(self._height, self._slabs))

    def grow(self) -> None:
        """Its body got more at its end."""
        if self._extents is None:
            self.reset(self.width)
        else:
            assert isinstance(self.owner, Block)
            self._slabs = self.owner.body().slabs
            first = max(0, len(self._extents) - 1)
            self._extents.replace(first, map(self._height, self._slabs[first:]))

    def measure(self, slab: int) -> int:
        """Know a slab exactly; how many rows it has."""
        assert self._extents is not None
        height = self._slabs[slab].measure(self.width)
        self._extents.put(slab, height)
        return height

    def at(self, row: int) -> tuple[int, int]:
        """The slab on a row of the body, and which of its rows."""
        return (0, row) if self._extents is None or not self._slabs else self._extents.at(row)

    def start(self, slab: int) -> int:
        """The first row of a slab within the body."""
        if self._extents is None or not self._slabs:
            return 0
        return self._extents.start(min(slab, len(self._slabs)))

    def slab(self, number: int) -> Slab | None:
        """One that was measured."""
        return self._slabs[number] if number < len(self._slabs) else None

    def _height(self, slab: Slab) -> int:
        return slab.measure(self.width) if slab.begun(self.width) else slab.guess(self.width)


class Anchor(NamedTuple):
    """A row that stays the same whatever is measured above it. ``slab`` -1: row 0 is the heading, -1 the gap."""

    unit: Unit
    slab: int
    row: int


class TextAt(NamedTuple):
    """A character of a body: of which slab, which of its lines, where in that. ``slab`` -1: the heading."""

    unit: Unit
    slab: int
    line: int
    column: int


class Layout:
    """Units from top to bottom, laid out for a width in cells."""

    def __init__(self, owners: Iterable[Owner] = (), width: int = 8) -> None:
        self.width = width
        self.units: list[Unit] = []
        self._of: dict[int, Unit] = {}
        self._extents = Extents()
        self.replace(0, owners)

    @property
    def rows(self) -> int:
        """How many there are, or about so many."""
        return self._extents.rows

    def replace(self, first: int, owners: Iterable[Owner], *, anew: bool = False) -> None:
        """Other owners stand from unit ``first`` on; of those that stood there before is kept what is known of them.

        ``anew``: they are folded or not in another way.
        """
        known = {id(unit.owner): unit for unit in self.units[first:]}
        for each in known:
            del self._of[each]
        del self.units[first:]
        for index, owner in enumerate(_visible(owners), first):
            unit = known.get(id(owner))
            if unit is None:
                unit = Unit(owner, index)
                unit.reset(self.width)
            elif anew:
                unit.reset(self.width)
            unit.index = index
            self._of[id(owner)] = unit
            self.units.append(unit)
        self._part(first)

    def unit_of(self, owner: Owner) -> Unit:
        """Where an owner stands that is visible."""
        return self._of[id(owner)]

    def shows(self, owner: Owner) -> bool:
        """Whether it stands somewhere."""
        return id(owner) in self._of

    def has(self, unit: Unit) -> bool:
        """Whether it is still there."""
        return self._of.get(id(unit.owner)) is unit

    def resize(self, width: int) -> None:
        """Wrap to another width: nothing is known any more."""
        self.width = width
        self.changed()

    def changed(self) -> None:
        """Bodies are other ones, or folded or not: nothing is known any more."""
        for unit in self.units:
            unit.reset(self.width)
        self._part(0)

    def refold(self, unit: Unit) -> None:
        """Its owner was folded or unfolded, or its body is another one."""
        unit.reset(self.width)
        unit.look()
        self._part(unit.index, unit.index + 2)

    def grow(self, unit: Unit) -> None:
        """Its body got more at its end."""
        unit.grow()
        self._extents.put(unit.index, unit.rows)

    def at(self, row: int) -> Anchor:
        """What stands on a row."""
        index, within = self._extents.at(row)
        unit = self.units[index]
        within -= unit.gap
        return Anchor(unit, *unit.at(within - 1)) if within > 0 else Anchor(unit, -1, within)

    def row_of(self, anchor: Anchor) -> int:
        """Where it stands now, or what holds it."""
        unit, slab, row = anchor
        first = self._extents.start(unit.index) + unit.gap
        if slab < 0:
            return first + max(row, -unit.gap)
        return first + min(unit.body, 1 + unit.start(slab) + row)

    def heading_of(self, unit: Unit) -> int:
        """The row of its heading."""
        return self.row_of(Anchor(unit, -1, 0))

    def text_at(self, row: int) -> TextAt:
        """What stands on a row, whatever the width."""
        unit, number, within = self.at(row)
        slab = unit.slab(number) if number >= 0 else None
        if slab is None or within >= slab.rows:
            return TextAt(unit, number, max(0, within), 0)
        line, piece = slab.line_at(within)
        return TextAt(unit, number, line, piece.start)

    def anchor_of(self, text: TextAt) -> Anchor:
        """The row on which that stands."""
        unit, number, line, column = text
        unit.look()
        if not 0 <= number < unit.slabs:
            return Anchor(unit, -1, 0)
        unit.measure(number)
        self._extents.put(unit.index, unit.rows)
        slab = unit.slab(number)
        assert slab is not None
        return Anchor(unit, number, slab.row_of(line, column))

    @property
    def last(self) -> Anchor:
        """The last row, exactly."""
        unit = self.units[-1]
        unit.look()
        if not unit.slabs:
            return Anchor(unit, -1, 0)
        slab = unit.slabs - 1
        rows = unit.measure(slab)
        self._extents.put(unit.index, unit.rows)
        return Anchor(unit, slab, max(0, rows - 1))

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side of a row exactly; the row again, where it was a guess another one."""
        unit, slab, row = anchor
        if slab >= 0 and unit.slab(slab) is None:
            unit.look()
            slab, row = unit.at(row) if unit.slabs else (-1, 0)
        while slab >= 0 and not unit.measure(slab):  # it was a guess, and has no row: the last one before it
            slab, row = slab - 1, sys.maxsize
        row = max(0, min(row, unit.measure(slab) - 1)) if slab >= 0 else min(row, 0)
        self._measure_down(unit, slab, row, below)
        self._measure_up(unit, slab, row, above)
        return Anchor(unit, slab, row)

    def _measure_down(self, unit: Unit, slab: int, row: int, rows: int) -> None:
        rows += row
        while True:
            rows -= unit.measure(slab) if slab >= 0 else 1
            if rows > 0:
                unit.look()
            if rows <= 0 or slab + 1 >= unit.slabs:
                self._extents.put(unit.index, unit.rows)
                if rows <= 0 or unit.index + 1 >= len(self.units):
                    return
                unit, slab = self.units[unit.index + 1], -1
            else:
                slab += 1

    def _measure_up(self, unit: Unit, slab: int, row: int, rows: int) -> None:
        rows -= row
        while True:
            slab -= 1
            if slab >= 0 and rows > 0:
                rows -= unit.measure(slab)
                continue
            self._extents.put(unit.index, unit.rows)
            rows -= 1 + unit.gap
            if rows <= 0 or not unit.index:
                return
            unit = self.units[unit.index - 1]
            unit.look()
            slab = unit.slabs

    def _part(self, first: int, stop: int | None = None) -> None:
        """Blank rows stand between units, but not between neighbours that are one line each, nor under a divider."""
        before: Owner | None = self.units[first - 1].owner if first else None
        heights = []
        for unit in self.units[first:stop]:
            owner = unit.owner
            apart = before is not None and before.parted and not (before.one_line and owner.one_line)
            unit.gap = int(apart)
            heights.append(unit.rows)
            before = owner
        self._extents.replace(first, heights) if stop is None else self._put(first, heights)

    def _put(self, first: int, heights: list[int]) -> None:
        for index, height in enumerate(heights, first):
            self._extents.put(index, height)


def _visible(owners: Iterable[Owner]) -> Iterable[Owner]:
    for owner in owners:
        yield owner
        if isinstance(owner, Unchanged) and not owner.folded:
            yield from owner.blocks
