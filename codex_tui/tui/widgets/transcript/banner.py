"""What went wrong with an exchange, above its transcript."""

from typing import NamedTuple

from codex_tui.dialects.conversation import Conversation
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, pad
from codex_tui.tui.widgets.transcript.slabs import wrap_pieces

_LOW = 30
"""Lines of the screen below which a banner shows only its heading."""

_MOST_ROWS, _LONGEST = 6, 4_000
"""Rows of a notice's text, and characters of it that are looked at."""


class Notice(NamedTuple):
    """One banner: ``ink`` is ``error`` or ``warning``, of a person's note ``secondary``."""

    ink: str
    glyph: str
    heading: str
    text: str


def notices(conversation: Conversation, status: int | None, note: str = "") -> list[Notice]:
    """The state, where it is not good, then the warnings, then what a person noted."""
    error = conversation.error or ""
    found: list[Notice] = []
    match conversation.state:
        case "failed" if status is not None and status >= 400:
            found.append(Notice("error", glyphs.FAILED, f"The server answered {status}", error))
        case "failed" if any(warning.code == "stream_cut" for warning in conversation.warnings):
            found.append(Notice("error", glyphs.FAILED, "The answer was cut off", error))
        case "failed":
            found.append(Notice("error", glyphs.FAILED, "The request failed", error))
        case "aborted":
            found.append(Notice("warning", glyphs.ABORTED, "Codex left before the end", error))
        case "interrupted":
            found.append(Notice("error", glyphs.INTERRUPTED, "The proxy ended before the answer did", error))
    said = {notice.text for notice in found}
    for warning in conversation.warnings:
        if warning.code != "stream_cut" and warning.message not in said:
            name = warning.code.replace("_", " ").capitalize()
            found.append(Notice("warning", glyphs.WARNING, name, warning.message))
    if note:
        found.append(Notice("secondary", glyphs.NOTE, "Note", note))
    return found


class Banner(Drawn):
    """Stays above what scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._notices: list[Notice] = []
        self.display = False

    def show(self, notices: list[Notice]) -> None:
        """Show these."""
        if notices != self._notices:
            self._notices = notices
            self.display = bool(notices)
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Pieces]:
        """Each with its bar, then a blank line."""
        lines: list[Pieces] = []
        for notice in self._notices:
            lines += self._banner(notice, max(8, width - 5))
        return [*lines, []]

    def _banner(self, notice: Notice, room: int) -> list[Pieces]:
        ground = f" on banner-{notice.ink}"
        rows: list[list[Piece]] = [
            [(f"{notice.glyph} ", notice.ink), (neutral_line(notice.heading), f"{notice.ink} bold")]
        ]
        if self.app.size.height >= _LOW:
            lines = neutral(notice.text[:_LONGEST]).split("\n")
            body = [row for line in lines if line.strip() for row in wrap_pieces([(line, "foreground")], room)]
            rows += [[*row] for row in body[:_MOST_ROWS]]
            if len(body) > _MOST_ROWS or len(notice.text) > _LONGEST:
                rows[-1] = crop([*rows[-1], (" " * room, "foreground")], room)
        elif notice.text:
            rows[0] = crop([*rows[0], ("  ", "muted"), (neutral_line(notice.text), "foreground")], room)
        lead: list[Piece] = [(" ", "foreground"), (glyphs.ROLE_BAR, f"{notice.ink}{ground}"), (" ", f"muted{ground}")]
        return [[*lead, *((text, f"{ink}{ground}") for text, ink in pad(row, room)), ("", "muted")] for row in rows]
