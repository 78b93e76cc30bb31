"""Looking up a header."""

from collections.abc import Iterable

from codex_tui.history.record import Header


def header(headers: Iterable[Header], name: str) -> str:
    """The first value of a header, whatever its case; "" where there is none."""
    name = name.lower()
    return next((value for other, value in headers if other.lower() == name), "")
