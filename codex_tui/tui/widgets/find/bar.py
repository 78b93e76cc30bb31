"""The line in which a search of a pane is typed: it covers the pane's lower rule."""

from dataclasses import dataclass
from typing import ClassVar

from textual.message import Message

from codex_tui.tui.glyphs import HORIZONTAL
from codex_tui.tui.widgets.frame.prompt import Inked, Prompt

_TAIL = 34


class FindBar(Prompt):
    """Open while it is typed into; what is found is told by whoever searches."""

    KEYS: ClassVar = ("find.up", "find.down", "find.keep", "find.drop")

    class Kept(Message):
        """The search stays."""

    class Dropped(Message):
        """It never was."""

    @dataclass
    class Stepped(Message):
        """To the next (1) or previous (-1) hit."""

        step: int

    def __init__(self) -> None:
        super().__init__(id="find")
        self.display = False
        self._said = ""
        self._wrong = False

    def on_mount(self) -> None:
        """What stands before it."""
        self.lead.say([(f"{HORIZONTAL} ", "rule"), ("/ ", "primary bold")], 4)
        self.tail.say([(HORIZONTAL, "rule")], _TAIL)

    def colour(self, value: str) -> list[Inked]:
        """Red where it is no expression."""
        return [(0, len(value), "error underline")] if self._wrong else []

    def open(self) -> None:
        """Begin anew, with the focus."""
        self.set_value("")
        self.display = True
        self.input.focus()
        self.say("")

    def say(self, hits: str, *, wrong: bool = False) -> None:
        """What was found, or what is wrong."""
        if (hits, wrong) == (self._said, self._wrong):
            return
        self._said, self._wrong = hits, wrong
        self.tail.say([(f" {hits} " if hits else "", "error" if wrong else "muted"), (HORIZONTAL, "rule")], _TAIL)
        self.input.refresh()

    def action_keep(self) -> None:
        """Enter."""
        self.post_message(self.Kept())

    def action_drop(self) -> None:
        """Escape."""
        self.post_message(self.Dropped())

    def action_find_next(self, step: int) -> None:
        """Up, down."""
        self.post_message(self.Stepped(step))
