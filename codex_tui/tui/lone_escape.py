"""An escape that comes alone is the key; one that more follows at once begins the sequence of another key."""

import os
import selectors
from collections.abc import Sequence
from types import SimpleNamespace

from textual import constants
from textual.drivers import linux_driver

_ALONE = 0.03
"""Seconds in which nothing else came: a terminal sends a sequence at once, and tmux waits 0.01. ESCDELAY (in ms),
which other programs read too, counts before it; Textual has 0.1."""

_BEYOND = 0.001


class _Selector(selectors.SelectSelector):
    """Wakes its reader once an escape that it has read turns out to be alone; Textual looks ten times a second."""

    _has_read = False

    def select(self, timeout: float | None = None) -> Sequence[tuple[selectors.SelectorKey, int]]:  # type: ignore[override]
        """As it is, but after something was read it waits no longer than for what may follow."""
        if self._has_read:
            soon = constants.ESCAPE_DELAY + _BEYOND
            timeout = soon if timeout is None else min(timeout, soon)
        ready = super().select(timeout)
        self._has_read = bool(ready)
        return ready


def heed_soon() -> None:
    """For drivers that are started from now on."""
    if not os.environ.get("ESCDELAY"):
        constants.ESCAPE_DELAY = _ALONE  # type: ignore[misc]
    own = SimpleNamespace(SelectSelector=_Selector, EVENT_READ=selectors.EVENT_READ)
    vars(linux_driver)["selectors"] = own
