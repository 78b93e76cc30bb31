"""Opens the inspector in the terminal, and sees to its end.

A start makes much that stays and next to no garbage, which Python's collector would go through again and again: it
rests until the first frame is drawn, see :mod:`codex_tui.tui.later`.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from codex_tui.tui.terminal import require_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.proxy import ProxyOptions, Supervisor
    from codex_tui.tui.app import Inspector

_TURN = 0.0005
"""Seconds that a thread which wants the interpreter waits for it, as the one that writes what is drawn does while
the screen goes on: 5 ms as a rule, a third of what a key may take."""


def load() -> None:
    """Import what draws, which takes most of a start; raises CodexTuiError without a terminal."""
    require_terminal()
    gc.disable()
    sys.setswitchinterval(_TURN)
    _import_asyncio()
    import codex_tui.tui.app  # noqa: F401
    from codex_tui.tui import lone_escape

    lone_escape.heed_soon()


def _import_asyncio() -> None:
    """Without TLS, which nothing speaks in our event loop: to load OpenSSL takes longer than all the rest of it."""
    if "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # to asyncio, a Python that was built without
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]  # whoever else imports it gets it


def run_inspector(
    captures: Path, supervisor: Supervisor | None, theme: str | None = None, glyphs: str | None = None
) -> int:
    """Show the inspector until its end, then end the proxy if it is ours; raises CodexTuiError without a terminal.

    ``theme`` and ``glyphs`` count before the settings.
    """
    load()
    import asyncio

    from codex_tui.tui.app import Inspector
    from codex_tui.tui.preferences import preferences

    return asyncio.run(_run(Inspector(captures, supervisor, wanted=preferences(theme, glyphs))))


def run_wizard(captures: Path, options: ProxyOptions, model: str) -> int:
    """Set up, then inspect, until its end; raises CodexTuiError without a terminal."""
    load()
    import asyncio

    from codex_tui.tui.preferences import preferences
    from codex_tui.tui.set_up import SetUp

    return asyncio.run(_run(SetUp(captures, options, model, preferences())))


async def _run(app: Inspector) -> int:
    try:
        await app.run_async()
        if app.failure is not None:
            raise app.failure
        app.save()
    finally:
        await app.end()
    return app.return_code or 0
