"""The column between two panes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from codex_tui.tui.ink import ink_of
from codex_tui.tui.widgets.lines.pieces import filtered, strip

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Region
    from textual.strip import Strip


class Divider(Widget):
    """``┬ │ ┴``, so that the panes' rules meet in it."""

    ALLOW_SELECT = False

    ink = "rule"

    def render_lines(self, crop: Region) -> list[Strip]:
        """The cells that differ are made once."""
        ink, ground = ink_of(self.app), self.rich_style
        top, between, bottom = filtered((strip([(glyph, self.ink)], ink, ground, 1) for glyph in "┬│┴"), self)
        ends = {0: top, self.size.height - 1: bottom}
        return [ends.get(y, between) for y in crop.line_range]


class Handle(Divider):
    """One that a person can pull; under the pointer it is lit."""

    @dataclass
    class Pulled(Message):
        """It was pulled to column ``x`` of the screen; None: it was clicked twice, to stand where it did at first."""

        handle: Handle
        x: int | None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of it."""
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer while it is held."""
        if self.app.mouse_captured is self and event.screen_x != self.region.x:
            self.post_message(self.Pulled(self, event.screen_x))

    def on_mouse_up(self) -> None:
        """Let it go."""
        self.release_mouse()

    def on_hide(self) -> None:
        """Nobody could let it go any more."""
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Twice: put it back."""
        if event.chain > 1:
            self.post_message(self.Pulled(self, None))

    def on_enter(self) -> None:
        """It can be taken hold of."""
        self._light("primary")

    def on_leave(self) -> None:
        """No longer."""
        self._light("rule")

    def _light(self, ink: str) -> None:
        self.ink = ink
        self.refresh()
