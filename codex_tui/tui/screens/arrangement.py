"""Which panes a terminal has room for, and how wide each is."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Kind = Literal["wide", "medium", "narrow", "tiny"]

EXCHANGES, TRANSCRIPT, RAW = 1, 2, 3

_WIDE, _MEDIUM = 150, 100
SMALLEST = (60, 16)
"""Columns and lines."""


class Arrangement(msgspec.Struct, frozen=True):
    """Cells of each pane, 0 where it is hidden. Visible neighbours have a divider between them."""

    kind: Kind
    exchanges: int = 0
    transcript: int = 0
    raw: int = 0

    def cells(self, pane: int) -> int:
        """How wide a pane is."""
        return (self.exchanges, self.transcript, self.raw)[pane - 1]

    def shows(self, pane: int) -> bool:
        """Whether a pane is visible."""
        return self.cells(pane) != 0


_LEAST = {"wide": {EXCHANGES: 52, TRANSCRIPT: 44, RAW: 46}, "medium": {EXCHANGES: 44, TRANSCRIPT: 44, RAW: 44}}
"""Cells that a person's choice leaves each pane."""

_LEAST_ZOOMED = 40
"""The same for a zoomed pane and what stands beside it."""

Chosen = Mapping[tuple[Kind, int], int]
"""Cells that a person gave a pane, by the kind of arrangement and the pane: the list, or raw at the other end."""


def arrange(
    width: int, height: int, *, pane: int, detail: int, alone: bool, chosen: Chosen | None = None
) -> Arrangement:
    """For a terminal of ``width`` by ``height``.

    ``pane`` has the focus; ``detail`` is the one that stands beside the list where there is room for two;
    ``alone``: the focused one has the whole screen.
    """
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return Arrangement("tiny")
    kind: Kind = "wide" if width >= _WIDE else "medium" if width >= _MEDIUM else "narrow"
    if alone or kind == "narrow":
        return Arrangement(kind, *(width if each == pane else 0 for each in (EXCHANGES, TRANSCRIPT, RAW)))
    own, least = chosen or {}, _LEAST[kind]
    if kind == "medium":
        wanted = own.get((kind, EXCHANGES)) or _share(width, 0.44, 44, 60)
        exchanges = _within(wanted, least[EXCHANGES], width - 1 - least[detail])
        rest = width - exchanges - 1
        return Arrangement(kind, exchanges, *(rest if each == detail else 0 for each in (TRANSCRIPT, RAW)))
    room = width - 2 - least[TRANSCRIPT]
    raw = own.get((kind, RAW)) or _share(width, 0.28, 46, 72)
    raw = _within(raw, least[RAW], room - least[EXCHANGES])
    exchanges = _within(own.get((kind, EXCHANGES)) or _share(width, 0.36, 52, 76), least[EXCHANGES], room - raw)
    return Arrangement(kind, exchanges, width - exchanges - raw - 2, raw)


def pulled(plan: Arrangement, pane: int, cells: int) -> int:
    """Of ``cells`` that a person wants to give the list, or a pane at the right, those that its neighbour can spare.

    What stands beside a zoomed pane is none of ``plan``'s, and has the number 0.
    """
    if not pane:
        return _within(cells, _LEAST_ZOOMED, plan.exchanges + plan.transcript + plan.raw - 1 - _LEAST_ZOOMED)
    least, beside = _LEAST[plan.kind], TRANSCRIPT if plan.transcript else RAW
    return _within(cells, least[pane], plan.cells(pane) + plan.cells(beside) - least[beside])


def _share(width: int, share: float, least: int, most: int) -> int:
    return _within(round(width * share), least, most)


def _within(cells: int, least: int, most: int) -> int:
    return max(least, min(most, cells))
