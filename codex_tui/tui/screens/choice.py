"""A small menu: one of a few things."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content

from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings, hints, key_of
from codex_tui.tui.screens.covering import CoveringScreen
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, pad, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size

_NUMBERED = 9
"""How many of them have a key of their own."""

_BLANK = 2
"""Lines above and below."""

_BESIDE = 7
"""Cells of a line beside its key and what it says."""


class Choices(Drawn, can_focus=True):
    """A line each; the key before it picks it at once. Where there is no room for all, those around the cursor."""

    def __init__(self, options: Sequence[tuple[str, str]], cursor: int) -> None:
        super().__init__()
        self.options = options
        self.cursor = cursor

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """What each line says, as a whole."""
        longest = max(cell_len(name) + cell_len(about) for name, about in self.options)
        return longest + _BESIDE + self._widest

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A blank line above and below, as far as there is room for that."""
        return min(len(self.options) + _BLANK, viewport.height - self.gutter.height)

    @property
    def _keys(self) -> list[str]:
        return [key_of(self.app, f"choice.{number}") for number in range(1, _NUMBERED + 1)]

    @property
    def _widest(self) -> int:
        return max(map(len, self._keys))

    @property
    def _first(self) -> int:
        room = self.size.height - _BLANK
        return max(0, min(self.cursor - room // 2, len(self.options) - room))

    def lines(self, width: int) -> list[Pieces]:
        """Name at the left, what it is about at the right."""
        keys = self._keys
        first, widest = self._first, self._widest
        last = first + self.size.height - _BLANK
        lines: list[Pieces] = [_unseen(first, widest)]
        for index, (name, about) in enumerate(self.options[first:last], first):
            here = index == self.cursor
            key = keys[index] if index < _NUMBERED else ""
            mark: list[Piece] = [(glyphs.CURSOR if here else " ", "primary"), (f" {key:>{widest}}  ", "primary bold")]
            text = [(cut(neutral_line(name), width - _BESIDE - widest - len(about)), "foreground")]
            line = pad([*mark, *spread(text, [(about, "muted")] if about else [], width - 5 - widest)], width)
            ground = " on selected" if here else ""
            lines.append([(text, ink + ground) for text, ink in line])
        return [*lines, _unseen(len(self.options) - last, widest)]

    def on_click(self, event: events.Click) -> None:
        """Pick the line under the pointer."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 < offset.y < self.size.height - 1:
            self.screen.dismiss(self._first + offset.y - 1)


def _unseen(count: int, indent: int) -> Pieces:
    return [(f"{'':{indent + 4}}{glyphs.CUT} {count} more", "muted")] if count > 0 else []


class ChoiceScreen(CoveringScreen[int | None]):
    """Gives the index of what was chosen, None for nothing; ``cursor``: where it stands at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("choice.next", "choice.previous", "choice.take", "choice.leave"),
        *bindings(*(f"choice.{number}" for number in range(1, _NUMBERED + 1))),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, str]], cursor: int = 0) -> None:
        super().__init__()
        self._title = title
        self._choices = Choices(options, cursor)

    def compose(self) -> ComposeResult:
        """One box."""
        self._choices.border_title = Content(self._title)
        yield self._choices

    def on_mount(self) -> None:
        """Say how to choose."""
        self._choices.border_subtitle = Content(hints(self.app, {"choice.take": "choose", "choice.leave": "back"}))

    def action_cursor_down(self) -> None:
        """The next one, round the end."""
        self._move(1)

    def action_cursor_up(self) -> None:
        """The previous one, round the end."""
        self._move(-1)

    def _move(self, step: int) -> None:
        self._choices.cursor = (self._choices.cursor + step) % len(self._choices.options)
        self._choices.refresh()

    def action_take(self, number: int | None = None) -> None:
        """What the cursor stands on, or what has this number."""
        index = self._choices.cursor if number is None else number - 1
        if index < len(self._choices.options):
            self.dismiss(index)

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
