"""Lines of a long text, found without splitting it."""

from bisect import bisect_left
from collections.abc import Iterator

_BLOCK = 4_096


class TextLines:
    """Knows how many newlines stand before every block of 4,096 characters; a line is looked for within its block."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before = [0]
        self._index()

    @property
    def count(self) -> int:
        """Lines; what follows a last newline is one only if it is not empty."""
        return self._before[-1] + (not self.text.endswith("\n") and bool(self.text))

    def extend(self, text: str) -> None:
        """Take ``text``, which begins with the one there is."""
        whole_blocks = len(self.text) // _BLOCK
        self.text = text
        del self._before[whole_blocks + 1 :]
        self._index()

    def start(self, line: int) -> int:
        """Where line ``line`` begins, in characters."""
        if line <= 0:
            return 0
        block = bisect_left(self._before, line) - 1
        position = block * _BLOCK - 1
        for _ in range(line - self._before[block]):
            position = self.text.find("\n", position + 1)
        return position + 1

    def end(self, start: int) -> int:
        """Where the line that begins at ``start`` ends."""
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end

    def length(self, line: int) -> int:
        """Characters of a line."""
        start = self.start(line)
        return self.end(start) - start

    def endless(self) -> Iterator[int]:
        """The lines of two blocks or more, and some that are longer than one."""
        before = None
        for block in range(len(self.text) // _BLOCK):
            line = self._before[block]
            if line == self._before[block + 1] and line != before:
                before = line
                yield line

    def line_at(self, position: int) -> int:
        """In which line the character at ``position`` stands."""
        block = position // _BLOCK
        return self._before[block] + self.text.count("\n", block * _BLOCK, position)

    def _index(self) -> None:
        text = self.text
        newlines = self._before[-1]
        for start in range((len(self._before) - 1) * _BLOCK, len(text), _BLOCK):
            newlines += text.count("\n", start, start + _BLOCK)
            self._before.append(newlines)
