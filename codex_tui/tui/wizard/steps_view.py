"""The steps of the set-up, and what each came to."""

from collections.abc import Sequence

from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, spread

_ROOM = 3  # lines beneath which the steps stand without a blank one between


class StepsView(Drawn):
    """``outcomes``: by step, whether it was fine and what it came to; None for one that is still ahead."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = titles
        self._outcomes: Sequence[tuple[bool, str] | None] = ()
        self._current = 0

    def show(self, outcomes: Sequence[tuple[bool, str] | None], current: int) -> None:
        """Show this."""
        self._outcomes, self._current = outcomes, current
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """A line a step, one between them where there is room."""
        roomy = self.size.height >= _ROOM * len(self._titles) - 4
        lines: list[Pieces] = [[]]
        for number, title in enumerate(self._titles):
            lines += [self._step(number, title, width), *([[]] if roomy else [])]
        return lines

    def _step(self, number: int, title: str, width: int) -> Pieces:
        outcome = self._outcomes[number] if number < len(self._outcomes) else None
        if number == self._current:
            here: list[Piece] = [(f"{glyphs.CURSOR}", "primary"), (f"{glyphs.FOLDED} ", "primary")]
            return crop([*here, (title, "foreground bold")], width)
        if outcome is None:
            return crop([(f" {glyphs.UNREPORTED} ", "disabled"), (title, "disabled")], width)
        fine, value = outcome
        mark: Piece = (f" {glyphs.COMPLETE} ", "success") if fine else (f" {glyphs.WARNING} ", "warning")
        room = max(0, width - len(title) - 7)
        # Of a path the end tells more.
        text = neutral_line(value)
        shown = text if len(text) <= room else glyphs.CUT + text[len(text) - room + 1 :] if "/" in text else ""
        return spread([mark, (title, "foreground")], [(f"{shown} ", "muted")] if shown else [], width)
