"""Understands a query."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from codex_tui.history.query.errors import QueryError
from codex_tui.history.query.qualifiers import ANNOTATED, QUALIFIERS
from codex_tui.history.query.query import All, Condition, Contains, Either, Holds, IsAnnotated, Not, Query, Text
from codex_tui.history.query.tokens import Token, tokens

_DEEPEST = 50
_REGEX = "re:"


def parse(source: str) -> Query:
    """Raises :class:`QueryError`."""
    return Query(source, _Parser(source).whole())


class _Parser:
    """By recursive descent: ``any`` of ``all`` of ``one``."""

    def __init__(self, source: str) -> None:
        self._end = len(source)
        self._tokens: Sequence[Token] = list(tokens(source))
        self._next = 0
        self._depth = 0

    def whole(self) -> Condition:
        if not self._tokens:
            return All(())
        condition = self._any()
        if token := self._peek():
            raise QueryError(token.at + 1, "this parenthesis closes none.", "Take it out, or quote it.")
        return condition

    def _any(self) -> Condition:
        parts = [self._all()]
        while (token := self._peek()) and token.kind == "OR":
            self._next += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Condition:
        parts = []
        while (token := self._peek()) and token.kind not in {"OR", ")"}:
            self._next += 1
            parts.append(self._one(token))
        if not parts:
            at = token.at if token else self._end
            raise QueryError(at + 1, "here something is missing.", 'Quote "OR" and parentheses to search for them.')
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, token: Token) -> Condition:
        match token.kind:
            case "(":
                return self._nested(token, self._group)
            case "-":
                return self._nested(token, self._negated)
            case "key":
                if token.text == "re":
                    return Contains(_regex(token.value, token.value_at))
                return _qualifier(token)
        return Contains(Text(token.text))

    def _nested(self, token: Token, parse_rest: Callable[[Token], Condition]) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError(token.at + 1, "this is nested too deeply.")
        condition = parse_rest(token)
        self._depth -= 1
        return condition

    def _group(self, opened: Token) -> Condition:
        condition = self._any()
        if self._peek() is None:
            raise QueryError(opened.at + 1, "this parenthesis is not closed.", "Close it, or quote it.")
        self._next += 1
        return condition

    def _negated(self, token: Token) -> Condition:
        negated = self._peek()
        if negated is None or negated.kind in {"OR", ")"}:
            raise QueryError(token.at + 1, "this negates nothing.", 'Quote "-" to search for it.')
        self._next += 1
        return Not(self._one(negated))

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None


def _qualifier(token: Token) -> Condition:
    qualifier = QUALIFIERS.get(token.text)
    if qualifier is None:
        near = get_close_matches(token.text, QUALIFIERS, n=1)
        meant = f"Did you mean {near[0]}:? " if near else ""
        raise QueryError(
            token.at + 1,
            f"there is no key {token.text}:.",
            f"{meant}To search for it as text, quote it.",
            len(token.text) + 1,
        )
    values = [token.value] if token.quoted else token.value.split(",")
    at = token.value_at
    conditions: list[Condition] = []
    for value in values:
        try:
            if token.text == "is" and value.lower() in ANNOTATED:
                conditions.append(IsAnnotated(value.lower()))
            else:
                conditions.append(Holds(qualifier.test(value) if value else _missing()))
        except ValueError as error:
            raise QueryError(
                at + 1, f"{token.text}: wants {qualifier.wants}.", _write(token.text), len(value)
            ) from error
        at += len(value) + 1
    return conditions[0] if len(conditions) == 1 else Either(tuple(conditions))


def _write(key: str) -> str:
    """What may be written instead of a wrong value."""
    *some, last = [f"{key}:{value}" for value in QUALIFIERS[key].such_as]
    return f"Write {', '.join(some)} or {last}." if some else f"Write {last}, for example."


def _missing() -> Callable[..., bool]:
    raise ValueError


def text_of(sought: str) -> Text:
    """A text as it stands, or after ``re:`` a regular expression; raises :class:`QueryError`."""
    if not sought.startswith(_REGEX):
        return Text(sought)
    return _regex(sought.removeprefix(_REGEX), len(_REGEX))


def _regex(expression: str, at: int) -> Text:
    if not expression:
        raise QueryError(at + 1, "re: wants a regular expression.", 'Quote one with spaces: re:"a b".')
    text = Text(expression, is_regex=True)
    try:
        text.pattern  # noqa: B018  it is compiled once
    except (re.error, RecursionError, OverflowError) as error:
        raise QueryError(at + 1, f"this is no regular expression: {error}.", length=len(expression)) from error
    return text
