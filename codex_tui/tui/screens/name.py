"""Asks for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from codex_tui.tui.screens.covering import CoveringScreen
from codex_tui.tui.widgets.frame.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import ComposeResult


class NamePrompt(Prompt):
    """One line for a name."""

    KEYS: ClassVar = ("name.keep", "name.drop")

    def on_mount(self) -> None:
        """What stands before it."""
        self.lead.say([(" ", "muted")], 1)
        self.tail.say([], 1)
        self.input.focus()

    def action_keep(self) -> None:
        """Enter."""
        self.screen.dismiss(self.value.strip() or None)

    def action_drop(self) -> None:
        """Escape."""
        self.screen.dismiss(None)


class NameScreen(CoveringScreen[str | None]):
    """Gives a name, None for none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """One box."""
        prompt = NamePrompt(id="name")
        prompt.border_title = Content(self._title)
        prompt.border_subtitle = Content("enter  save    esc  back")
        yield prompt
