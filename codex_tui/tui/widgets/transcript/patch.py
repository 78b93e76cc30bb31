"""A patch as a diff: signs, tints, and line numbers where they are known."""

from collections.abc import Iterator

from codex_tui.dialects.patch import PatchedFile
from codex_tui.dialects.tools import Patch
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui.widgets.lines.pieces import Pieces, crop, spread, width_of
from codex_tui.tui.widgets.transcript.flow import wrap_pieces

_SIGNS = {"+": ("+", "success", " on diff-add"), "-": ("−", "error", " on diff-remove"), " ": (" ", "muted", "")}
_TAB = 4


class PatchBody:
    """The files under each other."""

    def __init__(self, patch: Patch) -> None:
        self._files = patch.files
        self._width = 0
        self._rows: list[Pieces] = []

    def rows(self, width: int) -> int:
        """How many."""
        if width != self._width:
            self._width = width
            self._rows = [row for file in self._files for row in _file(file, width)]
        return len(self._rows)

    def row(self, index: int) -> Pieces:
        """One of them."""
        return self._rows[index]

    def open_at(self, index: int) -> bool:
        """Nothing is hidden."""
        return False


def _file(file: PatchedFile, width: int) -> Iterator[Pieces]:
    name = neutral_line(file.path if file.moved_to is None else f"{file.path} → {file.moved_to}")
    said = {"add": "new file  ", "delete": "deleted  ", "update": ""}[file.action]
    counts = [(said, "muted"), (f"+{file.added}", "success"), (" ", "muted"), (f"−{file.removed}", "error")]
    yield spread([(name, "foreground bold")], [(said, "muted")] if file.action == "delete" else counts, width)
    # A patch names places by their text: only in a new file is the number of a line known.
    numbered = file.action == "add"
    number = 0
    for hunk in file.hunks:
        if hunk.header:
            yield crop([("  ", "muted"), (f"@@ {neutral_line(hunk.header)}", "disabled")], width)
        for sign, text in hunk.lines:
            number += 1
            yield from _line(f"{number:>3} " if numbered else "  ", sign, text, width)


def _line(gutter: str, sign: str, text: str, width: int) -> Iterator[Pieces]:
    mark, ink, ground = _SIGNS[sign]
    words = ("foreground" if ground else "muted") + ground
    room = max(8, width - len(gutter) - 2)
    for index, row in enumerate(wrap_pieces([(neutral(text).expandtabs(_TAB), words)], room)):
        lead = [(gutter if not index else " " * len(gutter), "disabled" + ground)]
        lead.append((f"{mark} " if not index else "  ", ink + ground))
        fill = width - width_of(lead) - width_of(row)
        yield [*lead, *row, (" " * max(0, fill), words)]
