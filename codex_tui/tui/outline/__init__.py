"""The exchanges as lines: sessions, turns, sub-agents, tries; headless, and at the cost of what changes."""

from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.outline import Outline, Sort

__all__ = ["Line", "Outline", "Sort"]
