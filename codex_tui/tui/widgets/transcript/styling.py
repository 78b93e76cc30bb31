"""How lines of source look: what is shown of them, in which inks."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from codex_tui.tui.widgets.lines.pieces import Piece, row_text
from codex_tui.tui.widgets.transcript.slabs import Row


class Styling(Protocol):
    """How a line of source looks. ``carry``: how many lines before it were turns."""

    def turns(self, text: str, start: int) -> Iterable[int]:
        """Where those lines of ``text`` begin, from character ``start`` on, behind which another look may begin."""
        return ()

    def style(self, line: str, carry: int) -> tuple[list[Piece], int] | None:
        """What is shown of ``line``, and by how many cells its further rows are indented; None for nothing."""

    def told(self, lines: list[str], carry: int) -> Iterable[str]:
        """What :meth:`style` shows of some lines below each other, without its inks; a search goes through all."""
        return (shown(self, line, carry) for line in lines)

    def joins(self, line: str, carry: int) -> bool:
        """Whether how it looks depends on its neighbours, as far as these say the same of themselves."""
        return False

    def joint_rows(self, lines: Sequence[str], width: int) -> list[list[Row]] | None:
        """The rows of each of such neighbours; None where each stands for itself after all."""
        return None


class Plain(Styling):
    """Every line as it is, in one ink."""

    def __init__(self, ink: str) -> None:
        self._ink = ink

    def style(self, line: str, carry: int) -> tuple[list[Piece], int]:
        """The line itself."""
        return [(line, self._ink)], 0

    def told(self, lines: list[str], carry: int) -> list[str]:
        """They themselves."""
        return lines


def shown(styling: Styling, line: str, carry: int) -> str:
    styled = styling.style(line, carry)
    return "" if styled is None else row_text(styled[0])
