"""How a state looks in a line of output."""

from codex_tui.history.summary import State

#: Its shape, which tells it without colour, and its style on a terminal.
STATE_MARKS: dict[State, tuple[str, str]] = {
    "live": ("●", "green"),
    "complete": ("✓", "green"),
    "failed": ("✗", "red"),
    "aborted": ("■", "yellow"),
    "interrupted": ("□", "red"),
}
