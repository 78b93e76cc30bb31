"""The inspector in an emulated terminal: what has been sent to it so far, as a person sees it."""

import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pyte
import pytest
from textual import events
from textual.app import REPLACED_KEYS
from textual.drivers import headless_driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from codex_tui.tui import app as inspector
from codex_tui.tui.app import Inspector
from tests.tui.host import Size, rows


class Emulated(HeadlessDriver):
    """Hands on to the emulator what a terminal would get, and to the app what it would send."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.resize(*(self._size or (80, 24)))

    @property
    def is_headless(self) -> bool:
        """To the app it is a terminal like any other."""
        return False

    def write(self, data: str) -> None:
        """Take what is to be drawn."""
        self._stream.feed(data)

    def resize(self, width: int, height: int) -> None:
        """Be another, with nothing on it."""
        self.terminal = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.terminal)

    def key(self, name: str) -> None:
        """Press one, by Textual's name or its own character."""
        name = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
        try:
            char = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
        except KeyError:
            char = name if len(name) == 1 else None
        self.process_message(events.Key(name, char))

    def mouse(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> None:
        """Press, release, move or scroll there."""
        self.process_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))


@asynccontextmanager
async def emulating(
    app: Inspector, size: Size, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Pilot[None], Emulated]]:
    """The app in a terminal of that size."""
    monkeypatch.setattr(headless_driver, "HeadlessDriver", Emulated)
    monkeypatch.setattr(inspector, "hung_up", lambda: False)
    async with app.run_test(size=size, notifications=True) as pilot:
        assert isinstance(app._driver, Emulated)
        yield pilot, app._driver


def differing(pilot: Pilot[None], driver: Emulated) -> list[tuple[str, str]]:
    """Rows that the terminal shows, and what they should be, where that is not the same."""
    shown = [row.rstrip() for row in driver.terminal.display]
    return [(there, due) for there, due in zip(shown, rows(pilot), strict=True) if there != due]
