"""A log, wrapped, as it grows."""

import re
from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType

from codex_tui.formats import count
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.passages import Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.transcript.flow import Flow, told
from codex_tui.tui.widgets.transcript.styling import Styling

_STAMP = re.compile(r"\[\d\d:\d\d:\d\d(?:\.\d+)?\](?:\[[^\]]*\])? ?")
_WRONG = re.compile(r"\b(?:error|exception|traceback|failed|fatal|cannot)\b|\w(?:Error|Exception)\b", re.IGNORECASE)
_HANGING = 15


class _Styling(Styling):
    """The time is muted, what went wrong stands out."""

    def style(self, line: str, carry: int) -> tuple[list[Piece], int]:
        """One line."""
        stamp = _STAMP.match(line)
        end = stamp.end() if stamp else 0
        ink = "error" if _WRONG.search(line, end) else "foreground"
        return [(line[:end], "disabled"), (line[end:], ink)], _HANGING if stamp else 4


class LogView(LineView):
    """Follows its end until the cursor leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("follow")]

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(_Styling())
        self._lines = 0
        self.set_reactive(LogView.following, True)

    @property
    def count(self) -> int:
        """Rows; one that says so where the log is empty."""
        return self._flow.rows(self._room) or 1

    @property
    def may_follow(self) -> bool:
        """More may come at any time."""
        return True

    @property
    def about(self) -> str:
        """Length, for the lower rule."""
        return f"{count(self._lines, 'line')}{', following' if self.following else ''}"

    @property
    def _room(self) -> int:
        return max(8, self.width - 2)

    def draw(self, index: int, width: int) -> Pieces:
        """One row."""
        if not self._flow.rows(self._room):
            return [(" The log is empty: the proxy says only what goes wrong.", "muted")]
        return [(" ", "muted"), *self._flow.row(index)]

    def show(self, text: str) -> None:
        """Another log from its beginning."""
        self._flow = Flow(_Styling(), text)
        self._lines = text.count("\n")
        self.text_changed()
        self.lines_changed()

    def add(self, text: str) -> None:
        """What was added to it."""
        before = self.count
        self.text_changed(self.place_of(before))
        self._flow.extend(self._flow.source + text)
        self._lines += text.count("\n")
        self.lines_changed(max(0, before - 1))

    # What a search sees: lines, however they are wrapped

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """Slab by slab: each is a node."""
        for number, lines, tail in told(self._flow.slabs, start.node):
            first = start.line if number == start.node else 0
            yield Passage(TextPlace(number, first), "\n".join(lines[first:]) + tail, tail=len(tail))

    def show_spot(self, spot: Spot) -> None:
        """The row of its first character."""
        self.go_to(self._flow.row_of(spot.node, spot.line, spot.begin))

    def place_of(self, row: int) -> TextPlace:
        """The line that is wrapped there."""
        return TextPlace(*self._flow.line_of(row))

    def action_toggle_follow(self) -> None:
        """Keep the end in view, or stay."""
        self.following = not self.following
