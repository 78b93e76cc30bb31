"""The filter language: qualifiers as ``status:5xx`` or ``dur:>2s``, and free text, over what a list knows.

A space is AND, ``OR`` is or, ``-`` negates, parentheses group, quotes hold together.
"""

from typing import TYPE_CHECKING

from codex_tui.deferred import deferred

if TYPE_CHECKING:
    from codex_tui.history.query.clauses import parts
    from codex_tui.history.query.completion import Known, Offer, completions, offers
    from codex_tui.history.query.errors import QueryError
    from codex_tui.history.query.language import explained
    from codex_tui.history.query.parser import parse, text_of
    from codex_tui.history.query.query import Annotated, Query, Text

__all__ = [
    "Annotated",
    "Known",
    "Offer",
    "Query",
    "QueryError",
    "Text",
    "completions",
    "explained",
    "offers",
    "parse",
    "parts",
    "text_of",
]

# A list that nobody filters needs next to nothing of it.
__getattr__ = deferred(
    __name__,
    {
        "Annotated": "query",
        "Known": "completion",
        "Offer": "completion",
        "Query": "query",
        "QueryError": "errors",
        "Text": "query",
        "completions": "completion",
        "explained": "language",
        "offers": "completion",
        "parse": "parser",
        "parts": "clauses",
        "text_of": "parser",
    },
)
