"""A query's words."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from codex_tui.history.query.errors import QueryError

Kind = Literal["(", ")", "-", "OR", "key", "text"]


class Token(NamedTuple):
    """``at``: where it begins, from 0. Of a ``key``, such as ``model:``, ``value`` is what follows the colon.

    ``value_at``: where the value begins. ``quoted``: nothing in it is anything but text.
    """

    kind: Kind
    at: int
    text: str = ""
    value: str = ""
    value_at: int = 0
    quoted: bool = False


_KEY = re.compile(r"([A-Za-z][A-Za-z_]*):(?!//)")
_WORD = re.compile(r'[^\s()"]+')
_VALUE = re.compile(r'[^\s()"]*')
_REGEX = re.compile(r"\S*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


def tokens(text: str) -> Iterator[Token]:
    """In order; raises :class:`QueryError` where a quote is not closed."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _token(text, at)
        yield token


def _token(text: str, at: int) -> tuple[Token, int]:
    match text[at]:
        case "(":
            return Token("(", at), at + 1
        case ")":
            return Token(")", at), at + 1
        case "-" if text[at + 1 : at + 2].strip():
            return Token("-", at), at + 1
        case '"':
            value, end = _quoted(text, at)
            return Token("text", at, value, quoted=True), end
    if key := _KEY.match(text, at):
        value, end, quoted = _value(text, key.end(), _REGEX if key[1].lower() == "re" else _VALUE)
        return Token("key", at, key[1].lower(), value, key.end(), quoted), end
    word = _WORD.match(text, at)
    assert word is not None
    return Token("OR" if word[0] == "OR" else "text", at, word[0]), word.end()


def _value(text: str, at: int, unquoted: re.Pattern[str]) -> tuple[str, int, bool]:
    if text[at : at + 1] == '"':
        value, end = _quoted(text, at)
        return value, end, True
    found = unquoted.match(text, at)
    assert found is not None
    value = found[0]
    while value.endswith(")") and value.count(")") > value.count("("):
        value = value[:-1]  # it closes a group of the query
    return value, at + len(value), False


def _quoted(text: str, at: int) -> tuple[str, int]:
    found = _QUOTED.match(text, at)
    if found is None:
        raise QueryError(at + 1, "this quote is not closed.", 'Close it with another ".')
    return _ESCAPED.sub(r"\1", found[1]), found.end()
