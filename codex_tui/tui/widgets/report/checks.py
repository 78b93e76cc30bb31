"""The outcome of checks: what was found, and what mends it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from codex_tui.doctor import Check
from codex_tui.formats import count
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.lines.quoted import quoted
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

_MARKS = {
    "ok": (glyphs.COMPLETE, "success"),
    "warn": (glyphs.WARNING, "warning"),
    "fail": (glyphs.FAILED, "error"),
}
_NAME = 14


class Checks(LineView):
    """A paragraph a check; the cursor goes from line to line."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("fix.copy", "check.again", "part.next", "part.previous")]

    def __init__(self) -> None:
        super().__init__()
        self._checks: Sequence[Check] | None = None
        self._rows: list[tuple[int, Pieces]] = []

    @property
    def count(self) -> int:
        """Rows."""
        return len(self._rows)

    @property
    def about(self) -> str:
        """What it comes to, for the lower rule."""
        if self._checks is None:
            return "looking"
        states = [check.state for check in self._checks]
        found = [f"{states.count('fail')} failed"] if "fail" in states else []
        found += [count(states.count("warn"), "warning")] if "warn" in states else []
        return ", ".join([count(len(states), "check"), *(found or ["all fine"])])

    @property
    def check(self) -> Check | None:
        """The one under the cursor."""
        if not self._checks or not self._rows:
            return None
        return self._checks[self._rows[self.cursor][0]]

    def draw(self, index: int, width: int) -> Pieces:
        """One row."""
        return self._rows[index][1]

    def show(self, checks: Sequence[Check] | None) -> None:
        """Show these; None while they are made."""
        self._checks = checks
        self._cursor = 0
        self.wrap_again()
        self.lines_changed()
        states = [self._state(number) for number, _ in self._rows]
        self.place(next((states.index(state) for state in ("fail", "warn") if state in states), 0))

    def wrap_again(self) -> None:
        """To the new width."""
        self.text_changed()
        if self._checks is None:
            self._rows = [(0, [(" Looking at the machine, the proxy, Codex and the model server.", "muted")])]
            return
        room = max(20, self.width - _NAME - 4)
        self._rows = [
            (number, row) for number, check in enumerate(self._checks) for row in [*_paragraph(check, room), []]
        ]

    def _state(self, number: int) -> str:
        return self._checks[number].state if self._checks is not None and number < len(self._checks) else ""

    def action_next_part(self) -> None:
        """To the next check."""
        self._to(1)

    def action_previous_part(self) -> None:
        """To the check before."""
        self._to(-1)

    def _to(self, step: int) -> None:
        if self._rows:
            wanted = self._rows[self.cursor][0] + step
            row = next((row for row, (number, _) in enumerate(self._rows) if number == wanted), None)
            if row is not None:
                self.go_to(row)


def _paragraph(check: Check, room: int) -> list[Pieces]:
    glyph, ink = _MARKS[check.state]
    lead: list[Piece] = [(f" {glyph} ", ink), (f"{neutral_line(check.check):<{_NAME - 1}}", "foreground bold")]
    blank: list[Piece] = [(" " * (_NAME + 2), "muted")]
    said = "muted" if check.state == "ok" else "foreground"
    rows: list[Pieces] = []
    for row in wrap_pieces(quoted(check.evidence, said), room):
        rows.append([*(blank if rows else lead), *row])
    for index, row in enumerate(wrap_pieces(quoted(check.fix, "muted"), room - 2) if check.fix else ()):
        rows.append([*blank[:-1], (" " * (_NAME + 2), "muted"), ("→ " if index == 0 else "  ", "primary"), *row])
    return rows
