"""A screen before another one, which shows through, dimmed."""

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.command import CommandPalette
from textual.errors import NoWidget
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen

from codex_tui.tui.sparing import SparingScreen

T = TypeVar("T")


@lru_cache(maxsize=4096)
def _tinted(style: Style | None, color: Color) -> Style:
    [segment] = BackgroundScreen.process_segments([Segment("x", style)], color)
    tinted = segment.style or Style.null()
    # Without colours, or with the terminal's own, there is nothing to tint.
    return tinted if color.a and (tinted.color or tinted.bgcolor) else tinted + Style(dim=True)


class _Dimmed(BackgroundScreen):
    """A screen has few styles and many segments, and is dimmed again whenever it changes beneath."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        for segment in segments:
            yield segment if segment.control else Segment(segment.text, _tinted(segment.style, color))


def dimmed(drawn: RenderableType) -> RenderableType:
    """A screen drawn beneath another one, as Textual would dim it, at a fraction of the cost."""
    return _Dimmed(drawn.screen, drawn.color) if isinstance(drawn, BackgroundScreen) else drawn


def _is_beside(box: Screen[Any], event: events.Click) -> bool:
    """Whether nothing of what ``box`` holds was clicked."""
    try:
        return box.get_widget_at(*event.screen_offset)[0] is box
    except NoWidget:  # the screen has become smaller meanwhile
        return False


class CoveringScreen(ModalScreen[T], SparingScreen[T]):
    """A box over a screen that goes on beneath; ``T`` is what it gives when it is left.

    ``left_by_click``: a click beside the box leaves it; not where that would cost what was typed.
    """

    left_by_click = True

    def on_click(self, event: events.Click) -> None:
        """Leave it with nothing."""
        if self.left_by_click and _is_beside(self, event):
            self.dismiss(None)

    def render(self) -> RenderableType:
        """What is beneath, dimmed."""
        return dimmed(super().render())


class Palette(CommandPalette, SparingScreen[None]):
    """Every action, over a screen that goes on beneath."""

    def on_click(self, event: events.Click) -> None:
        """Leave it, as Textual would, which does not reckon with a screen that has become smaller."""
        event.prevent_default()
        if _is_beside(self, event):
            self._action_escape()

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):  # Textual's list has no pages where there is no room for it
            super()._action_command_list(action)

    def render(self) -> RenderableType:
        """What is beneath, dimmed."""
        return dimmed(super().render())
