"""Model calls by one of their measures, without sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from codex_tui.tui.outline.nodes import Entry, Key
from codex_tui.tui.outline.ranked import Ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.line import Line
    from codex_tui.tui.outline.sums import Flags


class Measure(msgspec.Struct, frozen=True):
    """``name``: for people; ``of``: its value, None where there is none; those stand first."""

    name: str
    of: Callable[[Summary], float | None]


MEASURES = {
    "number": Measure("number", lambda summary: summary.number),
    "total": Measure("total time", lambda summary: summary.timing.last_byte),
    "input": Measure("tokens in", lambda summary: summary.usage.input),
    "cached": Measure("cached", lambda summary: summary.usage.cached),
    "output": Measure("tokens out", lambda summary: summary.usage.output),
    "first": Measure("first token", lambda summary: summary.timing.first_token),
    "size": Measure("request size", lambda summary: summary.sizes.request),
}
"""What a list can be sorted by; it ends, as it does in time, with the greatest."""

_Place = tuple[float, Any]


class Flat:
    """A line an exchange, by a measure; ``reverse``: the greatest first."""

    def __init__(self, measure: str, *, reverse: bool = False) -> None:
        self.calls: Ranked[Key, str] = Ranked()
        self._of = MEASURES[measure].of
        self._sign = -1 if reverse else 1
        self._ranked: Ranked[_Place, Entry] = Ranked()
        self._failed: Ranked[_Place, str] = Ranked()
        self._places: dict[str, _Place] = {}

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self._ranked.height

    def has(self, id_: str) -> bool:
        """Whether an exchange is there."""
        return id_ in self._places

    def put(self, summary: Summary, flags: Flags) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        entry = Entry(summary, flags)
        place, known = self._place(entry), self._places.get(summary.id)
        if known is not None:
            if known == place and self._ranked.get(known).sums.failed == entry.sums.failed:
                self._ranked.replace(place, entry)
                return False
            self.remove(summary.id)
        self.put_all([entry])
        return True

    def put_all(self, entries: Sequence[Entry]) -> None:
        """Add many that are not there yet, in the order of time."""
        self.calls.add_all([(entry.key, entry.summary.id, 1) for entry in entries])
        placed = sorted([(self._place(entry), entry, 1) for entry in entries], key=lambda each: each[0])
        self._ranked.add_all(placed)
        self._places.update((entry.summary.id, place) for place, entry, _ in placed)
        self._failed.add_all([(place, entry.summary.id, 1) for place, entry, _ in placed if entry.sums.failed])

    def _place(self, entry: Entry) -> _Place:
        value = self._of(entry.summary)
        return (float("-inf") if value is None else self._sign * value), entry.key

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        place = self._places.pop(id_, None)
        if place is not None:
            self._ranked.remove(place)
            self.calls.remove(place[1])
            if place in self._failed:
                self._failed.remove(place)

    def failure(self, anchor: str, step: int) -> str | None:
        """The next failed one, or with ``step`` -1 the one before."""
        place = self._places.get(anchor.removeprefix("*"))
        if place is None:
            return None
        return self._failed.after(place) if step > 0 else self._failed.before(place)

    def line(self, index: int) -> Line:
        """What stands on a line; raises IndexError beyond the end."""
        return self._ranked.at(index).item.line()

    @property
    def sections(self) -> int:
        """All in one."""
        return 1

    def section_of(self, anchor: str) -> int:
        """The only one."""
        return 0

    def walk(self, section: int) -> Iterator[Line]:
        """All lines."""
        return map(Entry.line, self._ranked)

    def line_of(self, anchor: str) -> int | None:
        """Where it stands; of a group of tries its last."""
        place = self._places.get(anchor.removeprefix("*"))
        return None if place is None else self._ranked.top(place)

    def group_of(self, anchor: str) -> str | None:
        """Nothing stands under another."""
        return None

    def fold(self, anchor: str, *, folded: bool) -> None:
        """There is nothing to fold."""

    def unfold_to(self, anchor: str) -> None:
        """There is nothing to unfold."""

    def fold_all(self, *, folded: bool) -> None:
        """There is nothing to fold."""
