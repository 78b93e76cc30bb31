"""What is looked for in one view, and which hit is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.tui.widgets.find.hits import Hits
from codex_tui.tui.widgets.lines.searched import CurrentHit

if TYPE_CHECKING:
    from codex_tui.tui.widgets.find.needle import Needle
    from codex_tui.tui.widgets.lines.passages import Spot, TextPlace
    from codex_tui.tui.widgets.lines.view import LineView


class ViewSearch:
    """``words``: as they were typed, or "" before anything was. All that it reads is kept until it is dropped."""

    def __init__(self, view: LineView) -> None:
        self.words = ""
        self._view = view
        self._hits: Hits | None = None
        self._current: Spot | None = None
        self._aim: TextPlace | None = None
        """From where the first hit is still looked for, to go there."""

    @property
    def aims(self) -> bool:
        """Whether it goes to a hit once one is known."""
        return self._aim is not None

    @property
    def said(self) -> str:
        """``3 of 17 hits``."""
        return self._hits.said(self._current) if self._hits is not None else ""

    def seek(self, words: str, needle: Needle, origin: TextPlace, aim: TextPlace | None) -> None:
        """Look for something else from ``origin`` on, and go to the first hit from ``aim`` on."""
        view = self._view
        if self._hits is None:
            self._hits = Hits(needle, view.passages, origin)
        else:
            self._catch_up(self._hits)
            self._hits.seek(needle, origin)
        view.changed_from = None
        self.words, self._aim, self._current = words, aim, None
        view.mark(needle.pattern)

    def read(self, seconds: float) -> bool:
        """Look on for about so long, also in what has changed; whether anything is left."""
        hits = self._hits
        if hits is None:
            return False
        self._catch_up(hits)
        left = not hits.done and hits.read(seconds)
        if self._aim is not None:
            found = hits.nearest(self._aim)
            if found is not None:
                self._show(hits, found)
            elif hits.done:
                self._aim = None
        return left

    def step(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) hit; whether there is one."""
        view, hits, current = self._view, self._hits, self._current
        if hits is None:
            return False
        place, column = view.place_of(view.cursor), -1
        if current is not None and view.marked_row == view.cursor:
            place, column = current.place, current.begin
        found = hits.after(place, column) if step > 0 else hits.before(place, column)
        if found is not None:
            self._show(hits, found)
        return found is not None

    def left_hit(self) -> None:
        """No hit stands out any more, where the cursor has left it."""
        view = self._view
        if self._hits is not None and view.marked_row is not None and view.marked_row != view.cursor:
            view.mark(self._hits.needle.pattern)

    def _catch_up(self, hits: Hits) -> None:
        if self._view.changed_from is not None:
            hits.again_from(self._view.changed_from)
            self._view.changed_from = None

    def _show(self, hits: Hits, spot: Spot) -> None:
        view = self._view
        self._aim, self._current = None, spot
        view.show_spot(spot)
        view.give_room()
        view.mark(hits.needle.pattern, CurrentHit(view.cursor, hits.within_line(spot), spot))
