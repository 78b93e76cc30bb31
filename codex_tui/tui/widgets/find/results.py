"""Lines of the whole history in which something was found, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from codex_tui.neutral import neutral_line
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.marks import marked_line
from codex_tui.tui.widgets.lines.passages import TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, cut_front, pad, plain
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType

    from codex_tui.history.search import Hit

_SIDE = 9
_PATH = 26
_ROOMY = 110
_LEAD = 24
"""Characters of a line that are shown before what was found."""


class Results(LineView):
    """A line a hit; an exchange's number and time stand on its first. ``time``: of an exchange, by its id."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search.hit", "search.edit", "search.stop")]

    @dataclass
    class Opened(Message):
        """Someone wants to see where it stands."""

        hit: Hit

    def __init__(self, time: Callable[[str], str]) -> None:
        super().__init__(id="results")
        self.hits: list[Hit] = []
        self._time = time
        self._sought: re.Pattern[str] | None = None
        self._time_width = 0

    @property
    def count(self) -> int:
        """Hits."""
        return len(self.hits)

    @property
    def hit(self) -> Hit | None:
        """The one under the cursor."""
        return self.hits[self.cursor] if self.cursor < len(self.hits) else None

    def begin(self, sought: re.Pattern[str] | None) -> None:
        """Another search: nothing is found yet."""
        self.hits, self._sought = [], sought
        self._cursor = 0
        self.touched = False
        self.text_changed()
        self.scroll_to(y=0, animate=False, force=True)
        self.lines_changed()

    def add(self, hits: Sequence[Hit]) -> None:
        """More of them."""
        first = len(self.hits)
        self.hits += hits
        wide = max((len(self._time(id_)) for id_ in {hit.id for hit in hits}), default=0)
        if wide > self._time_width:
            self._time_width, first = wide, 0
        self.text_changed(TextPlace(0, first))
        self.lines_changed(first)

    def draw(self, index: int, width: int) -> Pieces:
        """One hit."""
        hit = self.hits[index]
        first = index == 0 or self.hits[index - 1].id != hit.id
        digits = max(4, len(str(self.hits[0].number)))
        pieces: list[Piece] = [(f" {hit.number if first else '':>{digits}}  ", "disabled")]
        if width >= _ROOMY:
            pieces.append((f"{self._time(hit.id) if first else '':<{self._time_width}}  ", "muted"))
        pieces.append((f"{hit.side:<{_SIDE}}", "role-user" if hit.side == "request" else "role-assistant"))
        room = _PATH if width >= _ROOMY else _PATH // 2
        pieces += [*pad([(cut_front(neutral_line(hit.path), room), "muted")], room, "muted"), ("  ", "muted")]
        return crop([*pieces, *self._line(hit)], width - 1)

    def _line(self, hit: Hit) -> list[Piece]:
        line = hit.line.rstrip()
        begin = len(line) - len(line.lstrip())
        match = self._sought.search(line) if self._sought is not None else None
        if match is None or self._sought is None:
            return [(plain(line[begin:]), "foreground")]
        start = max(min(begin, match.start()), match.start() - _LEAD)
        return [("…" if start > begin else "", "foreground"), *marked_line(line, self._sought, start)]

    def action_open_hit(self) -> None:
        """The one under the cursor."""
        if self.hit is not None:
            self.post_message(self.Opened(self.hit))

    def action_edit(self) -> None:
        """Back to what is sought."""
        self.screen.query_one("#search PromptInput").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a hit can be opened."""
        return bool(self.hits) if action == "open_hit" else True
