"""A patch as a diff: signs, tints, and line numbers where they are known."""

from collections.abc import Iterator
from itertools import islice

from codex_tui.dialects.patch import PatchedFile
from codex_tui.dialects.tools import Patch
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui.widgets.lines.pieces import Pieces, crop, spread, width_of
from codex_tui.tui.widgets.lines.wrap import row_at
from codex_tui.tui.widgets.transcript.flow import wrap_pieces

_SIGNS = {"+": ("+", "success", " on diff-add"), "-": ("−", "error", " on diff-remove"), " ": (" ", "muted", "")}
_TAB = 4


class PatchBody:
    """The files under each other."""

    def __init__(self, patch: Patch) -> None:
        self._files = patch.files
        self._width = 0
        self._rows: list[Pieces] = []
        self._starts: list[int] = []

    def rows(self, width: int) -> int:
        """How many."""
        if width != self._width:
            self._width = width
            self._rows, self._starts = [], []
            for rows in (rows for file in self._files for rows in _file(file, width)):
                self._starts.append(len(self._rows))
                self._rows += rows
        return len(self._rows)

    def row(self, index: int) -> Pieces:
        """One of them."""
        return self._rows[index]

    def open_at(self, index: int) -> bool:
        """Nothing is hidden."""
        return False

    def lines(self) -> Iterator[str]:
        """Names, headers and the text of the lines, without their signs."""
        for file in self._files:
            yield _name(file)
            for hunk in file.hunks:
                if hunk.header:
                    yield neutral_line(hunk.header)
                yield from (_text(text) for _, text in hunk.lines)

    def open_line(self, line: int) -> bool:
        """Nothing is hidden."""
        return False

    def row_of(self, line: int, column: int) -> int:
        """Where the line begins, and further down where it is wrapped."""
        begin = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._rows)
        if end - begin < 2:
            return begin
        text = next(islice(self.lines(), line, None))
        room = max(8, self._width - 6)
        return min(end - 1, begin + row_at(text, room, 0, column))


def _name(file: PatchedFile) -> str:
    return neutral_line(file.path if file.moved_to is None else f"{file.path} → {file.moved_to}")


def _text(text: str) -> str:
    return neutral(text).expandtabs(_TAB)


def _file(file: PatchedFile, width: int) -> Iterator[list[Pieces]]:
    """The rows of each line."""
    said = {"add": "new file  ", "delete": "deleted  ", "update": ""}[file.action]
    counts = [(said, "muted"), (f"+{file.added}", "success"), (" ", "muted"), (f"−{file.removed}", "error")]
    weight = [(said, "muted")] if file.action == "delete" else counts
    yield [spread([(_name(file), "foreground bold")], weight, width)]
    # A patch names places by their text: only in a new file is the number of a line known.
    numbered = file.action == "add"
    number = 0
    for hunk in file.hunks:
        if hunk.header:
            yield [crop([("  ", "muted"), (f"@@ {neutral_line(hunk.header)}", "disabled")], width)]
        for sign, text in hunk.lines:
            number += 1
            yield [*_line(f"{number:>3} " if numbered else "  ", sign, text, width)]


def _line(gutter: str, sign: str, text: str, width: int) -> Iterator[Pieces]:
    mark, ink, ground = _SIGNS[sign]
    words = ("foreground" if ground else "muted") + ground
    room = max(8, width - len(gutter) - 2)
    for index, row in enumerate(wrap_pieces([(_text(text), words)], room)):
        lead = [(gutter if not index else " " * len(gutter), "disabled" + ground)]
        lead.append((f"{mark} " if not index else "  ", ink + ground))
        fill = width - width_of(lead) - width_of(row)
        yield [*lead, *row, (" " * max(0, fill), words)]
