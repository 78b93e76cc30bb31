"""What a start leaves for when it stands on the screen: it comes sooner then, and no first key waits for it.

Functions that a key leads to import what they need themselves. Here all of it is imported beside the screen.
"""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.css.stylesheet import Stylesheet

MODULES = (
    "dialects.context",
    "tui.commands",
    "tui.screens.covering",
    "tui.screens.choice",
    "tui.screens.help",
    "tui.view_search",
    "tui.sieve",
    "tui.blame",
    "history.query.completion",
    "history.query.parser",
    "history.query.clauses",
    "tui.naming",
    "tui.copying",
    "tui.exporting",
    "tui.screens.search",
    "tui.screens.line",
    "tui.screens.compare",
    "tui.screens.statistics",
    "tui.screens.report",
    "clipboard",
)
"""The likeliest first."""

STYLES = (
    "screens/choice.tcss",
    "screens/covering.tcss",
    "screens/line.tcss",
    "screens/help.tcss",
    "screens/page.tcss",
    "widgets/find/find.tcss",
    "widgets/frame/tab_strip.tcss",
    "widgets/raw/raw.tcss",
    "widgets/transcript/transcript.tcss",
)
"""Of what is not in the first frame."""

_RARELY = (5_000, 2, 3_400)
"""How often the collector looks: all that a long history keeps takes it half a second to look through, and what is
new since the last few times, as where a list is filled or sorted, must take no longer than a key may."""


def read_styles(stylesheet: Stylesheet) -> None:
    """Before there is anything that they are of."""
    stylesheet.read_all([Path(__file__).parent / name for name in STYLES])


def load() -> None:
    """Import it in a thread; then let Python's collector work again, on nothing that was there before."""
    Thread(target=_load, name="load", daemon=True).start()


def _load() -> None:
    try:
        for name in MODULES:
            import_module(f"codex_tui.{name}")
    finally:
        collect_rarely()


def collect_rarely() -> None:
    """Have Python's collector work on what comes from now on."""
    gc.freeze()
    gc.set_threshold(*_RARELY)
    gc.enable()
