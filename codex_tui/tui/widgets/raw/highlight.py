"""Colours for one line of pretty-printed JSON."""

import re

from codex_tui.tui.widgets.lines.pieces import Piece

_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))'
    r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<literal>true|false|null)"
    r"|(?P<punctuation>[{}\[\],:]+)"
)


def json_pieces(line: str) -> list[Piece]:
    """``line`` in the colours of its tokens; what is no JSON stays in the foreground. A cut string is one, too."""
    pieces: list[Piece] = []
    done = 0
    for match in _TOKEN.finditer(line):
        if match.start() > done:
            pieces.append((line[done : match.start()], "foreground"))
        done = match.end()
        pieces.append((match[0], f"json-{match.lastgroup}"))
    if done < len(line):
        pieces.append((line[done:], "foreground"))
    return pieces
