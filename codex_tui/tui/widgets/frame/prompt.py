"""A line to type into, with a word before it and what it comes to behind it."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal
from textual.keys import _character_to_key
from textual.message import Message
from textual.widgets import Input

from codex_tui.neutral import neutral_line
from codex_tui.tui.ink import ink_of
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Pieces, crop, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

Inked = tuple[int, int, str]
"""Characters from, to, and their ink."""

_TYPED = frozenset(map(_character_to_key, string.printable.rstrip()))


class PromptInput(Input):
    """One line without a box, whose text may be coloured."""

    def __init__(self, colour: Callable[[str], Sequence[Inked]], asks: Callable[[str], bool]) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._colour = colour
        self._asks = asks

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every key that types something; Textual does not know that ``slash`` does.

        The one that asks what may be typed does so where nothing is, and is a character after that.
        """
        if not self.value and self._asks(key):
            return False
        return key in _TYPED or super().check_consume_key(key, character)

    def watch_value(self, before: str, after: str) -> None:
        """Keys mean something else from the first character on."""
        if bool(before) != bool(after):
            self.refresh_bindings()

    @property
    def _value(self) -> Text:
        """The text in its colours; a control in it is one symbol."""
        ink = ink_of(self.app)
        shown = "".join(char if char.isprintable() else "␀" for char in self.value)
        text = Text(shown, no_wrap=True, overflow="ignore", end="")
        for begin, end, words in self._colour(self.value):
            text.stylize(ink[words], begin, end)
        return text

    def _on_paste(self, event: events.Paste) -> None:
        """All of it, on one line."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(neutral_line(event.text))


class Said(Drawn):
    """Pieces at one end of the line."""

    def __init__(self, *, against_right: bool = False) -> None:
        super().__init__()
        self._pieces: Pieces = ()
        self._right = against_right

    def say(self, pieces: Pieces, width: int) -> None:
        """Show these in ``width`` cells."""
        self._pieces = pieces
        if self.styles.width is None or self.styles.width.value != width:
            self.styles.width = width
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        pieces = crop(self._pieces, width)
        space = max(0, width - width_of(pieces)) if self._right else 0
        return [[(" " * space, "muted"), *pieces]]


class Prompt(Horizontal):
    """``KEYS``: the actions that keys reach while it is typed into. Messages tell the value."""

    KEYS: ClassVar[Sequence[str]] = ()

    @dataclass
    class Changed(Message):
        """Something was typed."""

        prompt: Prompt
        value: str

        @property
        def control(self) -> Prompt:
            """The prompt itself."""
            return self.prompt

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = [*bindings(*cls.KEYS, priority=True)]
        super().__init_subclass__()

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lead = Said()
        self.input = PromptInput(self.colour, self._asks)
        self.tail = Said(against_right=True)

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield self.lead
        yield self.input
        yield self.tail

    def colour(self, value: str) -> Sequence[Inked]:
        """The inks of what is typed."""
        return ()

    @property
    def idle(self) -> Sequence[str]:
        """Of ``KEYS`` those that do nothing now; the footer is silent about them."""
        return ()

    def _asks(self, key: str) -> bool:
        """Whether ``key`` asks what may be typed."""
        return any(binding.id == "language" for binding in self._bindings.key_to_bindings.get(key, ()))

    @property
    def value(self) -> str:
        """What is typed."""
        return self.input.value

    def set_value(self, value: str) -> None:
        """Put this there, the cursor behind it; nothing is told."""
        with self.input.prevent(Input.Changed):
            self.input.value = value
            self.input.cursor_position = len(value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell in our own words."""
        event.stop()
        self.post_message(self.Changed(self, event.value))
