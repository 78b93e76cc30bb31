"""Messages that stay until they are sent away, or are true no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from codex_tui.neutral import neutral

if TYPE_CHECKING:
    from textual.app import App

_LONG = 86_400
"""Seconds."""


def insist(app: App[Any], message: str, severity: Literal["warning", "error"] = "error") -> None:
    """Show ``message``, and leave it there."""
    app.notify(neutral(message), severity=severity, timeout=_LONG, markup=False)
    app.call_later(_refresh_keys, app)  # once it stands there, a key sends it away


def stays(app: App[Any]) -> bool:
    """Whether there is one that does not go by itself."""
    return any(each.timeout >= _LONG for each in app._notifications)


def withdraw(app: App[Any], message: str) -> None:
    """Take ``message`` back, if it still stands there."""
    gone = [each for each in app._notifications if each.message == neutral(message)]
    for each in gone:
        app._unnotify(each, refresh=False)
    if gone:
        app._refresh_notifications()
        _refresh_keys(app)


def _refresh_keys(app: App[Any]) -> None:
    if app.screen_stack:
        app.screen.refresh_bindings()
