"""Input in its order: a key or a click goes where the one before it has led, however fast they come.

Textual hands each key to what has the focus at that moment, and a click to what is under it. What the key before it
does, such as to open a line to type into, comes to pass a few messages later: what is typed or pasted fast would go
to what was there before.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.errors import NoWidget
from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

_ROUNDS = 2
"""What a key sets off may send messages in its turn."""

_PATIENCE, _AT_MOST = 0.25, 20
"""Seconds between two looks whether a sign is lost, with the widget that it was to come through; and so many looks
after which that widget is taken to be stuck. What a key sets off may take longer than one, on a busy machine."""


class InOrder(App[None]):
    """Holds input back until what came before it has been heeded, and while ``takes_input`` says so."""

    class Heeded(Message):
        """A sign that follows a key through the same queues: where it arrives, all that the key set off has been."""

        def __init__(self, turn: int, rounds: int, screen: Screen[object]) -> None:
            super().__init__()
            self.turn, self.rounds, self.screen = turn, rounds, screen

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Event] = deque()
        self._turn = 0
        self._under_way: asyncio.TimerHandle | None = None
        self._through: Widget | None = None
        self._looks = 0

    @property
    def takes_input(self) -> bool:
        """Whether all stands there that input may be meant for."""
        return True

    def leads_nowhere(self, key: events.Key) -> bool:
        """Whether nothing that comes after ``key`` can be meant for something that it brings about."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """One key at a time."""
        if not isinstance(event, (events.InputEvent, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way is not None or not self.takes_input:
            self._held.append(event)
        else:
            await self._hand_on(event)

    async def release_input(self) -> None:
        """Hand on what is held, as far as it may be."""
        while self._held and self._under_way is None and self.takes_input:
            await self._hand_on(self._held.popleft())

    async def on_in_order_heeded(self, sign: Heeded) -> None:
        """Wait for what has been sent to us meanwhile, such as who is to have the focus."""
        self.call_later(self._heeded, sign)

    async def _hand_on(self, event: events.Event) -> None:
        if not self.screen_stack:
            return  # it ends
        if self._leads_nowhere(event):
            await super().on_event(event)
            return
        self._turn += 1
        self._through, self._looks = None, 0
        self._wait()
        screen, target = self.screen, self._target_of(event)
        await super().on_event(event)
        if self.screen_stack and self.screen is not screen:  # it was left, with all that is in it
            target = self.focused or self.screen
        self._send(self.Heeded(self._turn, _ROUNDS, screen), target)

    def _leads_nowhere(self, event: events.Event) -> bool:
        if isinstance(event, events.MouseEvent):  # to move the pointer, or to scroll
            return not isinstance(event, (events.MouseDown, events.MouseUp))
        return isinstance(event, events.Key) and self.leads_nowhere(event)

    def _target_of(self, event: events.Event) -> Widget:
        if isinstance(event, events.MouseEvent):
            return self.mouse_captured or self._under(event.x, event.y)
        return self.focused or self.screen

    def _under(self, x: float, y: float) -> Widget:
        try:
            return self.get_widget_at(int(x), int(y))[0]
        except NoWidget:
            return self.screen

    async def _heeded(self, sign: Heeded) -> None:
        if sign.turn != self._turn or self._under_way is None or not self.screen_stack:
            return
        if sign.rounds > 1 or sign.screen is not self.screen:
            self._send(self.Heeded(sign.turn, sign.rounds - 1, self.screen), self.focused or self.screen)
            return
        self._under_way.cancel()
        self._under_way = None
        await self.release_input()

    def _send(self, sign: Heeded, target: Widget) -> None:
        if not target.post_message(sign) and self.screen_stack:
            target = self.screen
            target.post_message(sign)
        self._through = target

    def _wait(self) -> None:
        self._under_way = asyncio.get_running_loop().call_later(_PATIENCE, self._look_for_sign)

    def _look_for_sign(self) -> None:
        """Go on without the sign where it will not come any more."""
        self._looks += 1
        if self._looks < _AT_MOST and (self._through is None or self._through.is_running):
            self._wait()
            return
        self._under_way = None
        self.call_later(self.release_input)
