"""What is looked for in bodies: the free texts of a query, and the bytes by which most exchanges are ruled out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.history.needle import Needle, needle

if TYPE_CHECKING:
    from codex_tui.history.query import Query, Text


class Sought(NamedTuple):
    """``texts``: a line that holds one of them is a hit. ``rare``: an exchange that is meant holds one of these.

    Of neither is told anything where they are empty.
    """

    texts: tuple[Text, ...]
    rare: tuple[Text, ...] = ()

    @property
    def candidates(self) -> Needle:
        """What the line of an exchange holds some of if that is meant."""
        return _any_of(self.rare)

    @property
    def hits(self) -> Needle:
        """What a text holds some of if it is a hit."""
        return _any_of(self.texts)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds all of the texts at once, to mark them; an expression that cannot stand among others is left out."""
        if len(self.texts) == 1:
            return self.texts[0].pattern
        alone = [f"(?i:{text.words})" if text.is_regex else text.pattern.pattern for text in self.texts]
        return re.compile("|".join(filter(_stands_among_others, alone)) or r"(?!)")


def sought_of(query: Query) -> Sought:
    """What ``query`` looks for: of words that must all occur, the one that tells most rules out."""
    return Sought(query.texts, query.condition.least())


@lru_cache(16)
def _any_of(texts: tuple[Text, ...]) -> Needle:
    needles = [needle(text) for text in texts]
    return tuple(form for each in needles for form in each) if all(needles) else ()


def _stands_among_others(expression: str) -> bool:
    try:
        re.compile(f"()|{expression}")
    except re.error:
        return False
    return True
