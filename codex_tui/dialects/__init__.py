"""Events into one Conversation, a module per API."""

from codex_tui.dialects.context import InContext
from codex_tui.dialects.new_parts import mark_new
from codex_tui.dialects.reading import Reading, read
from codex_tui.dialects.title import opening_of, title_of

__all__ = ["InContext", "Reading", "mark_new", "opening_of", "read", "title_of"]
