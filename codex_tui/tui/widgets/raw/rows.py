"""Which lines are seen: folded ones share the row of the first."""

from bisect import bisect_right


class Rows:
    """``folded``: first line and how many lines its row stands for.

    Every other line has a row, and costs nothing. A change counts once ``settle`` was called.
    """

    def __init__(self, lines: int) -> None:
        self.lines = lines
        self.folded: dict[int, int] = {}
        self.settle()

    def settle(self) -> None:
        """Take over what ``lines`` and ``folded`` say now; a fold within a fold waits for its turn."""
        self._lines: list[int] = []
        self._rows: list[int] = []
        self._lengths: list[int] = []
        hidden_until = hidden = 0
        for line in sorted(self.folded):
            if line < hidden_until:
                continue
            self._lines.append(line)
            self._rows.append(line - hidden)
            self._lengths.append(self.folded[line])
            hidden_until = line + self.folded[line]
            hidden += self.folded[line] - 1
        self.count = self.lines - hidden

    def at(self, row: int) -> int:
        """The line on a row."""
        index = bisect_right(self._rows, row) - 1
        if index < 0:
            return row
        line = self._lines[index]
        within = row - self._rows[index]
        return line + within + self._lengths[index] - 1 if within else line

    def row_of(self, line: int) -> int:
        """The row of a line, or of the fold that hides it."""
        index = bisect_right(self._lines, line) - 1
        if index < 0:
            return line
        return self._rows[index] + max(0, line - self._lines[index] - self._lengths[index] + 1)
