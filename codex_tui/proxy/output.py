"""``proxy.log``: what mitmdump prints."""

import os
import re
from pathlib import Path

from codex_tui.neutral import neutral_line

_STAMP = re.compile(r"^\[\d\d:\d\d:\d\d(\.\d+)?\]\s*")
_MODULE = re.compile(r"^mitmproxy(\.\w+)+: ")
_WEB_PAGE = re.compile(r"Web server listening at (http://[\w.:\[\]/?=&-]+)")
_CHAINED = ("During handling of the above", "The above exception was")
_MARGIN = 64_000  # bytes that are read at most
_LENGTH = 300  # characters of a line that a person is shown
_LAST_WORDS = 3  # lines


class ProxyLog:
    """A log that mitmdump appends to, from where its own part begins."""

    def __init__(self, captures: Path) -> None:
        self.path = captures / "proxy.log"
        self._start = 0

    def open(self) -> int:
        """A file descriptor to append to, 0600; it is the caller's to close."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._start = os.fstat(descriptor).st_size
        return descriptor

    def first_error(self) -> str | None:
        """Why mitmdump did not come up, in a line: the first exception, else the first line; None if silent."""
        return first_error(self._read(self._start))

    def web_page(self) -> str | None:
        """Where mitmweb says that its page is, with the token that opens it."""
        found = _WEB_PAGE.findall(self._read(self._start))
        return found[-1] if found else None

    def last_error(self) -> str | None:
        """The exception that mitmdump ended with; None where it ended without."""
        return last_error(self._read(max(self._start, self._size() - _MARGIN)))

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def _read(self, start: int) -> str:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return file.read(_MARGIN).decode(errors="replace")
        except OSError:
            return ""


def first_error(text: str) -> str | None:
    """See :meth:`ProxyLog.first_error`."""
    lines = _lines(text)
    exceptions = _exceptions(lines)
    return _shown(lines[exceptions[0] if exceptions else 0]) if lines else None


def last_error(text: str) -> str | None:
    """See :meth:`ProxyLog.last_error`."""
    lines = _lines(text)
    exceptions = _exceptions(lines)
    return _shown(lines[exceptions[-1]]) if exceptions and exceptions[-1] >= len(lines) - _LAST_WORDS else None


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _exceptions(lines: list[str]) -> list[int]:
    """Where the tracebacks end; of a chain only the last, which is what was raised in the end."""
    ends, inside = [], False
    for number, line in enumerate(lines):
        if line.startswith("Traceback (most recent call last)"):
            inside = True
        elif inside and not line.startswith(" "):
            ends.append(number)
            inside = False
    return [end for end in ends if not (lines[end + 1 : end + 2] and lines[end + 1].startswith(_CHAINED))]


def _shown(line: str) -> str:
    return neutral_line(_MODULE.sub("", _STAMP.sub("", line)))[:_LENGTH].rstrip(".") + "."
