"""Events into one Conversation, a module per API."""

from codex_tui.dialects.context import InContext
from codex_tui.dialects.new_parts import mark_new
from codex_tui.dialects.reading import Reading, read

__all__ = ["InContext", "Reading", "mark_new", "read"]
