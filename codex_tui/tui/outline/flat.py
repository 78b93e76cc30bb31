"""Model calls by one of their measures, without sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.nodes import Key, key_of
from codex_tui.tui.outline.ranked import Ranked
from codex_tui.tui.outline.sums import NOTHING, Flags, sums_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_tui.history.summary import Summary


class Measure(NamedTuple):
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
        self.sums = NOTHING
        self.calls: Ranked[Key, str] = Ranked()
        self._of = MEASURES[measure].of
        self._sign = -1 if reverse else 1
        self._ranked: Ranked[_Place, Line] = Ranked()
        self._failed: Ranked[_Place, str] = Ranked()
        self._places: dict[str, _Place] = {}

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self._ranked.height

    def put(self, summary: Summary, flags: Flags) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        value = self._of(summary)
        place = (float("-inf") if value is None else self._sign * value, key_of(summary))
        sums = sums_of(summary, flags)
        line = Line("request", summary.id, summary=summary, first=summary, sums=sums, flags=flags)
        known = self._places.get(summary.id)
        if known is not None:
            before = self._ranked.get(known)
            if known == place and before.sums.failed == sums.failed:
                self.sums = self.sums.plus(sums).minus(before.sums)
                self._ranked.replace(place, line)
                return False
            self.remove(summary.id)
        self.sums = self.sums.plus(sums)
        self._ranked.add(place, line)
        self.calls.add(place[1], summary.id)
        self._places[summary.id] = place
        if sums.failed:
            self._failed.add(place, summary.id)
        return True

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        place = self._places.pop(id_, None)
        if place is not None:
            self.sums = self.sums.minus(self._ranked.get(place).sums)
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
        return self._ranked.at(index).item

    @property
    def sections(self) -> int:
        """All in one."""
        return 1

    def section_of(self, anchor: str) -> int:
        """The only one."""
        return 0

    def walk(self, section: int) -> Iterator[Line]:
        """All lines."""
        return iter(self._ranked)

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
