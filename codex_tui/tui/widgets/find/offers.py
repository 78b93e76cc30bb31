"""What may be typed next, below the filter; or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.neutral import neutral_line
from codex_tui.tui.glyphs import HORIZONTAL, WARNING
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import cut, pad, spread
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

    from codex_tui.history.query import Offer
    from codex_tui.tui.widgets.lines.pieces import Piece, Pieces

_ROWS = 8
_WIDEST, _TEXT = 52, 34


class Offers(Drawn):
    """A few lines, one of them chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: Sequence[Offer] = ()
        self.cursor = 0
        self._typed = ""
        self.display = False

    @property
    def chosen(self) -> Offer | None:
        """The one under the cursor."""
        return self.offers[self.cursor] if self.cursor < len(self.offers) else None

    def show(self, offers: Sequence[Offer], typed: str, column: int) -> None:
        """Show these below ``column``; ``typed`` is what they go on from."""
        self.offers, self._typed, self.cursor = offers, typed, 0
        self.display = bool(offers)
        key = typed.partition(":")[0] if ":" in typed else ""
        self.border_title = Content(neutral_line(key) if key else "keys")
        counted = any(offer.number is not None for offer in offers)
        self.border_subtitle = Content("exchanges that match" if counted else "")
        width = min(self.app.size.width, _WIDEST)
        self.styles.width = width
        self.styles.offset = (max(0, min(column - 2, self.app.size.width - width)), 2)
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """The next or previous one, round the end."""
        if self.offers:
            self.cursor = (self.cursor + step) % len(self.offers)
            self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """Those around the cursor."""
        first = max(0, min(self.cursor - _ROWS // 2, len(self.offers) - _ROWS))
        shown = self.offers[first : first + _ROWS]
        text = min(_TEXT, max((len(offer.text) for offer in shown), default=0) + 3, width - 4)
        return [self._line(offer, first + at == self.cursor, text, width) for at, offer in enumerate(shown)]

    def _line(self, offer: Offer, here: bool, text: int, width: int) -> Pieces:
        name = cut(neutral_line(offer.text), text)
        lead = len(self._typed.rpartition(":")[0]) + 1 if ":" in self._typed else 0
        value = self._typed.rpartition(":")[2].rpartition(",")[2].lower()
        at = name.lower().find(value, lead if offer.text.startswith(self._typed[:lead]) else 0) if value else -1
        ink = "foreground" if offer.fits else "muted"
        pieces: list[Piece] = [(name, ink)]
        if at >= 0:
            end = at + len(value)
            pieces = [(name[:at], ink), (name[at:end], "primary bold"), (name[end:], ink)]
        number = [(f"{offer.number:,}", "foreground" if offer.fits else "muted")] if offer.number is not None else []
        row = pad(
            [(" ", "muted"), *pad(pieces, text), *spread([(offer.about, "muted")], number, width - text - 2)], width
        )
        return [(words, f"{ink} on selected" if here else ink) for words, ink in row]


class Problem(Drawn):
    """A box whose upper rule points at what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[list[Piece]] = []
        self.display = False

    def show(self, lines: Sequence[Sequence[Piece]], column: int | None = None) -> None:
        """Show these lines, wrapped; ``column``: of the screen, what it points at."""
        self._lines = [[*line] for line in lines]
        self.display = bool(lines)
        if not lines:
            return
        room = self.app.size.width
        width = min(room, max(sum(len(text) for text, _ in line) for line in lines) + 4, 64)
        left = max(0, min((column or 0) - 3, room - width))
        self.styles.width = width
        self.styles.offset = (left, 2)
        before = HORIZONTAL * max(0, (column or 0) - left - 3)
        self.border_title = Content(before + WARNING if column is not None else "")
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Pieces]:
        """All of it."""
        return [
            [(" ", "muted"), *row] for line in self._lines for row in wrap_pieces(line or [("", "muted")], width - 2)
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are at its width."""
        return len(self.lines(width))
