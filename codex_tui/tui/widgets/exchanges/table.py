"""The captured exchanges, oldest first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from codex_tui.history.summary import Summary
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.exchanges.columns import Columns, columns
from codex_tui.tui.widgets.exchanges.row import heading, row, said
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.passages import Passage, TextPlace
from codex_tui.tui.widgets.lines.pieces import Pieces
from codex_tui.tui.widgets.lines.view import LineView

_AT_ONCE = 200
"""Exchanges of a passage."""


class ExchangeTable(LineView):
    """A line an exchange; knows nothing of files."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("exchange.open", "follow")]

    @dataclass
    class Opened(Message):
        """Someone wants to read the exchange under the cursor."""

        index: int

    def __init__(self, clock: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._clock = clock
        self._summaries: Sequence[Summary] = ()
        self.set_reactive(ExchangeTable.following, True)

    @property
    def count(self) -> int:
        """How many exchanges there are."""
        return len(self._summaries)

    @property
    def may_follow(self) -> bool:
        """New traffic may come at any time."""
        return True

    @property
    def cursor_shown(self) -> bool:
        """Always: it says what the other panes show."""
        return True

    @property
    def columns(self) -> Columns:
        """What fits."""
        largest = self._summaries[-1].number if self._summaries else 0
        return columns(self.width, self.app.size.width, largest)

    @property
    def summary(self) -> Summary | None:
        """The exchange under the cursor."""
        return self._summaries[self.cursor] if self.cursor < self.count else None

    def draw(self, index: int, width: int) -> Pieces:
        """One exchange."""
        return row(self._summaries[index], self.columns, self._clock())

    def show(self, summaries: Sequence[Summary], cursor: int | None = None) -> None:
        """Show these, with the cursor on line ``cursor``, unless it follows the newest."""
        self.text_changed()
        self._summaries = summaries
        above = 0
        if cursor is not None and not self.following:
            above = cursor - self._cursor
            self._cursor = cursor
        self.lines_changed()
        if above:
            # Older ones were found: what is seen stays where it is.
            self.scroll_to(y=self.scroll_offset.y + above, animate=False, force=True)

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """What each row says of an exchange, without its measures: a hundred thousand are not drawn for a search."""
        for first in range(start.line, self.count, _AT_ONCE):
            some = self._summaries[first : first + _AT_ONCE]
            yield Passage(TextPlace(0, first), "\n".join(map(said, some)))

    def update_lines(self, indexes: Iterable[int]) -> None:
        """The exchanges at ``indexes`` are further than they were."""
        for index in indexes:
            self.lines_changed(index, index + 1)
            self.text_changed(TextPlace(0, index))

    def action_open(self) -> None:
        """Read the exchange under the cursor."""
        if self.count:
            self.post_message(self.Opened(self.cursor))

    def action_toggle_follow(self) -> None:
        """Keep the newest in view, or stay."""
        self.following = not self.following


class ExchangeHeading(Drawn):
    """The names of the table's columns."""

    def __init__(self, table: ExchangeTable) -> None:
        super().__init__()
        self._table = table

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        return [heading(self._table.columns)]
