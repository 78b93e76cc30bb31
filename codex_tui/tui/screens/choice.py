"""A small menu: one of a few things."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.screens.covering import CoveringScreen
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, pad, spread


class Choices(Drawn, can_focus=True):
    """A line each; the digit before it picks it at once."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.options = options
        self.cursor = 0

    def lines(self, width: int) -> list[Pieces]:
        """Name at the left, what it is about at the right."""
        lines: list[Pieces] = [[]]
        for index, (name, about) in enumerate(self.options):
            here = index == self.cursor
            mark: list[Piece] = [(glyphs.CURSOR if here else " ", "primary"), (f" {index + 1}  ", "primary bold")]
            text = [(cut(neutral_line(name), width - 8 - len(about)), "foreground")]
            line = pad([*mark, *spread(text, [(about, "muted")] if about else [], width - 6)], width)
            ground = " on selected" if here else ""
            lines.append([(text, ink + ground) for text, ink in line])
        return [*lines, []]

    def on_click(self, event: events.Click) -> None:
        """Pick the line under the pointer."""
        if 0 < event.y <= len(self.options):
            self.screen.dismiss(event.y - 1)


class ChoiceScreen(CoveringScreen[int | None]):
    """Gives the index of what was chosen, None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down,tab", "move(1)", "Next", show=False),
        Binding("k,up,shift+tab", "move(-1)", "Previous", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("escape,q", "leave", "Back", show=False),
        *(Binding(str(digit), f"pick({digit - 1})", show=False) for digit in range(1, 10)),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._choices = Choices(options)

    def compose(self) -> ComposeResult:
        """One box."""
        self._choices.border_title = Content(self._title)
        self._choices.border_subtitle = Content("enter  choose    esc  back")
        yield self._choices

    def action_move(self, step: int) -> None:
        """The next or the previous one, round the end."""
        self._choices.cursor = (self._choices.cursor + step) % len(self._choices.options)
        self._choices.refresh()

    def action_choose(self) -> None:
        """What the cursor stands on."""
        self.dismiss(self._choices.cursor)

    def action_pick(self, index: int) -> None:
        """By its digit."""
        if index < len(self._choices.options):
            self.dismiss(index)

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
