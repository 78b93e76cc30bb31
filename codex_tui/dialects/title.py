"""What a session is called by: the title that Codex asked a model for, and the words that the user began with."""

import re
from collections.abc import Iterable, Iterator, Sequence

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.shapes import parse, text

#: What stands before the user's words in Codex's request for a title.
_QUOTED = "User prompt:\n"
#: What Codex says of the machine and the project as if the user had.
_CONTEXT = re.compile(r"\s*(?:<([a-z_]+)>.*</\1>\s*\Z|# AGENTS\.md instructions)", re.DOTALL | re.IGNORECASE)
_LONGEST = 80  # characters


def title_in(answer: Iterable[Part]) -> str | None:
    """The title that an answer gives, as ``{"title": …}`` or as it stands."""
    said = "".join(part.text for part in answer if part.kind == "message")
    value = parse(said) if said.lstrip().startswith("{") else None
    return _line(text(value, "title") if isinstance(value, dict) else said) or None


def asking_of(parts: Sequence[Part]) -> str | None:
    """The user's own words that stand last in a request."""
    return next(_own_words(reversed(parts)), None)


def opening_of(parts: Sequence[Part]) -> str | None:
    """The user's own first words, also where a request for a title quotes them: so it is told whose title it is."""
    return next((words.partition(_QUOTED)[2] or words for words in _own_words(parts)), None)


def _own_words(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind != "message" or part.role != "user" or part.origin != "request":
            continue
        if part.text.strip() and not _CONTEXT.match(part.text):
            yield part.text


def _line(words: str) -> str:
    line = " ".join(words[: _LONGEST * 8].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
