"""Searching the whole history, and going to where something was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.tui.part import Part
from codex_tui.tui.screens.panes import TRANSCRIPT_TAB

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from codex_tui.history.search import Hit
    from codex_tui.history.sought import Sought
    from codex_tui.tui.desk import Desk
    from codex_tui.tui.screens.panels import Panes
    from codex_tui.tui.screens.search import SearchPage
    from codex_tui.tui.widgets.lines.passages import TextPlace
    from codex_tui.tui.widgets.lines.view import LineView

_PATIENCE = 0.2
"""Seconds in which a transcript is asked whether it shows a hit."""

_EVENT = re.compile(r"events\[(\d+)\]")


class Seeking(Part):
    """The part of the screen that leads to the search of everything and back."""

    desk: Desk
    clock: Callable[[], datetime]
    _panes: Panes
    _search_page: SearchPage | None = None

    def action_search(self) -> None:
        """Look through all bodies; what was found before is still there."""
        if self._search_page is None:
            from codex_tui.tui.screens.search import SearchPage

            self._search_page = SearchPage(self, self.clock, self.open_hit)  # type: ignore[arg-type]
            self.app.install_screen(self._search_page, "search")
        self.app.push_screen("search")

    def stop_seeking(self) -> None:
        """End the thread."""
        if self._search_page is not None:
            self._search_page.stop()

    def open_hit(self, hit: Hit, sought: Sought) -> None:
        """Show the exchange in the pane and tab where the hit stands, on its line, marked."""
        self.app.pop_screen()
        if not self.show_exchange(hit.id):
            self.app.notify(f"Exchange {hit.number} is not in the list any more.", severity="warning", markup=False)
            return
        from codex_tui.dialects.matching import ANSWER

        found = _EVENT.match(hit.path)
        event = int(found[1]) if found is not None else None
        if hit.side == "response" and (event is not None or hit.path == ANSWER):
            self.show_tab(TRANSCRIPT_TAB)
            self.call_after_refresh(self._show_in_answer, hit, sought, event)
        else:
            self._show_in_tab(hit, sought, event)

    def _show_in_answer(self, hit: Hit, sought: Sought, event: int | None) -> None:
        """In the transcript, which joins what the events say; among the events where that does not show it."""
        from codex_tui.tui.widgets.find.hits import Hits
        from codex_tui.tui.widgets.find.needle import Needle
        from codex_tui.tui.widgets.lines.passages import TextPlace

        transcript = self._panes.transcript.transcript
        answer = TextPlace(transcript.answer_node, 0)
        found = Hits(Needle(sought.pattern), transcript.passages, answer)
        found.read(_PATIENCE)
        first = found.nearest(answer)
        if first is not None and first.place >= answer:
            self.mark_from(transcript, sought.pattern, first.place)
        else:
            self._show_in_tab(hit, sought, event)

    def _show_in_tab(self, hit: Hit, sought: Sought, event: int | None) -> None:
        self.show_tab("Events" if event is not None else hit.side.capitalize())
        # It may have been hidden: only after its layout it knows what is cut.
        self.call_after_refresh(self._show_line, hit, sought, event)

    def _show_line(self, hit: Hit, sought: Sought, event: int | None) -> None:
        from codex_tui.tui.widgets.lines.passages import Spot, TextPlace
        from codex_tui.tui.widgets.raw.body_view import BodyView

        view = self._panes.raw.raw.view
        line = event or 0
        if isinstance(view, BodyView):
            line = view.line_of_path(hit.path, hit.line)
        view.show_spot(Spot(0, line, 0, 0))
        self.mark_from(view, sought.pattern, TextPlace(0, line))

    def show_exchange(self, id_: str) -> bool:
        """Put the list's cursor on it and open it, whatever hides it; False where it is gone."""
        raise NotImplementedError

    def show_tab(self, tab: str) -> None:
        """Bring a tab, or the transcript, to the front."""
        raise NotImplementedError

    def mark_from(self, view: LineView, pattern: re.Pattern[str], place: TextPlace) -> None:
        """Search a view for a pattern, from a line on."""
        raise NotImplementedError
