"""Which items of a request its predecessor held already."""

from typing import NamedTuple

from codex_tui.tui.widgets.raw.document import Document, Node

_DEVELOPER = ('"role": "developer"', '"role": "system"')
_HEAD = 200


class Run(NamedTuple):
    """``items`` neighbours from ``line`` on; ``size`` in bytes without white space."""

    line: int
    lines: int
    items: int
    size: int


def unchanged_run(document: Document, before: Document) -> Run | None:
    """The items that both begin with, after what the developer says; None for fewer than two."""
    items, held = document.conversation(), before.conversation()
    same = 0
    while same < min(len(items), len(held)) and _text(document, items[same]) == _text(before, held[same]):
        same += 1
    first = 0
    while first < same and any(word in _text(document, items[first])[:_HEAD] for word in _DEVELOPER):
        first += 1
    run = items[first:same]
    if len(run) < 2:
        return None
    lines = run[-1].last_line - run[0].line + 1
    return Run(run[0].line, lines, len(run), sum(map(document.size, run)))


def _text(document: Document, node: Node) -> str:
    return document.lines.text[node.start : node.end]
