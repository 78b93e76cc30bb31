"""Bytes to look for where a text is sought: what a line holds, in any case, if it holds the text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from codex_tui.history.query import Text

#: What every JSON writer leaves as it is; others may be escaped.
_SAFE = re.compile(r"[A-Za-z0-9 _.,:;()\[\]{}=*#$%@!?|~^-]+")
#: Letters that others stand for in any case: of ``k`` the sign of Kelvin, for one.
_AMBIGUOUS = re.compile("[ikIKsS]")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
#: Escapes that take more than a character, and groups that change what stands around them, or may hold anything.
_UNREAD = re.compile(r"\\[xuUN0-9]|\(\?(?:[^:=!<P]|P[^<])")


@lru_cache(16)
def needle(text: Text) -> bytes:
    """Bytes, in lower case, that a line holds if it holds ``text``; none where that cannot be told."""
    pieces = _required(text.words) if text.is_regex else [text.words]
    runs = (run for piece in pieces for run in _SAFE.findall(piece))
    return max(runs, key=len, default="").lower().encode()


def _required(expression: str) -> Iterator[str]:
    """Texts that are in all that a regular expression matches: what stands in it outside of groups, and plainly."""
    if not _UNREAD.search(expression):
        for run in _runs(expression):
            yield from _AMBIGUOUS.split(run)


def _runs(expression: str) -> list[str]:
    runs, run, depth = [], "", 0
    for token in _TOKEN.findall(expression):
        if token == "|" and not depth:
            return []  # each side of it may do without the other
        if depth == 0 and _is_plain(token):
            run += token[-1]
            continue
        if token[0] in "*?{":
            run = run[:-1]  # what it follows may be missing
        depth += {"(": 1, ")": -1}.get(token, 0)
        runs.append(run)
        run = ""
    return [*runs, run]


def _is_plain(token: str) -> bool:
    if token[0] == "\\":
        return not token[1:].isalnum()
    return len(token) == 1 and token not in ".^$*+?{}[]()|"
