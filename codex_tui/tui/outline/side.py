"""Traffic beside the model calls: what it is, counted, and folded into one line until someone asks."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from codex_tui.history.summary import Summary
from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.nodes import Entry, Key
from codex_tui.tui.outline.ranked import Ranked
from codex_tui.tui.outline.sums import NOTHING, Flags

ANCHOR = "side"
_DEPTH = 4  # cells


def is_side(summary: Summary) -> bool:
    """Whether it is none of the conversation; Codex asks a model for titles beside that, in sessions of their own."""
    return not summary.is_model_call or (summary.session is not None and summary.session.kind == "title")


def kind_of(summary: Summary) -> str:
    """What side traffic is about, in a word."""
    if summary.is_model_call:
        return "title"
    if summary.api != "other":
        return "models"
    try:
        url = urlsplit(summary.url)
        host, path = (url.hostname or "").lower(), url.path.lower()
    except ValueError:
        return "other"
    if path.rstrip("/").endswith("/responses"):
        return "upgrade"
    if host.startswith("ab.") or "otlp" in path or path.endswith(("/metrics", "/traces", "/rgstr")):
        return "telemetry"
    if path.rstrip("/").endswith(("/mcp", "/sse")) or "/mcp/" in path:
        return "mcp"
    if host == "github.com" or ".git/" in path:
        return "git"
    if host in {"api.github.com", "raw.githubusercontent.com", "registry.npmjs.org"}:
        return "update"
    return "other"


class Side:
    """One line, or all of them under it."""

    def __init__(self) -> None:
        self.sums = NOTHING
        self.folded = True
        self._ranked: Ranked[Key, Entry] = Ranked()
        self._entries: dict[str, Entry] = {}
        self._kinds: Counter[str] = Counter()

    @property
    def height(self) -> int:
        """How many lines there are."""
        return 0 if not self._entries else 1 if self.folded else 1 + len(self._entries)

    def put(self, summary: Summary, flags: Flags) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        known = self._entries.get(summary.id)
        entry = Entry(summary, flags)
        if known is not None and known.key == entry.key:
            self._count(known, -1)
            known.take(summary, flags)
            self._count(known, 1)
            return False
        self.remove(summary.id)
        self._entries[summary.id] = entry
        self._ranked.add(entry.key, entry)
        self._count(entry, 1)
        return True

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        entry = self._entries.pop(id_, None)
        if entry is not None:
            self._ranked.remove(entry.key)
            self._count(entry, -1)

    def line(self, index: int, tunnelled: int = 0) -> Line:
        """What stands on a line; raises IndexError beyond the end."""
        if index:
            return self._ranked.at(index - 1).item.line(_DEPTH)
        kinds = [*sorted(self._kinds.items(), key=lambda each: (-each[1], each[0])), ("tunnelled", tunnelled)]
        return Line(
            kind="side",
            anchor=ANCHOR,
            folded=self.folded,
            summary=self._ranked.last.summary,
            first=self._ranked.first.summary,
            sums=self.sums,
            counts=tuple((name, number) for name, number in kinds if number),
        )

    def walk(self) -> Iterator[Line]:
        """All lines as they were if nothing was folded."""
        if self._entries:
            yield self.line(0)
            for index in range(len(self._entries)):
                yield self.line(1 + index)

    def line_of(self, anchor: str) -> int | None:
        """Where it stands, or the line that it is folded into."""
        entry = self._entries.get(anchor)
        if entry is None:
            return 0 if anchor == ANCHOR and self._entries else None
        return 0 if self.folded else 1 + self._ranked.top(entry.key)

    def _count(self, entry: Entry, more: int) -> None:
        self.sums = self.sums.plus(entry.sums) if more > 0 else self.sums.minus(entry.sums)
        self._kinds[kind_of(entry.summary)] += more
