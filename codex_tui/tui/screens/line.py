"""Asks for a line of text: a note, a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from codex_tui.tui.keys import hints
from codex_tui.tui.screens.covering import CoveringScreen
from codex_tui.tui.widgets.frame.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LinePrompt(Prompt):
    """The line itself."""

    KEYS: ClassVar = ("prompt.keep", "prompt.drop")

    def on_mount(self) -> None:
        """What stands before it."""
        self.lead.say([(" ", "muted")], 1)
        self.tail.say([], 1)
        self.input.focus()

    def action_keep(self) -> None:
        """Give it."""
        self.screen.dismiss(self.value.strip())

    def action_drop(self) -> None:
        """Give nothing."""
        self.screen.dismiss(None)


class LineScreen(CoveringScreen[str | None]):
    """Gives the text, empty where there is none, None where it was left. ``value``: what stands there at first."""

    left_by_click = False

    def __init__(self, title: str, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._title = title
        self._prompt = LinePrompt(id="line")
        self._prompt.set_value(value)
        self._prompt.input.placeholder = placeholder

    def compose(self) -> ComposeResult:
        """One box."""
        self._prompt.border_title = Content(self._title)
        yield self._prompt

    def on_mount(self) -> None:
        """Say how to keep it."""
        self._prompt.border_subtitle = Content(hints(self.app, {"prompt.keep": "keep", "prompt.drop": "back"}))
