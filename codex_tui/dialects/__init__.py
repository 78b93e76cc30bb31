"""Events into one Conversation, a module per API."""

from typing import TYPE_CHECKING

from codex_tui.deferred import deferred

if TYPE_CHECKING:
    from codex_tui.dialects.context import InContext
    from codex_tui.dialects.new_parts import mark_new
    from codex_tui.dialects.reading import Reading, read

__all__ = ["InContext", "Reading", "mark_new", "read"]

# What an index knows is listed without any of them.
__getattr__ = deferred(
    __name__, {"InContext": "context", "Reading": "reading", "mark_new": "new_parts", "read": "reading"}
)
