"""Tabs on one line, without a box."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Pieces, width_of

_GAPS = (2, 1)


class TabStrip(Drawn):
    """``tabs``: name, and a count or ""; the active one bold and underlined."""

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        name: str

    def __init__(self) -> None:
        super().__init__()
        self._tabs: Sequence[tuple[str, str]] = ()
        self._active = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, tabs: Sequence[tuple[str, str]], active: str) -> None:
        """Show these tabs."""
        if (tabs, active) != (self._tabs, self._active):
            self._tabs, self._active = tabs, active
            self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line; with less room the gaps shrink, then the counts go."""
        for gap in _GAPS:
            line = self._line(gap, counts=True)
            if width_of(line) <= width:
                return [line]
        return [self._line(1, counts=False)]

    def _line(self, gap: int, *, counts: bool) -> Pieces:
        pieces = [(" ", "muted")]
        self._places = []
        at = 1
        for name, number in self._tabs:
            shown = f" {number}" if number and counts else ""
            pieces.append((name, "primary bold underline" if name == self._active else "muted"))
            pieces.append((shown + " " * gap, "disabled"))
            self._places.append((at, at + len(name) + len(shown), name))
            at += len(name) + len(shown) + gap
        return [*pieces[:-1], (pieces[-1][0].rstrip(), "disabled")]

    def on_click(self, event: events.Click) -> None:
        """Pick the tab under the pointer."""
        for start, end, name in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(name))
