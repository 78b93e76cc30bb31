"""What stands under a part's heading."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from codex_tui.formats import count
from codex_tui.tui.glyphs import FOLDED
from codex_tui.tui.widgets.lines.pieces import Pieces, row_text
from codex_tui.tui.widgets.lines.wrap import row_at
from codex_tui.tui.widgets.transcript.flow import Flow, Styling, wrap_pieces


class Body(Protocol):
    """Rows at a width; ``row`` may be asked after ``rows`` was."""

    def rows(self, width: int) -> int:
        """How many."""

    def row(self, index: int) -> Pieces:
        """One of them."""

    def open_at(self, index: int) -> bool:
        """Show what row ``index`` stands for; False where it stands for itself."""

    def lines(self) -> Iterator[str]:
        """All that it says once nothing is hidden, line by line before it is wrapped; no width is needed."""

    def open_line(self, line: int) -> bool:
        """Show one of these lines; False where it is not hidden. Then ``rows`` is to be asked again."""

    def row_of(self, line: int, column: int) -> int:
        """The row on which character ``column`` of one of these lines stands, at the width last asked for."""


class Wrapped:
    """A few lines of pieces, each wrapped."""

    def __init__(self, lines: Sequence[Pieces], hanging: int = 0) -> None:
        self._lines = lines
        self._hanging = hanging
        self._rows: list[Pieces] = []
        self._width = 0

    def rows(self, width: int) -> int:
        """How many."""
        if width != self._width:
            self._width = width
            self._rows = [row for line in self._lines for row in wrap_pieces([*line], width, self._hanging)]
        return len(self._rows)

    def row(self, index: int) -> Pieces:
        """One of them."""
        return self._rows[index]

    def open_at(self, index: int) -> bool:
        """Nothing is hidden."""
        return False

    def lines(self) -> Iterator[str]:
        """As they are."""
        return map(row_text, self._lines)

    def open_line(self, line: int) -> bool:
        """Nothing is hidden."""
        return False

    def row_of(self, line: int, column: int) -> int:
        """Where the line begins, and further down where it is wrapped."""
        above = sum(len(wrap_pieces([*each], self._width, self._hanging)) for each in self._lines[:line])
        return above + row_at(row_text(self._lines[line]), self._width, self._hanging, column)


class Shortened:
    """The beginning of something long; its last row opens the rest."""

    def __init__(self, beginning: Body, missing: str, whole: Callable[[], Body]) -> None:
        self._body = beginning
        self._missing: str | None = missing
        self._whole = whole
        self._shown = 0

    def rows(self, width: int) -> int:
        """How many."""
        self._shown = self._body.rows(width)
        return self._shown + (self._missing is not None)

    def row(self, index: int) -> Pieces:
        """One of them."""
        if index < self._shown:
            return self._body.row(index)
        return [(f"{FOLDED} ", "muted"), (self._missing or "", "disabled")]

    def open_at(self, index: int) -> bool:
        """On the last row: show the rest."""
        if self._missing is None or index < self._shown:
            return False
        self._body, self._missing = self._whole(), None
        return True

    def lines(self) -> Iterator[str]:
        """Of the whole."""
        return (self._body if self._missing is None else self._whole()).lines()

    def open_line(self, line: int) -> bool:
        """Show the rest where the line stands in it."""
        # The beginning may end within a line.
        if self._missing is None or line < sum(1 for _ in self._body.lines()) - 1:
            return False
        self._body, self._missing = self._whole(), None
        return True

    def row_of(self, line: int, column: int) -> int:
        """Of what is shown."""
        return self._body.row_of(line, column)


class Text:
    """A flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def rows(self, width: int) -> int:
        """How many."""
        return self.flow.rows(width)

    def row(self, index: int) -> Pieces:
        """One of them."""
        return self.flow.row(index)

    def open_at(self, index: int) -> bool:
        """Nothing is hidden."""
        return False

    def lines(self) -> Iterator[str]:
        """As they look."""
        return self.flow.lines()

    def open_line(self, line: int) -> bool:
        """Nothing is hidden."""
        return False

    def row_of(self, line: int, column: int) -> int:
        """Of the flow."""
        return self.flow.row_of(line, column)


class Stack:
    """Bodies under each other."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self._bodies = bodies
        self._starts: list[int] = []

    def rows(self, width: int) -> int:
        """How many."""
        total = 0
        self._starts = []
        for body in self._bodies:
            self._starts.append(total)
            total += body.rows(width)
        return total

    def row(self, index: int) -> Pieces:
        """One of them."""
        body, start = self._at(index)
        return body.row(index - start)

    def open_at(self, index: int) -> bool:
        """What the body there does."""
        body, start = self._at(index)
        return body.open_at(index - start)

    def lines(self) -> Iterator[str]:
        """One body after the other."""
        for body in self._bodies:
            yield from body.lines()

    def open_line(self, line: int) -> bool:
        """What the body that it stands in does."""
        place, within = self._body_of(line)
        return self._bodies[place].open_line(within)

    def row_of(self, line: int, column: int) -> int:
        """In the body that it stands in."""
        place, within = self._body_of(line)
        return self._starts[place] + self._bodies[place].row_of(within, column)

    def _body_of(self, line: int) -> tuple[int, int]:
        for place, body in enumerate(self._bodies[:-1]):
            length = sum(1 for _ in body.lines())
            if line < length:
                return place, line
            line -= length
        return len(self._bodies) - 1, line

    def _at(self, index: int) -> tuple[Body, int]:
        return next(
            (body, start)
            for body, start in zip(reversed(self._bodies), reversed(self._starts), strict=True)
            if start <= index
        )


def text_body(text: str, styling: Styling, lines: int, characters: int = 20_000) -> Body:
    """``text``, or its first ``lines`` lines and how many more there are."""
    end = _end_of_line(text, lines, characters)
    if end >= len(text.rstrip("\n")):
        return Text(Flow(styling, text))
    rest = text.count("\n", end + 1, len(text) - text.endswith("\n")) + 1
    missing = f"{count(rest, 'more line')}" if text[end] == "\n" else f"{len(text) - end:,} more characters"
    return Shortened(Text(Flow(styling, text[:end])), missing, lambda: Text(Flow(styling, text)))


def _end_of_line(text: str, lines: int, characters: int) -> int:
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1, characters)
        if end < 0:
            return min(len(text), characters)
    return end
