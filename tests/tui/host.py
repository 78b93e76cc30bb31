"""Apps for tests, and what a person sees of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

import codex_tui.tui
from codex_tui.tui.app import Inspector
from codex_tui.tui.themes import DARK, THEMES, role_variables
from tests.deadline import eventually_async
from tests.tui import story

_PACKAGE = Path(codex_tui.tui.__file__).parent

Size = tuple[int, int]


class Host(App[None]):
    """Nothing but one widget, in the inspector's looks."""

    CSS_PATH: ClassVar = sorted(_PACKAGE.glob("widgets/**/*.tcss"), key=lambda path: path.parent.name != "lines")

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self.animation_level = "none"
        self.widget = widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return role_variables(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.widget


@asynccontextmanager
async def showing(widget: Widget, size: Size = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The widget alone on a screen, focused."""
    async with Host(widget).run_test(size=size) as pilot:
        widget.focus()
        await pilot.pause()
        yield pilot


@asynccontextmanager
async def inspecting(captures: Path, size: Size = (120, 35)) -> AsyncIterator[Pilot[None]]:
    """The inspector on a capture directory, without a proxy; what is there has been read and opened."""
    app = Inspector(captures, None, story.clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[Any]) -> None:
    """Until all is read and the exchange under the cursor is the one that is opened."""
    app = pilot.app
    await pilot.pause()
    if isinstance(app, Inspector):
        desk = app.inspector.desk
        await sees(pilot, lambda: (desk.settled and not desk.feed.history.unread) or not len(desk.feed.outline))


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """The screen after these keys."""
    await pilot.press(*keys)
    await settle(pilot)
    return text(pilot)


async def sees(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Wait for a condition, the app running on."""
    await eventually_async(condition)
    await pilot.pause()


def strips(pilot: Pilot[Any]) -> list[Strip]:
    """What is drawn; as for a frame, what lies beneath the screen is given with it: it is kept, were it blank."""
    visible_screen_stack.set(pilot.app._background_screens)
    return pilot.app.screen._compositor.render_strips()


def rows(pilot: Pilot[Any]) -> list[str]:
    """The screen's lines."""
    return [strip.text.rstrip() for strip in strips(pilot)]


def text(pilot: Pilot[Any]) -> str:
    """The whole screen."""
    return "\n".join(rows(pilot))


def row_with(pilot: Pilot[Any], part: str) -> str:
    """The first line that holds ``part``."""
    return next(row for row in rows(pilot) if part in row)


def style_at(pilot: Pilot[Any], part: str, *, on: str = "") -> Any:
    """The style of the first character of ``part`` where it first appears, in a line that holds ``on``."""
    for strip in strips(pilot):
        at = strip.text.find(part)
        if at >= 0 and on in strip.text:
            place = 0
            for segment in strip:
                if place <= at < place + len(segment.text):
                    return segment.style
                place += len(segment.text)
    raise AssertionError(f"{part!r} is not on the screen")
