"""A note on one exchange, in a line of its own."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from codex_tui.tui.screens.covering import CoveringScreen


class NoteScreen(CoveringScreen[str | None]):
    """Gives the text, empty where it is to go, None where nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def __init__(self, number: int, note: str) -> None:
        super().__init__()
        self._number = number
        self._input = Input(note, placeholder="what is worth knowing about it", id="note")

    def compose(self) -> ComposeResult:
        """One box."""
        self._input.border_title = Content(f"Note on #{self._number}")
        self._input.border_subtitle = Content("enter  keep    esc  back")
        self._input.cursor_blink = False
        yield self._input

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """As it was."""
        self.dismiss(None)
