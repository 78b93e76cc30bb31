"""What the tree of exchanges is made of: a thread's turns, their requests, and each request's tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.history.decode import instant
from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.ranked import Ranked
from codex_tui.tui.outline.sums import NOTHING, Flags, Sums, sums_of, sums_of_tries

if TYPE_CHECKING:
    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.planting import Seeds

Key = tuple[float, int, str]
"""When it started (s), its number, its id: the order of the history."""


def key_of(summary: Summary) -> Key:
    """Its place in the history."""
    return instant(summary.started_at).timestamp(), summary.number, summary.id


class Entry:
    """One exchange."""

    __slots__ = ("flags", "key", "summary", "tries")

    def __init__(self, summary: Summary, flags: Flags) -> None:
        self.key = key_of(summary)
        self.tries: Tries | None = None
        self.summary = summary
        self.flags = flags

    def take(self, summary: Summary, flags: Flags) -> None:
        """It is further than it was."""
        self.summary = summary
        self.flags = flags

    @property
    def sums(self) -> Sums:
        """What it comes to."""
        return sums_of(self.summary, self.flags)

    def line(self, depth: int = 0) -> Line:
        """As the list draws it."""
        summary = self.summary
        return Line("request", summary.id, depth, summary=summary, first=summary, sums=self.sums, flags=self.flags)


class Tries:
    """One request, each time that it was tried: nearly always once."""

    __slots__ = ("entries", "folded", "key", "sums", "turn")

    def __init__(self, entries: list[Entry]) -> None:
        self.turn: Turn | None = None
        self.folded: bool = all(entry.tries is None or entry.tries.folded for entry in entries)
        self.key = entries[0].key
        self.entries = entries
        for entry in entries:
            entry.tries = self
        self.sums = sums_of_tries(entry.sums for entry in entries)

    def take(self, entries: list[Entry]) -> Sums:
        """It has these tries now; what has changed."""
        self.entries = entries
        for entry in entries:
            entry.tries = self
        before, self.sums = self.sums, sums_of_tries(entry.sums for entry in entries)
        return self.sums.minus(before)

    @property
    def last(self) -> Entry:
        """The newest, by which the request is shown."""
        return self.entries[-1]

    @property
    def height(self) -> int:
        """Lines: of several tries one, and one each when unfolded."""
        return 1 if self.folded or len(self.entries) == 1 else 1 + len(self.entries)


class Turn:
    """Requests, and the sub-agents that started meanwhile.

    ``id``: None for what came before the first turn. ``loose``: what stands in it only by its time.
    ``ending``: all its own requests are gone.
    """

    __slots__ = ("ending", "folded", "id", "items", "key", "loose", "sums", "thread")

    def __init__(self, id_: str | None, thread: Thread) -> None:
        self.id = id_
        self.thread = thread
        self.key: Key | None = None
        self.items: Ranked[Key, Tries | Thread] = Ranked()
        self.loose: dict[Tries | Thread, None] = {}
        self.folded = False
        self.ending = False
        self.sums = NOTHING

    @property
    def is_titled(self) -> bool:
        """Whether it has a line of its own."""
        return self.id is not None and self.thread.turn is None

    @property
    def height(self) -> int:
        """Lines."""
        if not self.is_titled:
            return self.items.height
        return 1 if self.folded else 1 + self.items.height

    @property
    def start(self) -> Key | None:
        """The place of its first own request; None where it has none."""
        if self.id is None:
            return self.items.first.key if self.items else None
        if len(self.items) == len(self.loose):
            return None
        return next(item.key for item in self.items if item not in self.loose)


class Thread:
    """A conversation: a session, or a sub-agent inside the turn of its parent.

    It may be asleep: then it is not made of anything yet but of seeds, until something is asked that these do not
    tell.
    """

    __slots__ = (
        "_asked", "_seeds", "_titled", "_turns", "count", "folded", "id", "key", "parents", "sums", "turn",
    )  # fmt: skip

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.count = 0  # of its own exchanges
        self.key: Key | None = None
        self.turn: Turn | None = None
        self.parents: dict[str, int] = {}
        self.folded = False
        self.sums = NOTHING
        self._seeds: Seeds | None = None
        self._turns: Ranked[Key, Turn] = Ranked()
        self._titled: dict[str | None, Turn] = {}
        self._asked: dict[tuple[str | None, str | None], list[Tries]] = {}

    def sleep(self, seeds: Seeds) -> None:
        """Be made of these."""
        self._seeds, self.sums = seeds, seeds.sums

    def wake(self) -> list[Tries]:
        """Have turns and requests from now on; the requests, where it had none until now."""
        seeds, self._seeds = self._seeds, None
        return seeds.sprout(self) if seeds else []

    @property
    def asleep(self) -> bool:
        """Whether nothing is built of it yet."""
        return self._seeds is not None

    @property
    def turns(self) -> Ranked[Key, Turn]:
        """By their places."""
        self.wake()
        return self._turns

    @property
    def titled(self) -> dict[str | None, Turn]:
        """The turns by their ids."""
        self.wake()
        return self._titled

    @property
    def asked(self) -> dict[tuple[str | None, str | None], list[Tries]]:
        """The requests by what they ask."""
        self.wake()
        return self._asked

    @property
    def parent(self) -> str | None:
        """The thread that started it, as most of its requests say."""
        return min(self.parents, default=None, key=lambda name: (-self.parents[name], name))

    @property
    def start(self) -> Key:
        """The place of its first request."""
        key = self._seeds.start if self._seeds else self._turns.first.key
        assert key is not None
        return key

    @property
    def latest(self) -> Key:
        """The place of its latest turn: only a new turn moves a session."""
        key = self._seeds.latest if self._seeds else self._turns.last.key
        assert key is not None
        return key

    @property
    def height(self) -> int:
        """Lines; after an unfolded session one is blank."""
        if self.folded:
            return 1
        rows = self._seeds.rows if self._seeds else self._turns.height
        return 1 + rows + (self.turn is None)

    def turn_at(self, key: Key | None) -> Turn | None:
        """The turn that was the latest at that time."""
        while key is not None:
            turn = self.turns.before(key)
            if turn is None or not turn.ending:
                return turn
            key = turn.key
        return None


def newest_in(thread: Thread) -> Entry:
    """The latest exchange of a thread's latest turn."""
    return newest_of(thread.turns.last)


def newest_of(turn: Turn) -> Entry:
    """The latest exchange of a turn."""
    item = turn.items.last
    while isinstance(item, Thread):
        item = item.turns.last.items.last
    return item.last


def first_of(turn: Turn) -> Entry:
    """The first exchange of a turn."""
    item = turn.items.first
    while isinstance(item, Thread):
        item = item.turns.first.items.first
    return item.entries[0]
