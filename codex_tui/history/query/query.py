"""A query that has been understood."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Protocol

import msgspec

from codex_tui.history.summary import Summary

_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


class Text(msgspec.Struct, frozen=True, dict=True):
    """Free text, found in any case: ``words`` as they stand, or ``is_regex``.

    Of words an ASCII letter stands for none but its own two cases, not for the sign of Kelvin or a long s.
    """

    words: str
    is_regex: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Raises re.error where a regular expression is none."""
        if self.is_regex:
            return re.compile(self.words, re.IGNORECASE)
        return re.compile(_RUN.sub(_in_any_case, self.words))


def _in_any_case(run: re.Match[str]) -> str:
    return f"(?{'ai' if run[0].isascii() else 'i'}:{re.escape(run[0])})"


#: Whether an exchange holds a text.
Finds = Callable[[Summary, Text], bool]


def finds_in_summary(summary: Summary, text: Text) -> bool:
    """Whether the list itself shows the text."""
    shown = (summary.preview, summary.outcome, summary.model, summary.url, summary.error)
    return any(text.pattern.search(each) for each in shown if each)


class Annotated(msgspec.Struct, frozen=True):
    """What a person put on exchanges: the ids of those that are marked, and of those that have a note."""

    marked: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()


NOTHING_ANNOTATED = Annotated()


class Asked(msgspec.Struct, frozen=True):
    """What a condition may look at beside the summary."""

    now: datetime
    finds: Finds
    annotated: Annotated


class Condition(Protocol):
    """A part of a query."""

    def holds(self, summary: Summary, asked: Asked) -> bool:
        """Whether it is true of an exchange."""

    def texts(self) -> Iterator[Text]:
        """The free texts in it that are not negated."""

    def least(self) -> tuple[Text, ...]:
        """Texts of which an exchange holds at least one where it is true; none where nothing can be told."""


class All(msgspec.Struct, frozen=True):
    """True where all of its parts are; of none too."""

    parts: tuple[Condition, ...]

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return all(part.holds(summary, asked) for part in self.parts)

    def texts(self) -> Iterator[Text]:
        for part in self.parts:
            yield from part.texts()

    def least(self) -> tuple[Text, ...]:
        telling = (each for part in self.parts if (each := part.least()))
        return max(telling, key=lambda texts: min(len(text.words) for text in texts), default=())


class Either(msgspec.Struct, frozen=True):
    """True where one of its parts is."""

    parts: tuple[Condition, ...]

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return any(part.holds(summary, asked) for part in self.parts)

    def texts(self) -> Iterator[Text]:
        for part in self.parts:
            yield from part.texts()

    def least(self) -> tuple[Text, ...]:
        each = [part.least() for part in self.parts]
        return tuple(text for texts in each for text in texts) if all(each) else ()


class Not(msgspec.Struct, frozen=True):
    """True where its part is not."""

    part: Condition

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return not self.part.holds(summary, asked)

    def texts(self) -> Iterator[Text]:
        yield from ()

    def least(self) -> tuple[Text, ...]:
        return ()


class Holds(msgspec.Struct, frozen=True):
    """A qualifier."""

    test: Callable[[Summary, datetime], bool]

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return self.test(summary, asked.now)

    def texts(self) -> Iterator[Text]:
        yield from ()

    def least(self) -> tuple[Text, ...]:
        return ()


class IsAnnotated(msgspec.Struct, frozen=True):
    """``name``: marked or noted."""

    name: str

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return summary.id in (asked.annotated.marked if self.name == "marked" else asked.annotated.noted)

    def texts(self) -> Iterator[Text]:
        yield from ()

    def least(self) -> tuple[Text, ...]:
        return ()


class Contains(msgspec.Struct, frozen=True):
    """A free text."""

    text: Text

    def holds(self, summary: Summary, asked: Asked) -> bool:
        return asked.finds(summary, self.text)

    def texts(self) -> Iterator[Text]:
        yield self.text

    def least(self) -> tuple[Text, ...]:
        return (self.text,)


class Query(msgspec.Struct, frozen=True):
    """``source``: as it was typed. An empty one matches everything."""

    source: str
    condition: Condition

    def matches(
        self,
        summary: Summary,
        now: datetime,
        finds: Finds = finds_in_summary,
        annotated: Annotated = NOTHING_ANNOTATED,
    ) -> bool:
        """Whether an exchange is meant. ``now`` is aware; ``finds`` looks for free text."""
        return self.condition.holds(summary, Asked(now, finds, annotated))

    @property
    def is_text(self) -> bool:
        """Whether it is one text and nothing else: then whatever holds that is meant."""
        return isinstance(self.condition, Contains)

    @property
    def texts(self) -> tuple[Text, ...]:
        """What to look for in bodies, and to show where it was found; each once."""
        return tuple(dict.fromkeys(self.condition.texts()))
