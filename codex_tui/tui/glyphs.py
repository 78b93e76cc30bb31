"""The shapes that carry meaning without colour, each one cell wide."""

from codex_tui.history.summary import State

LIVE = "●"
COMPLETE = "✓"
FAILED = "✗"
ABORTED = "■"
INTERRUPTED = "□"
IDLE = "○"
FOLDED = "▸"
UNFOLDED = "▾"
WARNING = "▲"
MARKED = "◆"
NOTE = "¶"
CURSOR = "▌"
SHELL = "$"
CUT = "…"
ESTIMATED = "~"
SAME = "="
CHANGED = "~"
ADDED = "+"
REMOVED = "−"
BECAME = "→"
SENT = "↑"
RECEIVED = "↓"
MISSING = "⋮"
UNREPORTED = "·"
NONE = "–"
ROLE_BAR = "▎"
BULLET = "•"
HORIZONTAL = "─"
BAR = "━"
COLUMNS = "▁▂▃▄▅▆▇█"
SHADED = "▒"
THUMB = "▐"

STATES: dict[State, tuple[str, str]] = {
    "live": (LIVE, "success"),
    "complete": (COMPLETE, "success"),
    "failed": (FAILED, "error"),
    "aborted": (ABORTED, "warning"),
    "interrupted": (INTERRUPTED, "error"),
}
"""Shape and colour of each state."""
