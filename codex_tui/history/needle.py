"""Bytes to look for where a text is sought: what a line holds, in any case, if it holds the text."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii

from codex_tui.history.query import Text

#: What every JSON writer leaves as it is; others may be escaped.
_SAFE = re.compile(r"[A-Za-z0-9 _.,:;()\[\]{}=*#$%@!?|~^-]+")
#: What stands as it is or escaped, and is no sign of what could not be decoded.
_FOREIGN = re.compile(r"[^\x00-\x7f\ud800-\udfff\ufffd]")
_ESCAPE = len(r"\uffff")
_ESCAPED = re.compile(rb"\\u\d\d")
#: Of less, almost every line holds some.
_TELLING = 3
#: Letters that others stand for in any case: of ``k`` the sign of Kelvin, for one.
_AMBIGUOUS = re.compile("[ikIKsS]")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
#: Escapes that take more than a character, and groups that change what stands around them, or may hold anything.
_UNREAD = re.compile(r"\\[xuUN0-9]|\(\?(?:[^:=!<P]|P[^<])")

#: Any of these, in lower case; of none, nothing can be told.
Needle = tuple[bytes, ...]


@lru_cache(16)
def needle(text: Text) -> Needle:
    """What a line, in lower case, holds some of if it holds ``text``."""
    pieces = _required(text.words) if text.is_regex else [text.words]
    runs = (run for piece in pieces for run in _SAFE.findall(piece))
    longest = max(runs, key=len, default="").lower().encode()
    if len(longest) < _TELLING and not text.is_regex and (foreign := _FOREIGN.findall(text.words)):
        return min(map(_forms, foreign), key=len)
    return (longest,) if longest else ()


def may_hold(content: bytes, sought: Needle) -> bool:
    """Whether what is ``sought`` can be in ``content``."""
    forms = sought
    if content.isascii():
        forms, escaped = _in_ascii(sought)
        if escaped and escaped not in content:
            return False
    lowered = content.lower()
    for form in forms:
        if form in lowered:
            return True
    return not sought


@lru_cache(16)
def _in_ascii(sought: Needle) -> tuple[Needle, bytes]:
    """Of what is ``sought`` what ASCII can hold; and what all of that begins with, in any case, if it is escaped."""
    forms = tuple(filter(bytes.isascii, sought))
    begins = {form[: len(rb"\u00")] for form in forms}
    return forms, begins.pop() if len(begins) == 1 and all(map(_ESCAPED.fullmatch, begins)) else b""


def _forms(character: str) -> Needle:
    """As it stands, and as JSON escapes it, in any case; of two escapes the first: JSON in JSON parts them."""
    alike = [character, *re.findall(re.escape(character), _every(), re.IGNORECASE)]
    written = [form for each in alike for form in (each, encode_basestring_ascii(each)[1:-1][:_ESCAPE])]
    return tuple(dict.fromkeys(form.encode().lower() for form in written))


@cache
def _every() -> str:
    """All characters that have a case."""
    return "".join(map(chr, range(0x20000)))


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
