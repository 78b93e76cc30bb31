"""Reads a capture directory: records, what is still live, and the list of all of it."""

from codex_tui.history.decode import Damage
from codex_tui.history.history import Changes, History

__all__ = ["Changes", "Damage", "History"]
