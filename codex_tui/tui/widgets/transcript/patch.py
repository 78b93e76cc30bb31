"""A patch as a diff: signs, tints, and line numbers where they are known."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from codex_tui.dialects.patch import Hunk, PatchedFile
from codex_tui.dialects.tools import Patch
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui.widgets.lines.pieces import Piece, crop, cut_front, spread, width_of
from codex_tui.tui.widgets.transcript.slabs import Row, Slab, wrap_rows

_SIGNS = {"+": ("+", "success", " on diff-add"), "-": ("−", "error", " on diff-remove"), " ": (" ", "muted", "")}
_SAID = {"add": "new file  ", "delete": "deleted", "update": ""}
_APART = 2
"""Cells between a name and what is said of it, at least."""

_TAB = 4
_LINES = 100
"""Of a slab, at most."""


class PatchSection:
    """The files under each other."""

    def __init__(self, patch: Patch) -> None:
        self.slabs: Sequence[Slab] = [slab for file in patch.files for slab in _slabs(file)]

    @property
    def whole(self) -> Sequence[Slab]:
        """Nothing is hidden."""
        return self.slabs


def _slabs(file: PatchedFile) -> Iterator[Slab]:
    yield _Name(file)
    number = 0
    for hunk in file.hunks:
        if hunk.header:
            yield _Header(hunk.header)
        for first in range(0, len(hunk.lines), _LINES):
            # A patch names places by their text: only in a new file is the number of a line known.
            yield _Lines(hunk, first, number + first + 1 if file.action == "add" else None)
        number += len(hunk.lines)


class _Name(Slab):
    """Which file, and how many lines of it change."""

    def __init__(self, file: PatchedFile) -> None:
        super().__init__()
        self._file = file

    @property
    def count(self) -> int:
        return 1

    def text(self, line: int) -> str:
        file = self._file
        return neutral_line(file.path if file.moved_to is None else f"{file.path} → {file.moved_to}")

    def wrapped(self, line: int, width: int) -> list[Row]:
        name = self.text(0)
        shown = cut_front(name, max(1, width - width_of(self._weight) - _APART))
        pieces = spread([(shown, "foreground bold")], self._weight, width, gap=_APART)
        cut = shown != name
        return [Row(pieces, len(name) - len(shown) + cut, len(name), int(cut))]

    @cached_property
    def _weight(self) -> list[Piece]:
        file = self._file
        said: list[Piece] = [(_SAID[file.action], "muted")]
        if file.action == "delete":
            return said
        return [*said, (f"+{file.added}", "success"), (" ", "muted"), (f"−{file.removed}", "error")]


class _Header(Slab):
    """Where in the file."""

    def __init__(self, header: str) -> None:
        super().__init__()
        self._header = neutral_line(header)

    @property
    def count(self) -> int:
        return 1

    def text(self, line: int) -> str:
        return self._header

    def wrapped(self, line: int, width: int) -> list[Row]:
        pieces = crop([("  ", "muted"), (f"@@ {self._header}", "disabled")], width)
        return [Row(pieces, 0, len(self._header), 5)]


class _Lines(Slab):
    """Some of a hunk's lines, from ``first`` on; ``number`` of that in its file, where it is known."""

    def __init__(self, hunk: Hunk, first: int, number: int | None) -> None:
        super().__init__()
        self._lines = hunk.lines[first : first + _LINES]
        self._number = number

    @property
    def count(self) -> int:
        return len(self._lines)

    def text(self, line: int) -> str:
        """Without its sign."""
        return neutral(self._lines[line][1]).expandtabs(_TAB)

    def wrapped(self, line: int, width: int) -> list[Row]:
        mark, ink, ground = _SIGNS[self._lines[line][0]]
        words = ("foreground" if ground else "muted") + ground
        gutter = "  " if self._number is None else f"{self._number + line:>3} "
        rows: list[Row] = []
        for row in wrap_rows([(self.text(line), words)], max(8, width - len(gutter) - 2)):
            lead = [(" " * len(gutter) if rows else gutter, "disabled" + ground)]
            lead.append(("  " if rows else f"{mark} ", ink + ground))
            fill = width - width_of(lead) - width_of(row.pieces)
            pieces = [*lead, *row.pieces, (" " * max(0, fill), words)]
            rows.append(row._replace(pieces=pieces, lead=len(gutter) + 2))
        return rows
