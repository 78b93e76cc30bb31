"""Searching in what a screen shows: in the pane that has the focus."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from textual.screen import ScreenResultType

from codex_tui.history import query
from codex_tui.tui.keys import key_of
from codex_tui.tui.sparing import SparingScreen

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.timer import Timer

    from codex_tui.tui.view_search import ViewSearch
    from codex_tui.tui.widgets.find.bar import FindBar
    from codex_tui.tui.widgets.find.needle import Needle
    from codex_tui.tui.widgets.frame.pane import Pane
    from codex_tui.tui.widgets.frame.prompt import Prompt
    from codex_tui.tui.widgets.lines.passages import TextPlace
    from codex_tui.tui.widgets.lines.view import LineView

_SLICE = 0.004
"""Seconds of looking at a time, so that no key waits."""

_PAUSE = 0.002

_REST = 0.02
"""Seconds after a key of a search in which its answer is drawn, and nothing is looked for but that."""

_SAY = 1.0
"""Seconds between two counts of hits that are shown while more are looked for: each is drawn."""


FINDING = ("find.open", "find.next", "find.previous")
"""What it binds."""


class Framed(NamedTuple):
    """A view that can be searched, and the pane whose lower rule tells what was found."""

    pane: Pane
    view: LineView


class _Typing(NamedTuple):
    """While the bar is open: what is searched, and where its cursor was."""

    pane: Pane
    view: LineView
    origin: TextPlace
    back: Callable[[], None]


class Finding(SparingScreen[ScreenResultType]):
    """The part of a screen that searches what its panes show. A view keeps its search until it is dropped.

    A subclass binds ``FINDING``, puts ``find_bar`` above the panes, and calls ``look_on`` now and then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._was_on_top = False
        self._searches: WeakKeyDictionary[LineView, ViewSearch] = WeakKeyDictionary()
        self._typing: _Typing | None = None
        self._last_words = ""
        self._next_look: Timer | None = None
        self._rests_until = 0.0
        self._hits_said_at = 0.0

    def _compositor_refresh(self) -> None:
        top = self.app.screen
        on_top = top is self
        if not on_top and top.styles.background.a == 1:
            # Nothing of it is seen, but Textual would draw all of that page again.
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()
            self._was_on_top = False
            return
        # What changed while another page lay over it would be drawn first, among what is left of that page.
        if on_top and not self._was_on_top:
            self._compositor._dirty_regions.add(self._compositor.size.region)
        self._was_on_top = on_top
        super()._compositor_refresh()
        if not on_top:
            self._repaint_required = False  # with every message, Textual would draw both again

    @cached_property
    def find_bar(self) -> FindBar:
        """The line to type into; the first frame stands without what it is made of."""
        from codex_tui.tui.widgets.find.bar import FindBar

        return FindBar()

    @property
    def searchable(self) -> Sequence[Framed]:
        """All that can be searched."""
        raise NotImplementedError

    @property
    def sought_in(self) -> Framed:
        """Of that, what the keys mean now."""
        return self.searchable[0]

    # What keys do

    def action_find(self) -> None:
        """Open the line to type into."""
        pane, view = self.sought_in
        if not view.count:
            return
        self._rest()
        self._typing = _Typing(pane, view, view.place_of(view.cursor), view.bookmark())
        self._place_bar(pane)
        self.find_bar.open()

    def action_find_next(self, step: int) -> None:
        """The next or previous hit; without a search what the view holds worth a look."""
        self._rest()
        view = self.sought_in.view
        search = self._searches.get(view)
        if search is not None:
            self._step(search, step)
        elif (row := view.next_point(step)) is not None:
            view.go_to(row)
        else:
            key = key_of(self.app, "find.open")
            self.app.notify(f"Nothing to go to: search{f' with {key}' if key else ''} first.", markup=False)

    def end_search(self) -> bool:
        """Drop the search of the pane; whether there was one."""
        view = self.sought_in.view
        if not self._drop(view):
            return False
        self.show_hits()
        self.refresh_bindings()
        return True

    @property
    def searched(self) -> bool:
        """Whether the pane has a search."""
        return self.sought_in.view in self._searches

    # The bar

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Search for what is typed."""
        typing = self._typing
        if typing is not None and event.prompt is self.find_bar:
            typing.back()
            self.search(typing.view, event.value, typing.origin)

    def on_find_bar_stepped(self, event: FindBar.Stepped) -> None:
        """From hit to hit."""
        if self._typing is not None and (search := self._searches.get(self._typing.view)):
            self._step(search, event.step)

    def on_find_bar_kept(self) -> None:
        """The search stays; without a word it is the last one."""
        typing = self._typing
        if typing is None:
            return
        if not self.find_bar.value and self._last_words:
            self.search(typing.view, self._last_words, typing.origin)
        search = self._searches.get(typing.view)
        self._last_words = search.words if search else self._last_words
        self._close_bar(typing)

    def on_find_bar_dropped(self) -> None:
        """Back to where one was."""
        if self._typing is not None:
            self._drop(self._typing.view)
            self._typing.back()
            self._close_bar(self._typing)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever goes on in a view has done with the bar; what was found stays."""
        if self._typing is not None and self.find_bar not in event.widget.ancestors:
            self._close_bar(self._typing, focus=False)

    def _close_bar(self, typing: _Typing, *, focus: bool = True) -> None:
        self._rest()
        self._typing = None
        self.find_bar.display = False
        typing.pane.remove_class("-searched")
        if focus:
            typing.view.focus()
        self.show_hits()
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """The bar stays on its pane's lower rule."""
        if self._typing is not None:
            self.call_after_refresh(self._place_bar, self._typing.pane)

    def _place_bar(self, pane: Pane) -> None:
        pane.add_class("-searched")
        region = pane.content_region
        self.find_bar.styles.offset = (region.x, region.bottom)
        self.find_bar.styles.width = region.width

    # Searching

    def search(self, view: LineView, words: str, origin: TextPlace) -> None:
        """Look for ``words`` in a view, and go to the first hit at or behind ``origin``; for none it ends."""
        from codex_tui.tui.widgets.find.needle import Needle

        try:
            needle = Needle.of(words) if words else None
        except query.QueryError as error:
            self._drop(view)
            self.find_bar.say(str(error).rpartition("expression: ")[2].strip(), wrong=True)
            return
        if needle is None:
            self._drop(view)
            self.show_hits()
        else:
            self._seek(view, words, needle, origin, origin)

    def mark_from(self, view: LineView, pattern: re.Pattern[str], place: TextPlace) -> None:
        """Search a view for a pattern; go to its first hit on a line, if there is one, and nowhere else."""
        from codex_tui.tui.widgets.find.needle import Needle

        aim = place if any(pattern.search(piece) for piece in _pieces_of_line(view, place)) else None
        self._seek(view, f"re:{pattern.pattern}", Needle(pattern), place, aim)

    def _seek(self, view: LineView, words: str, needle: Needle, origin: TextPlace, aim: TextPlace | None) -> None:
        from codex_tui.tui.view_search import ViewSearch

        search = self._searches.get(view)
        if search is None:
            search = self._searches[view] = ViewSearch(view)
        search.seek(words, needle, origin, aim)
        self._hits_said_at = 0.0
        self._rest()
        self._look_further()
        self.refresh_bindings()

    def _step(self, search: ViewSearch, step: int) -> None:
        if search.step(step):
            self.show_hits()

    def _drop(self, view: LineView) -> bool:
        """End the search of a view; whether there was one."""
        view.mark(None)
        return self._searches.pop(view, None) is not None

    def show_hits(self) -> None:
        """What the lower rules say, and the bar."""
        for pane, view in self.searchable:
            search = self._searches.get(view)
            said = search.said if search else ""
            pane.set_hits(said)
            if self._typing is not None and self._typing.view is view:
                self.find_bar.say(said)

    def look_on(self) -> None:
        """Search what has changed."""
        if self._next_look is not None:
            return
        for view, search in self._searches.items():
            search.left_hit()
            if view.changed_from is not None:
                self._look_further()
                return

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + _REST

    def _look_further(self) -> None:
        if self._next_look is not None:
            self._next_look.stop()
            self._next_look = None
        left = aimed = False
        for _, view in self.searchable:
            search = self._searches.get(view)
            if search is None:
                continue
            left |= search.read(_SLICE)
            aimed |= search.aims
        now = time.monotonic()
        if not left or now - self._hits_said_at >= _SAY:
            # The rule is drawn with its whole pane: not for each slice.
            self._hits_said_at = now
            self.show_hits()
        if left:
            pause = _PAUSE if aimed else max(_PAUSE, self._rests_until - now)
            self._next_look = self.set_timer(pause, self._look_further)


def _pieces_of_line(view: LineView, place: TextPlace) -> Iterator[str]:
    for passage in view.passages(place):
        piece, newline, _ = passage.text.partition("\n")
        if passage.place != place:
            return
        yield piece
        if newline:
            return
