"""Which session each model call belongs to whose client names none: that of the call that it goes on from."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from codex_tui.history.lineage import Lineage
from codex_tui.history.two_ended import TwoEnded

#: When it started (s), its number, its id: no two exchanges have the same.
Key = tuple[float, int, str]
#: A session's id, and the thread in it.
Place = tuple[str, str | None]

_STRIDE = 64  # calls between two looks at the clock


class Run:
    """Calls that go on from each other; ``opened``: its name is the one that it keeps."""

    __slots__ = ("ids", "opened", "place")

    def __init__(self, place: Place, *, opened: bool) -> None:
        self.ids: list[str] = []
        self.place = place
        self.opened = opened


class _Call(NamedTuple):
    key: Key
    lineage: Lineage
    named: Place | None

    @property
    def id(self) -> str:
        return self.key[2]


class _Step(msgspec.Struct, frozen=True):
    """What there was before a call was taken in, so that it can be taken back."""

    run: Run
    taken: int | None  # by which digest another was followed that nobody had followed before
    follows: _Call | None
    place: Place
    opened: bool
    claimed: str | None
    last: tuple[_Call | None, ...]


class Descent:
    """Takes calls in the order in which they started, whatever the order in which they are told.

    A call goes on from the one that holds the longest beginning of its own conversation: from one that nobody has
    followed yet before one that somebody has, from a later one before an earlier. So two runs that open alike are
    two sessions, and what was edited or asked again stays in its own. What did not get an answer is followed once:
    by its retry. A session is called by how it begins, up to the model's first words; a later one that begins the
    same is told apart by the id of its first call.

    To take in a call costs as much as there are later ones; what comes from before all others waits until there is
    enough of it to be worth that.
    """

    def __init__(self) -> None:
        self._line: TwoEnded[_Call] = TwoEnded()
        self._steps: list[_Step] = []  # of the first calls of the line
        self._known: dict[str, _Call] = {}
        self._waiting: dict[str, _Call] = {}
        self._merging = False  # what waits is about to go before the others, which are taken back for that
        self._run: dict[str, Run] = {}
        self._open: defaultdict[int, list[_Call]] = defaultdict(list)
        self._last: dict[int, _Call] = {}
        self._claimed: set[str] = set()
        self._changed: dict[str, None] = {}

    @property
    def pending(self) -> bool:
        """Whether calls wait to be taken in."""
        return self._merging or len(self._steps) < len(self._line)

    def place(self, id_: str) -> Place | None:
        """Where a call belongs; None of one that was not taken in."""
        run = self._run.get(id_)
        return run.place if run else None

    def put(self, key: Key, lineage: Lineage, named: Place | None = None) -> None:
        """Tell of a call, or something new of one. ``named``: where its client says that it belongs."""
        call = _Call(key, lineage, named)
        if self._known.get(call.id) == call:
            return
        self.remove(call.id)
        self._known[call.id] = call
        if self._steps and key < self._line[0].key:
            self._waiting[call.id] = call
        else:
            self._insert(call)

    def remove(self, id_: str) -> None:
        """A call is no more, where it was known."""
        call = self._known.pop(id_, None)
        if call is not None and self._waiting.pop(id_, None) is None:
            at = self._position(call)
            self._back_to(at)
            self._line.pop(at)

    def settle(self, clock: Callable[[], float], deadline: float = math.inf, *, whole: bool = True) -> Iterator[str]:
        """Take in what waits, until the deadline: the ids of those that belong elsewhere than before.

        ``whole``: nothing is known to come from before all others.
        """
        if self._waiting and (whole or len(self._waiting) * 4 >= len(self._line)):
            self._merging = True
        if self._merging and self._is_back(clock, deadline):
            for call in sorted(self._waiting.values(), reverse=True):
                self._line.insert(self._position(call), call)
            self._waiting.clear()
            self._merging = False
        while self.pending and not self._merging:
            self._take(self._line[len(self._steps)])
            if len(self._steps) % _STRIDE == 0 and clock() >= deadline:
                break
        if not self.pending:
            changed, self._changed = self._changed, {}
            yield from changed

    def _insert(self, call: _Call) -> None:
        at = self._position(call)
        self._back_to(at)
        self._line.insert(at, call)

    def _position(self, call: _Call) -> int:
        if not self._line or call.key < self._line[0].key:
            return 0
        if call.key > self._line[-1].key:
            return len(self._line)
        return bisect_left(self._line, call.key, key=lambda each: each.key)

    def _take(self, call: _Call) -> None:
        taken, before = self._followed(call.lineage)
        run = self._run[before.id] if before and not call.named else self._begun(call)
        claimed = None
        place, opened = run.place, run.opened
        if not run.ids or (call.lineage.opened and not opened):
            claimed = self._name(run, call)
        run.ids.append(call.id)
        self._run[call.id] = run
        self._changed[call.id] = None
        last = tuple(self._last.get(digest) for digest in call.lineage.holds)
        for digest in call.lineage.holds:
            self._open[digest].append(call)
            if call.lineage.answered:
                self._last[digest] = call
        self._steps.append(_Step(run, taken, before, place, opened, claimed, last))

    def _followed(self, lineage: Lineage) -> tuple[int | None, _Call | None]:
        for digest in lineage.follows:
            if found := self._open.get(digest):
                return digest, found.pop()
            if before := self._last.get(digest):
                return None, before
        return None, None

    def _begun(self, call: _Call) -> Run:
        return Run(call.named or (call.lineage.name, None), opened=call.named is not None)

    def _name(self, run: Run, call: _Call) -> str | None:
        """The name that is claimed for it, where none is given."""
        if run.opened:
            return None
        name = call.lineage.name
        if name in self._claimed:
            from hashlib import sha256  # seldom: it takes a millisecond to load

            first = run.ids[0] if run.ids else call.id
            name = f"~{sha256(f'{name} {first}'.encode()).hexdigest()[:12]}"
        run.place, run.opened = (name, None), call.lineage.opened
        self._changed |= dict.fromkeys(run.ids)
        is_new = name not in self._claimed
        self._claimed.add(name)
        return name if is_new else None

    def _is_back(self, clock: Callable[[], float], deadline: float) -> bool:
        """Take back all, until the deadline; whether that is done."""
        while self._steps:
            self._back_to(max(0, len(self._steps) - _STRIDE))
            if clock() >= deadline:
                break
        return not self._steps

    def _back_to(self, length: int) -> None:
        while len(self._steps) > length:
            self._take_back(self._line[len(self._steps) - 1], self._steps.pop())

    def _take_back(self, call: _Call, step: _Step) -> None:
        for digest, last in zip(call.lineage.holds, step.last, strict=True):
            self._open[digest].pop()
            if last is not None:
                self._last[digest] = last
            elif call.lineage.answered:
                del self._last[digest]
        if step.claimed:
            self._claimed.discard(step.claimed)
        if step.taken is not None and step.follows is not None:
            self._open[step.taken].append(step.follows)
        run = step.run
        run.ids.pop()
        if run.place != step.place:
            self._changed |= dict.fromkeys(run.ids)
        run.place, run.opened = step.place, step.opened
        del self._run[call.id]
