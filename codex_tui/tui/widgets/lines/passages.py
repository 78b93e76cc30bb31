"""What a view offers to a search: all of its text, also what is folded or was never drawn."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class TextPlace(NamedTuple):
    """A line of text: ``node`` counts what a view is made of, ``line`` the lines of that. Places are in order."""

    node: int
    line: int


class Passage(NamedTuple):
    """Some lines of one node, from ``place`` on; of a very long line a piece, from ``column`` on.

    ``tail``: characters at its end that the next passage has, too: a hit that begins among them is found there.
    """

    place: TextPlace
    text: str
    column: int = 0
    tail: int = 0


class Spot(NamedTuple):
    """A hit: characters ``begin`` to ``end`` of a line."""

    node: int
    line: int
    begin: int
    end: int

    @property
    def place(self) -> TextPlace:
        """Its line."""
        return TextPlace(self.node, self.line)


BEGINNING = TextPlace(0, 0)


class Searchable(Protocol):
    """A view that can be searched."""

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """Its text from ``start`` on, in order and cheap by the passage; what is neutral there is what is drawn."""

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it, and put the cursor on its row."""

    def place_of(self, row: int) -> TextPlace:
        """What stands on a row."""


_PASSAGE = 16 * 1024
_OVERLAP = 256
"""Characters that two pieces of one line share: what is found across their edge is found once."""


def passages_of(text: str, start: int, node: int, line: int) -> Iterator[Passage]:
    """All of ``text`` from character ``start`` on, where ``line`` begins."""
    column = 0
    while start < len(text):
        end = start + _PASSAGE
        if end >= len(text):
            yield Passage(TextPlace(node, line), text[start:], column)
            return
        newline = text.rfind("\n", start, end) + 1
        piece = text[start : newline or end]
        yield Passage(TextPlace(node, line), piece, column, 0 if newline else _OVERLAP)
        if newline:
            line, column, start = line + piece.count("\n"), 0, newline
        else:
            column, start = column + len(piece) - _OVERLAP, end - _OVERLAP
