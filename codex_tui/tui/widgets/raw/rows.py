"""Which rows the lines of a document take: folded ones share one, wrapped ones take several."""

from bisect import bisect_right


class Rows:
    """``folded``: first line and how many lines its row stands for; ``tall``: line and how many rows it takes.

    Every other line takes one row, and costs nothing. After a change ``settle`` must be called.
    """

    def __init__(self, lines: int) -> None:
        self.lines = lines
        self.folded: dict[int, int] = {}
        self.tall: dict[int, int] = {}
        self.settle()

    def settle(self) -> None:
        """Take over what ``lines``, ``folded`` and ``tall`` say now; a fold within a fold waits for its turn."""
        self._lines: list[int] = []
        self._rows: list[int] = []
        self._spans: list[tuple[int, int]] = []
        odd = {**{line: (1, rows) for line, rows in self.tall.items()}}
        odd |= {line: (lines, 1) for line, lines in self.folded.items()}
        hidden_until = drift = 0
        for line in sorted(odd):
            if line < hidden_until:
                continue
            lines, rows = odd[line]
            self._lines.append(line)
            self._rows.append(line + drift)
            self._spans.append((lines, rows))
            hidden_until = line + lines
            drift += rows - lines
        self.count = self.lines + drift

    def at(self, row: int) -> tuple[int, int]:
        """The line on ``row``, and which of its rows this is."""
        index = bisect_right(self._rows, row) - 1
        if index < 0:
            return row, 0
        line, first = self._lines[index], self._rows[index]
        lines, rows = self._spans[index]
        within = row - first
        return (line, within) if within < rows else (line + lines + within - rows, 0)

    def row_of(self, line: int) -> int:
        """The first row of ``line``, or of the fold that hides it."""
        index = bisect_right(self._lines, line) - 1
        if index < 0:
            return line
        first_line, first_row = self._lines[index], self._rows[index]
        lines, rows = self._spans[index]
        within = line - first_line
        return first_row if within < lines else first_row + rows + within - lines
