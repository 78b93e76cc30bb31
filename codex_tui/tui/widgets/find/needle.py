"""What is looked for in a view, and how often a text has it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from codex_tui.history.query import Text, text_of


class Needle(NamedTuple):
    """``plain``: the words that ``pattern`` finds, where it finds words; ``exact``: in this case only."""

    pattern: re.Pattern[str]
    plain: str = ""
    exact: bool = False

    @classmethod
    def of(cls, words: str) -> "Needle":
        """``words`` as they stand, or after ``re:`` a regular expression; in any case unless they have capitals.

        Raises QueryError where the expression is none.
        """
        text: Text = text_of(words)
        exact = text.words != text.words.lower()
        plain = "" if text.is_regex else text.words
        if not exact:
            return cls(text.pattern, plain)
        return cls(re.compile(re.escape(plain) if plain else text.words), plain, exact=True)

    def spans(self, text: str, tail: int = 0) -> Iterator[tuple[int, int]]:
        """Where it is found; not where it begins among the ``tail`` last characters, and nowhere empty."""
        end = len(text) - tail
        for match in self.pattern.finditer(text):
            if match.start() >= end:
                return
            if match.start() < match.end():
                yield match.span()

    def count(self, text: str, tail: int = 0) -> int:
        """How many spans there are; many times as fast as to go through them, where it is words of ASCII."""
        plain = self.plain
        if not plain or not (self.exact or plain.isascii()):
            return sum(1 for _ in self.spans(text, tail))
        if tail:
            text = text[: len(text) - tail + len(plain) - 1]
        if self.exact:
            return text.count(plain)
        if text.isascii():
            return text.lower().count(plain)
        # An ASCII letter stands for its own two cases: bytes know no others.
        return text.encode(errors="surrogatepass").lower().count(plain.encode())

    def narrows(self, before: "Needle") -> bool:
        """Whether all that it finds holds what ``before`` finds."""
        return bool(before.plain) and before.plain in self.plain
