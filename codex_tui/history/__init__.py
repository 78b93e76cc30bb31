"""Reads a capture directory: records, what is still live, and the list of all of it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codex_tui.history.decode import Damage
    from codex_tui.history.history import Changes, History

__all__ = ["Changes", "Damage", "History"]

_MODULES = {"Changes": "history", "Damage": "decode", "History": "history"}


def __getattr__(name: str) -> Any:
    """Import what is asked for: a command that needs only the index starts in a third of the time."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
