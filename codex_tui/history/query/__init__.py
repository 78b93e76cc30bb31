"""The filter language: qualifiers as ``status:5xx`` or ``dur:>2s``, and free text, over what a list knows.

A space is AND, ``OR`` is or, ``-`` negates, parentheses group, quotes hold together.
"""

from codex_tui.history.query.completion import Known, Offer, completions, offers
from codex_tui.history.query.errors import QueryError
from codex_tui.history.query.parser import parse, text_of
from codex_tui.history.query.parts import parts
from codex_tui.history.query.query import Annotated, Query, Text

__all__ = [
    "Annotated",
    "Known",
    "Offer",
    "Query",
    "QueryError",
    "Text",
    "completions",
    "offers",
    "parse",
    "parts",
    "text_of",
]
