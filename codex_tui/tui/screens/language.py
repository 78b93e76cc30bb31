"""The filter language on a sheet, from where it is defined."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from textwrap import wrap

from textual.binding import Binding

from codex_tui.history.query import explained
from codex_tui.tui.screens.help import Sheet, sections
from codex_tui.tui.widgets.lines.pieces import Pieces, pad

_TWO = 104
"""Cells from which two columns stand beside each other."""

_GAP, _MARGIN, _WRITTEN = 3, 2, 14
_BLANK: Pieces = ()
_TYPING = "While typing"
_LEFT = ("Words", "Examples", _TYPING)


class Language(Sheet):
    """What may be written and what it means, then the keys while it is written, from those that are active."""

    title = "Filter language"
    sought = "find a word"
    widest = 116

    def __init__(self, active: Iterable[Binding]) -> None:
        super().__init__()
        keys = [entry for entries in sections(active).values() for entry in entries]
        self._sections = {**explained(), _TYPING: keys}

    def lines(self, width: int) -> list[Pieces]:
        """Where it is narrow the columns stand under each other."""
        inner = width - 2 * _MARGIN
        if width < _TWO:
            return [[], *([(" " * _MARGIN, "muted"), *line] for line in self._column([*self._sections], inner)), []]
        half = (inner - _GAP) // 2
        right = [name for name in self._sections if name not in _LEFT]
        rows = zip_longest(self._column(_LEFT, half), self._column(right, half), fillvalue=_BLANK)
        return [[], *([(" " * _MARGIN, "muted"), *pad(one, half + _GAP), *other] for one, other in rows), []]

    def _column(self, names: Sequence[str], width: int) -> list[Pieces]:
        lines: list[Pieces] = []
        for name in names:
            entries = self._sections[name]
            ink = "primary bold" if name == _TYPING else "accent"
            room = max(_WRITTEN, *(len(written) + 2 for written, _ in entries))
            lines += [[], [(name, "muted")]] if lines else [[(name, "muted")]]
            for written, meaning in entries:
                for index, row in enumerate(wrap(meaning, max(10, width - room))):
                    lines.append([(("" if index else written).ljust(room), ink), (row, "foreground")])
        return lines
