"""Captured text made harmless for a terminal.

Textual and rich send escape sequences inside content straight to the terminal, so every path from captured
data to a screen, title, notification or table goes through :func:`neutral`.
"""

import re

# C0 except tab and newline, DEL, C1; then what reorders text on the screen (Unicode UAX #9).
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_BIDI = {
    0x061C: "⟨ALM⟩",
    0x200E: "⟨LRM⟩",
    0x200F: "⟨RLM⟩",
    0x202A: "⟨LRE⟩",
    0x202B: "⟨RLE⟩",
    0x202C: "⟨PDF⟩",
    0x202D: "⟨LRO⟩",
    0x202E: "⟨RLO⟩",
    0x2066: "⟨LRI⟩",
    0x2067: "⟨RLI⟩",
    0x2068: "⟨FSI⟩",
    0x2069: "⟨PDI⟩",
}


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's pictures of the control characters: ␛ for escape
    if code == 0x7F:
        return "␡"
    if code < 0xA0:
        return f"⟨{code:02X}⟩"
    return _BIDI.get(code, "\ufffd")


def neutral(text: str) -> str:
    """``text`` with every control but newline and tab as a visible symbol."""
    return _HARMFUL.sub(_symbol, text)


def neutral_line(text: str) -> str:
    """``text`` on one line: runs of white space become one space, controls become symbols."""
    return neutral(" ".join(text.split()))


def neutral_json(text: str) -> str:
    """JSON for a terminal: what JSON itself leaves raw (DEL, C1, bidi) becomes ``\\u`` escapes, so it stays JSON."""
    return _HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
