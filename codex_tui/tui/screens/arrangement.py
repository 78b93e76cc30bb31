"""Which panes a terminal has room for, and how wide each is."""

from typing import Literal, NamedTuple

Kind = Literal["wide", "medium", "narrow", "tiny"]

EXCHANGES, TRANSCRIPT, RAW = 1, 2, 3

_WIDE, _MEDIUM = 150, 100
SMALLEST = (60, 16)
"""Columns and lines."""


class Arrangement(NamedTuple):
    """Cells of each pane, 0 where it is hidden. Visible neighbours have a divider between them."""

    kind: Kind
    exchanges: int = 0
    transcript: int = 0
    raw: int = 0

    def shows(self, pane: int) -> bool:
        """Whether a pane is visible."""
        return self[pane] != 0


def arrange(width: int, height: int, *, pane: int, detail: int, alone: bool) -> Arrangement:
    """For a terminal of ``width`` by ``height``.

    ``pane`` has the focus; ``detail`` is the one that stands beside the list where there is room for two;
    ``alone``: the focused one has the whole screen.
    """
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return Arrangement("tiny")
    kind: Kind = "wide" if width >= _WIDE else "medium" if width >= _MEDIUM else "narrow"
    if alone or kind == "narrow":
        return Arrangement(kind, *(width if each == pane else 0 for each in (EXCHANGES, TRANSCRIPT, RAW)))
    if kind == "medium":
        exchanges = _share(width, 0.44, 44, 60)
        rest = width - exchanges - 1
        return Arrangement(kind, exchanges, *(rest if each == detail else 0 for each in (TRANSCRIPT, RAW)))
    exchanges, raw = _share(width, 0.36, 52, 76), _share(width, 0.28, 46, 72)
    return Arrangement(kind, exchanges, width - exchanges - raw - 2, raw)


def _share(width: int, share: float, least: int, most: int) -> int:
    return max(least, min(most, round(width * share)))
