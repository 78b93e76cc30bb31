"""A capture directory as one list that grows while it is watched."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.history import heap
from codex_tui.history import reference as references
from codex_tui.history.archive import Archive
from codex_tui.history.backlog import Glance
from codex_tui.history.decode import Damage
from codex_tui.history.exchange import Exchange
from codex_tui.history.journal import R
from codex_tui.history.journals import Journals
from codex_tui.history.ledger import Progress
from codex_tui.history.listing import Listing
from codex_tui.history.sessions import Sessions
from codex_tui.history.sharing import shared
from codex_tui.history.summary import Summary

if TYPE_CHECKING:
    from codex_tui.history.record import Sizes

#: How many of the exchanges that were opened last, and are not live, are kept with their bodies.
_KEPT = 4
#: How many of them are looked at together: an exchange, and the one before it.
_LOOKED_AT = 2
#: Bytes of bodies that the others may have together.
_ROOM = 32_000_000
#: Bytes of a request from which it takes more than a moment to read it again.
_LARGE = 1_000_000
#: Seconds after which nobody shows any more what was let go.
_SHOWN = 2.0
#: How many exchanges are looked at for the one before another in a session that their small fields do not tell.
_LOOKED_BACK = 256
#: How many are at most read whole in one poll.
_AT_ONCE = 64


class Changes(msgspec.Struct, frozen=True):
    """What a poll found: ids added or changed; whether ``more`` waits on disk; whether the whole list is new."""

    ids: list[str]
    more: bool
    reset: bool


class History(Generic[R]):
    """Everything that a capture directory holds, finished and live, through the reading that ``read`` makes of it.

    Bodies are not kept: a finished exchange is read from disk again when it is opened. A directory that does not
    exist is an empty history. Not to be used by two threads at once.

    With ``glance``, which makes a summary of a record's small fields, what was there before is listed by that
    first, the newest before the rest, and read whole later: when time is left, or :meth:`complete` asks for it.
    ``reader`` tells one version of ``read`` and ``glance`` from another; what they make of the history is kept in
    ``history.index`` unless it is 0.
    """

    def __init__(
        self,
        directory: Path,
        read: Callable[[Exchange], R],
        clock: Callable[[], float] = time.monotonic,
        *,
        glance: Glance | None = None,
        reader: int = 0,
    ) -> None:
        self.directory = directory
        self._read = read
        self._clock = clock
        self._archive = Archive(directory, read, clock, glance, reader)
        self._journals = Journals(directory / "live", read, clock)
        self._listing = Listing()
        self._sessions = Sessions()
        self._opened: OrderedDict[str, R] = OrderedDict()
        self._wanted: list[str] = []
        self._unsure: set[str] = set()  # what was finished in files that are others now, and was not found there yet
        self._give_back_at = math.inf
        self._completed: dict[str, bool] = {}  # since the last poll; whether it left the list

    def poll(self, budget: float = 0.05, *, whole: bool = True) -> Changes:
        """Read what is new on disk, for about ``budget`` seconds; raises CodexTuiError where it cannot be read.

        ``whole``: in what is left of them, read whole what is listed by its small fields alone.
        """
        deadline = self._clock() + budget
        with self._explained():
            changed = dict.fromkeys([*self._completed, *self._read_journals(deadline)])
            reset = any(self._completed.values())
            self._completed.clear()
            if self._archive.look():
                self._unsure = {id_ for id_ in self._listing if self._journals.summary(id_) is None}
            changed |= dict.fromkeys(self._read_archive(deadline))
            if not self._archive.ledger.more:
                reset |= self._let_go_of_vanished() | self._let_go_of_lost()
                if whole and self._clock() < deadline:
                    reset |= self._read_on(changed, deadline)
                changed |= dict.fromkeys(self._settle(deadline))
            self._archive.tend()
        if self._clock() >= self._give_back_at:
            self._give_back_at = math.inf
            heap.give_back()
        ids = [id_ for id_ in changed if id_ in self._listing]
        more = self._archive.ledger.more or self._journals.more or self._sessions.pending
        return Changes(ids=ids, more=more, reset=reset)

    def want(self, ids: Iterable[str]) -> None:
        """Read these whole before others when time is left: a person looks at them, the first of them first."""
        self._wanted = list(ids)

    def complete(self, ids: Iterable[str]) -> None:
        """Read these whole now. One that proves to be no exchange leaves the list."""
        with self._explained():
            for id_, summary in self._archive.read_on(ids, math.inf):
                self._put_or_remove(id_, summary)
                self._completed[id_] = summary is None
            self._settle_at_once()

    def save(self) -> None:
        """Keep what was read for the next time. Polls do so too, now and then."""
        self._archive.save()

    @property
    def progress(self) -> Progress:
        """How far the list has come down the history."""
        return self._archive.ledger.progress

    @property
    def unread(self) -> int:
        """How many exchanges are listed by their small fields alone."""
        return len(self._archive.glanced)

    @property
    def summaries(self) -> Sequence[Summary]:
        """Ordered by ``started_at``, ties by number; the list itself, which the next poll changes."""
        return self._listing.summaries

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read: cut, no JSON, or of an unknown version."""
        return self._archive.ledger.damage + self._journals.damage

    def position(self, id_: str) -> int:
        """The place of an exchange in ``summaries``; raises CodexTuiError where it is not there."""
        return self._listing.position(id_)

    def summary(self, id_: str) -> Summary:
        """Raises CodexTuiError where there is no such exchange."""
        return self._listing.summaries[self._listing.position(id_)]

    def previous(self, id_: str) -> str | None:
        """The model call before it in the same session and thread.

        Of what only a whole request tells, it looks at no more than some hundred exchanges back.
        """
        self.complete([id_])
        place, previous = self.position(id_), self._listing.previous(id_)
        for before in range(place - 1, max(-1, place - 1 - _LOOKED_BACK), -1):
            summary = self.summaries[before]
            if summary.id == previous:
                break
            if summary.session is None and summary.is_model_call:
                self.complete([summary.id])
                previous = self._listing.previous(id_)
        return previous

    def resolve(self, reference: str) -> str:
        """The id of what ``reference`` names: a number, ``#141``, an id or a unique start of one, ``latest~1``.

        Raises CodexTuiError where it names none, or more than one.
        """
        return references.resolve(reference, self._listing)

    def open(self, id_: str) -> R:
        """All of an exchange: of a live one the reading that each poll advances.

        Raises CodexTuiError where it is not there, or cannot be read any more.
        """
        self._listing.position(id_)
        reading = self._journals.reading(id_)
        if reading is not None:
            return reading
        if id_ not in self._opened:
            if id_ in self._unsure:
                self._completed |= dict.fromkeys(self._read_archive(math.inf), False)
            reading = self._opened[id_] = self._read_again(id_)
            if id_ in self._archive.glanced:
                self._put(self._archive.learn(reading.summary()))
                self._completed[id_] = False
                self._settle_at_once()
        self._opened.move_to_end(id_)
        self._let_go()
        return self._opened[id_]

    def _let_go(self) -> None:
        """What takes too much room is kept no longer; nor one too many, rather one that is read again at once."""
        others = [*self._opened.items()][:-_LOOKED_AT]
        sizes = {id_: reading.exchange.record.sizes for id_, reading in others}
        while sum(map(_bytes, sizes.values())) > _ROOM:
            largest = max(sizes, key=lambda id_: _bytes(sizes[id_]))
            del sizes[largest], self._opened[largest]
            self._give_back_at = self._clock() + _SHOWN
        if len(self._opened) > _KEPT:
            small = (id_ for id_, each in sizes.items() if each.request < _LARGE)
            del self._opened[next(small, next(iter(sizes)))]

    def _read_journals(self, deadline: float) -> list[str]:
        changed = self._journals.poll(deadline, self._archive.ledger)
        for id_ in changed:
            if summary := self._journals.summary(id_):
                self._put(summary)
        return changed

    def _read_archive(self, deadline: float) -> list[str]:
        changed = []
        for summary in self._archive.news(deadline):
            self._put(summary)
            self._journals.forget(summary.id)
            self._opened.pop(summary.id, None)
            self._unsure.discard(summary.id)
            changed.append(summary.id)
        return changed

    def _read_on(self, changed: dict[str, None], deadline: float) -> bool:
        """Read whole some that were only glanced at; whether one left the list."""
        reset = False
        for id_, summary in self._archive.read_on(
            [*self._wanted, *islice(self._archive.glanced, _AT_ONCE)], deadline
        ):
            self._put_or_remove(id_, summary)
            changed[id_] = None
            reset |= summary is None
        return reset

    def _put_or_remove(self, id_: str, summary: Summary | None) -> None:
        if summary is not None:
            self._put(summary)
        elif id_ in self._listing:
            self._remove(id_)

    def _put(self, summary: Summary) -> None:
        self._listing.put(shared(self._sessions.placed(summary)))

    def _remove(self, id_: str) -> None:
        self._listing.remove(id_)
        self._sessions.remove(id_)

    def _settle(self, deadline: float) -> list[str]:
        """Find the sessions of calls whose clients name none; the ids of those that now belong elsewhere."""
        changed = []
        for id_ in self._sessions.settle(self._clock, deadline, whole=not self._archive.glanced):
            if id_ in self._listing:
                before = self.summary(id_)
                summary = self._sessions.placed_anew(before)
                if summary != before:
                    self._listing.put(summary)
                    self._archive.amend(self._sessions.with_lineage(summary))
                    changed.append(id_)
        return changed

    def _settle_at_once(self) -> None:
        if not self._archive.ledger.more:
            self._completed |= dict.fromkeys(self._settle(math.inf), False)

    def _let_go_of_vanished(self) -> bool:
        """Forget journals that are gone although the history, read to its end, has no record of them."""
        listed = [id_ for id_ in self._journals.vanished if id_ in self._listing]
        for id_ in self._journals.vanished.copy():
            self._journals.forget(id_)
        for id_ in listed:
            self._remove(id_)
        return bool(listed)

    def _let_go_of_lost(self) -> bool:
        """Forget what was finished and is not in the history any more, which has been read to its end."""
        lost, self._unsure = self._unsure, set()
        for id_ in lost:
            self._opened.pop(id_, None)
            if id_ in self._listing:
                self._remove(id_)
        return bool(lost)

    def _read_again(self, id_: str) -> R:
        try:
            reading = self._archive.reading(id_) or self._journals.reopen(id_)
            if reading is not None:
                return reading
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            reason = "it is gone"
        raise CodexTuiError(
            f"Exchange {id_} cannot be read: {reason}.", "The history was changed meanwhile: list it."
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CodexTuiError(
                f"The captures in {self.directory} cannot be read: {error.strerror or error}.",
                "Check who may read that directory, or name another with --captures.",
            ) from error


def _bytes(sizes: "Sizes") -> int:
    return sizes.request + sizes.response
