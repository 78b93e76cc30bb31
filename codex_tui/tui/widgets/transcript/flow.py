"""A text of any length as slabs; adding to it costs what is added."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat

from codex_tui.neutral import neutral
from codex_tui.tui.widgets.lines.extents import Extents
from codex_tui.tui.widgets.lines.pieces import Pieces
from codex_tui.tui.widgets.transcript.slabs import Row, Slab, wrap_rows
from codex_tui.tui.widgets.transcript.styling import Styling, shown

_SLAB = 4_096
_LONGEST = 2_000
"""Characters of a slab: from the first number on it ends with a line; one that goes on for so much longer is cut."""

_JOINT = 20_000
"""Characters of a slab that ends with lines that are laid out together."""

BESIDE = 256
"""Characters beyond the edge of a slab that a hit may reach."""

_TURN = 8
"""Characters of a line's beginning, at most, that make it a turn: as many at the end are looked at again."""

_SAMPLE = 4_000
_TAB = 4
_STYLING = 4
_HEAVY = ("```", "~~~", "|")


class TextSlab(Slab):
    """Characters ``start`` to ``end`` of a flow's source."""

    def __init__(self, flow: "Flow", number: int, start: int, end: int) -> None:
        super().__init__()
        self.start, self.end = start, end
        self._flow, self._number = flow, number
        self._lines: list[str] = []
        self._carries: list[int] = []
        self._whole = False
        self._stable = 0
        self._joint: tuple[int, list[list[Row]]] = (0, [])
        """The first of some lines that are laid out together, and the rows of each."""

        self._taken = self._read = start
        """Where the line begins that may still be added to, and how far it was read."""

    @property
    def cut(self) -> bool:
        """Whether it begins within a line."""
        return self.start > 0 and self._flow.source[self.start - 1] != "\n"

    @property
    def count(self) -> int:
        """Lines, as measured last."""
        return len(self._lines)

    def text(self, line: int) -> str:
        """As it looks; a line that is not shown says nothing."""
        return shown(self._flow.styling, self._lines[line], self._carries[line])

    def lines(self) -> Iterator[str]:
        """Also before it was measured."""
        for lines, carry in self._runs(self.start):
            yield from self._flow.styling.told(lines, carry)

    def joined(self, line: int) -> tuple[str, int]:
        """A long line goes on in the next slab, and came from the one before."""
        text, slabs = self.text(line), self._flow.slabs
        before = after = ""
        if line == 0 and self.cut:
            before = [*slabs[self._number - 1].lines()][-1][-BESIDE:]
        if line == self.count - 1 and self._number + 1 < len(slabs) and slabs[self._number + 1].cut:
            after = next(slabs[self._number + 1].lines())[:BESIDE]
        return before + text + after, len(before)

    def wrapped(self, line: int, width: int) -> list[Row]:
        """Styled and broken at spaces."""
        if self._joins(line):
            return self._joint_rows(line, width)
        return self._own_rows(line, width)

    def _own_rows(self, line: int, width: int) -> list[Row]:
        styled = self._flow.styling.style(self._lines[line], self._carries[line])
        return [] if styled is None else wrap_rows(styled[0], width, styled[1])

    def _joins(self, line: int) -> bool:
        return self._flow.styling.joins(self._lines[line], self._carries[line])

    def _joint_rows(self, line: int, width: int) -> list[Row]:
        first, rows = self._joint
        if not first <= line < first + len(rows):
            first, stop = line, line + 1
            while first and self._joins(first - 1):
                first -= 1
            while stop < self.count and self._joins(stop):
                stop += 1
            together = self._flow.styling.joint_rows(self._lines[first:stop], width)
            rows = together or [self._own_rows(each, width) for each in range(first, stop)]
            self._joint = first, rows
        return rows[line - first]

    def guess(self, width: int) -> int:
        """By its length."""
        return round((self.end - self.start) * self._flow.pace(width)) or 1

    def known(self, width: int) -> bool:
        """Also what was added to it."""
        return self.begun(width) and self._whole

    @property
    def stable(self) -> int:
        """Those before the line that was added to."""
        return self._stable

    def measure(self, width: int) -> int:
        """Of a slab that grew only from its last line on, with what is laid out together with that."""
        if not self.begun(width):
            self._lines, self._carries, self._ends, self._last = [], [], [], (-1, [])
            self._width, self._taken, self._read, self._whole = width, self.start, self.start, False
        if not self._whole:
            self._take()
        return self.rows

    def grow(self, end: int) -> None:
        """The source has more for it."""
        if end != self.end:
            self.end, self._whole = end, False

    def _take(self) -> None:
        if self._taken < self._read:
            self._lines.pop()
            self._carries.pop()
        first = len(self._lines)
        for line, carry in self._carried(self._taken):
            self._lines.append(line)
            self._carries.append(carry)
        while 0 < first < self.count and self._joins(first) and self._joins(first - 1):
            first -= 1
        del self._ends[first:]
        self._stable = self.rows
        self._last, self._joint = (-1, []), (0, [])
        for place in range(first, self.count):
            self._ends.append(self.rows + self._height(place))
        self._taken = max(self._taken, self._flow.source.rfind("\n", self._taken, self.end) + 1)
        self._read, self._whole = self.end, True

    def _carried(self, start: int) -> Iterator[tuple[str, int]]:
        """The lines from ``start`` on, each with how many turns there were before it."""
        return chain.from_iterable(zip(lines, repeat(carry)) for lines, carry in self._runs(start))

    def _runs(self, start: int) -> Iterator[tuple[list[str], int]]:
        """The same, those together that have as many turns before them."""
        raw = self._flow.source[start : self.end]
        text = neutral(raw.replace("\r\n", "\n"))
        if "\t" in text:
            text = text.expandtabs(_TAB)
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        carry, turns = self._flow.turns(start, self.end)
        done = 0
        for turn in turns:
            # The line of a turn is the last before what it turns.
            end = raw.count("\n", 0, turn - start) + 1
            yield lines[done:end], carry
            done, carry = end, carry + 1
        yield lines[done:], carry

    def _height(self, place: int) -> int:
        # Styling adds a few cells at most, only a fence hides a line, only a table widens one: most need no look.
        line = self._lines[place]
        if len(line) + _STYLING <= self._width and line.isascii() and not any(map(line.__contains__, _HEAVY)):
            return 1
        return len(self.wrapped(place, self._width))


class Flow:
    """Cut into slabs, of which none is looked at yet."""

    def __init__(self, styling: Styling, text: str = "") -> None:
        self.styling = styling
        self.source = ""
        self.slabs: list[TextSlab] = []
        self._turns: list[int] = []
        self._read = 0
        self._extents = Extents()
        self.extend(text)

    def extend(self, text: str) -> int:
        """Take ``text``, which begins with all that is here already; the first slab that has more now."""
        self.source = text
        end = len(text) - text.endswith("\r")  # it waits for its LF
        last = self.slabs[-1] if self.slabs else None
        first, start = max(0, len(self.slabs) - 1), 0
        if last is not None:
            last.grow(self._cut(last.start, end))
            start = last.end
        while start < end:
            self.slabs.append(TextSlab(self, len(self.slabs), start, self._cut(start, end)))
            start = self.slabs[-1].end
        return first

    def turns(self, start: int, end: int) -> tuple[int, list[int]]:
        """How many turns there are before a line that begins at ``start``, and where those from there on begin."""
        if self._read < len(self.source):
            first = max(0, self._read - _TURN)
            del self._turns[bisect_left(self._turns, first) :]
            self._turns += self.styling.turns(self.source, first)
            self._read = len(self.source)
        at = bisect_left(self._turns, start)
        return at, self._turns[at : bisect_left(self._turns, end)]

    def rows(self, width: int) -> int:
        """How many rows there are at ``width``, for a text that is laid out as a whole."""
        width = max(1, width)
        changed = next((at for at, slab in enumerate(self.slabs) if not slab.known(width)), len(self.slabs))
        if changed < len(self.slabs):
            self._extents.replace(changed, [slab.measure(width) for slab in self.slabs[changed:]])
        return self._extents.rows

    def pace(self, width: int) -> float:
        """About how many rows a character takes, as at the beginning."""
        sample = min(len(self.source), _SAMPLE) or 1
        return max((self.source.count("\n", 0, sample) + 1) / sample, 1 / width)

    def row(self, index: int) -> Pieces:
        """One of them."""
        slab, row = self._extents.at(index)
        return self.slabs[slab].row(row)

    def line_of(self, row: int) -> tuple[int, int]:
        """The slab on a row and the line of it, at the width last asked for."""
        if not self.slabs:
            return 0, 0
        slab, within = self._extents.at(row)
        return slab, self.slabs[slab].line_at(within)[0] if self.slabs[slab].rows else 0

    def row_of(self, slab: int, line: int, column: int) -> int:
        """The row of a character of a slab's line."""
        return self._extents.start(slab) + self.slabs[slab].row_of(line, column)

    def _cut(self, start: int, end: int) -> int:
        """Where the slab from ``start`` ends: whatever is added later, it ends there."""
        text = self.source
        if end - start < _SLAB:
            return end
        at = text.find("\n", start + _SLAB - 1, min(end, start + _SLAB + _LONGEST)) + 1
        if at:
            return self._end_of_joint(at, min(end, start + _JOINT))
        if end - start < _SLAB + _LONGEST + 2:
            return end
        at = text.rfind(" ", start + _SLAB, start + _SLAB + _LONGEST) + 1 or start + _SLAB + _LONGEST
        if text[at] == "\n":
            return at + 1
        return at + 2 if text[at : at + 2] == "\r\n" else at

    def _end_of_joint(self, at: int, most: int) -> int:
        """A table is not cut, unless it is far too long."""
        while at < most and self.styling.joins(self.source[at], 0):
            at = self.source.find("\n", at, most) + 1 or most
        return at


def told(slabs: Iterable[Slab], first: int = 0) -> Iterator[tuple[int, list[str], str]]:
    """What slabs say from one of them on: which, its lines, and how the last goes on where it is cut."""
    shown = islice(slabs, first, None)
    slab = next(shown, None)
    while slab is not None:
        after = next(shown, None)
        tail = next(after.lines())[:BESIDE] if isinstance(after, TextSlab) and after.cut else ""
        yield first, [*slab.lines()], tail
        slab, first = after, first + 1
