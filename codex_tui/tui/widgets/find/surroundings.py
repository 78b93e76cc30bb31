"""A hit in its text: the lines around it, beneath the list of hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from codex_tui.history.search import Around
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.marks import marked
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, cut, plain
from codex_tui.tui.widgets.lines.wrap import wrap

if TYPE_CHECKING:
    import re

    from codex_tui.history.search import Hit

_SHARE = 3
"""Of as many rows of the screen one is for it."""

_MOST = 16
_FOREMOST = 3
"""Rows of a hit's own line that are shown, whatever stands around it."""

_TAB = 4


class Surroundings(Drawn):
    """A rule that tells where the hit stands, and as many lines of its text as there is room for."""

    def __init__(self) -> None:
        super().__init__(id="surroundings")
        self.display = False
        self._hit: Hit | None = None
        self._sought: re.Pattern[str] | None = None

    @staticmethod
    def rows_of(height: int) -> int:
        """How many it takes of a screen."""
        return min(_MOST, height // _SHARE)

    @staticmethod
    def around(height: int) -> Around:
        """Lines that can be shown of a hit's text on such a screen."""
        rows = Surroundings.rows_of(height)
        return Around(rows, rows)

    def show(self, hit: Hit | None, sought: re.Pattern[str] | None) -> None:
        """A hit with the lines around it; None: there is none."""
        self._hit, self._sought = hit, sought
        self.display = hit is not None
        self.styles.height = self.rows_of(self.app.size.height)
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """The rule, and the hit's line in the middle of what stands around it, as far as there is room."""
        hit, room = self._hit, self.size.height - 1
        if hit is None or room < 1:
            return []
        digits = max(4, len(str(hit.row + len(hit.after))))
        own = self._own(hit, digits, width)
        own = own[: max(1, min(len(own), _FOREMOST if hit.before or hit.after else room, room))]
        above = min(len(hit.before), max((room - len(own)) // 2, room - len(own) - len(hit.after)))
        below = room - len(own) - above
        before = hit.before[len(hit.before) - above :]
        next_row = hit.row + hit.line.count("\n") + 1
        return [
            self._rule(hit, width),
            *(self._other(row, line, digits, width) for row, line in enumerate(before, hit.row - above)),
            *own,
            *(self._other(row, line, digits, width) for row, line in enumerate(hit.after[:below], next_row)),
        ]

    def _rule(self, hit: Hit, width: int) -> Pieces:
        said = cut(plain(f"#{hit.number}  {hit.side} {hit.path}".rstrip()), width - 4)
        return [("─ ", "rule"), (said, "muted"), (f" {'─' * (width - cell_len(said) - 3)}", "rule")]

    def _own(self, hit: Hit, digits: int, width: int) -> list[Pieces]:
        """Its own line, from before what was found on."""
        line, lead = _plain(hit.line), f" {hit.row:>{digits}}  "
        match = self._sought.search(line) if self._sought is not None else None
        rows = wrap(line, width - len(lead) - 1)
        first = 0
        if match is not None and len(rows) > _FOREMOST:
            first = max(0, sum(start <= match.start() for start, _ in rows) - 2)
        shown: list[Pieces] = []
        for at, (start, end) in enumerate(rows[first:]):
            text: list[Piece] = [(line[start:end], "foreground")]
            shown.append(
                [
                    (" " * len(lead) if at else lead, "primary"),
                    *(marked(text, self._sought) if self._sought is not None else text),
                ]
            )
        return shown

    def _other(self, row: int, line: str, digits: int, width: int) -> Pieces:
        text: list[Piece] = [(_plain(line), "muted")]
        shown = marked(text, self._sought) if self._sought is not None else text
        return crop([(f" {row:>{digits}}  ", "disabled"), *shown], width - 1)


def _plain(line: str) -> str:
    return plain(line.rstrip("\r").expandtabs(_TAB))
