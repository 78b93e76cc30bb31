"""Sentences that quote what is to be typed in back-ticks."""

import re

from codex_tui.neutral import neutral_line
from codex_tui.tui.widgets.lines.pieces import Piece

_COMMAND = re.compile(r"`([^`]+)`")


def quoted(text: str, ink: str = "muted") -> list[Piece]:
    """On one line; what is to be typed stands out from the sentence that quotes it."""
    pieces = _COMMAND.split(neutral_line(text))
    return [(piece, "foreground bold" if index % 2 else ink) for index, piece in enumerate(pieces) if piece]


def command_of(text: str) -> str:
    """What can be run of it: the first command that it quotes, else all of it."""
    return next(iter(_COMMAND.findall(text)), text)
