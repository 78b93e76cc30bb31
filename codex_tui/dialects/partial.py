"""JSON whose end has not come yet."""

import re
from typing import Any

from codex_tui.dialects.shapes import Object, parse

_TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?P<closed>")?|[\[\]{}]', re.DOTALL)
_CUT_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{0,3})?\Z")
_CLOSING = {"{": "}", "[": "]"}


def parse_partial(text: str) -> Object:
    """The object that ``text`` is, or begins to be: a string that still streams counts as far as it has come.

    {} where it is no object.
    """
    whole = parse(text)
    if whole is None and text.lstrip().startswith("{"):
        whole = _parse_begun(text)
    return whole if isinstance(whole, dict) else {}


def _parse_begun(text: str) -> Any:
    stack: list[str] = []
    in_string = False
    for token in _TOKENS.finditer(text):
        found = token[0]
        if found[0] == '"':
            in_string = not token["closed"]
        elif found in _CLOSING:
            stack.append(_CLOSING[found])
        elif not stack or stack.pop() != found:
            return None
    if in_string:
        text = _without_cut_escape(text) + '"'
    ends = "".join(reversed(stack))
    # What stands last may be a value, a key without its value, or a comma.
    attempts = (text + ends, text + ":null" + ends, text + "null" + ends, text.rstrip().rstrip(",") + ends)
    return next((value for value in map(parse, attempts) if value is not None), None)


def _without_cut_escape(text: str) -> str:
    cut = _CUT_ESCAPE.search(text)
    backslashes = len(text[: cut.start() + 1]) - len(text[: cut.start() + 1].rstrip("\\")) if cut else 0
    return text[: cut.start()] if cut and backslashes % 2 else text
