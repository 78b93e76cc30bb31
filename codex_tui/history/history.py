"""A capture directory as one list that grows while it is watched."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.history import reference as references
from codex_tui.history.decode import Damage
from codex_tui.history.exchange import Exchange
from codex_tui.history.journal import R
from codex_tui.history.journals import Journals
from codex_tui.history.ledger import Ledger
from codex_tui.history.listing import Listing
from codex_tui.history.summary import Summary

#: How many of the exchanges that were opened last, and are not live, are kept with their bodies.
_KEPT = 4


class Changes(msgspec.Struct, frozen=True):
    """What a poll found: ids added or changed; whether ``more`` waits on disk; whether the whole list is new."""

    ids: list[str]
    more: bool
    reset: bool


class History(Generic[R]):
    """Everything that a capture directory holds, finished and live, through the reading that ``read`` makes of it.

    Bodies are not kept: a finished exchange is read from disk again when it is opened. A directory that does not
    exist is an empty history. Not to be used by two threads at once.
    """

    def __init__(
        self, directory: Path, read: Callable[[Exchange], R], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.directory = directory
        self._read = read
        self._clock = clock
        self._ledger = Ledger(directory, clock)
        self._journals = Journals(directory / "live", read, clock)
        self._listing = Listing()
        self._opened: OrderedDict[str, R] = OrderedDict()

    def poll(self, budget: float = 0.05) -> Changes:
        """Read what is new on disk, for about ``budget`` seconds; raises CodexTuiError where it cannot be read."""
        deadline = self._clock() + budget
        try:
            changed = dict.fromkeys(self._read_journals(deadline))
            reset = self._ledger.look()
            if reset:
                self._start_over()
            changed |= dict.fromkeys(self._read_ledger(deadline))
        except OSError as error:
            raise CodexTuiError(
                f"The captures in {self.directory} cannot be read: {error.strerror or error}.",
                "Check who may read that directory, or name another with --captures.",
            ) from error
        if not self._ledger.more:
            reset |= self._let_go_of_vanished()
        ids = [id_ for id_ in changed if id_ in self._listing]
        return Changes(ids=ids, more=self._ledger.more or self._journals.more, reset=reset)

    @property
    def summaries(self) -> Sequence[Summary]:
        """Ordered by ``started_at``, ties by number; the list itself, which the next poll changes."""
        return self._listing.summaries

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read: cut, no JSON, or of an unknown version."""
        return self._ledger.damage + self._journals.damage

    def position(self, id_: str) -> int:
        """The place of an exchange in ``summaries``; raises CodexTuiError where it is not there."""
        return self._listing.position(id_)

    def summary(self, id_: str) -> Summary:
        """Raises CodexTuiError where there is no such exchange."""
        return self._listing.summaries[self._listing.position(id_)]

    def previous(self, id_: str) -> str | None:
        """The model call before it in the same session and thread."""
        return self._listing.previous(id_)

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
            self._opened[id_] = self._read_again(id_)
            if len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
        self._opened.move_to_end(id_)
        return self._opened[id_]

    def _read_journals(self, deadline: float) -> list[str]:
        changed = self._journals.poll(deadline, self._ledger)
        for id_ in changed:
            if summary := self._journals.summary(id_):
                self._listing.put(summary)
        return changed

    def _read_ledger(self, deadline: float) -> list[str]:
        changed = []
        for exchange in self._ledger.read(deadline):
            id_ = exchange.record.id
            reading = self._read(exchange)
            reading.advance()
            self._listing.put(reading.summary())
            self._journals.forget(id_)
            self._opened.pop(id_, None)
            changed.append(id_)
        return changed

    def _start_over(self) -> None:
        self._opened.clear()
        self._listing.clear()
        for summary in self._journals.summaries():
            self._listing.put(summary)

    def _let_go_of_vanished(self) -> bool:
        """Forget journals that are gone although the history, read to its end, has no record of them."""
        listed = [id_ for id_ in self._journals.vanished if id_ in self._listing]
        for id_ in self._journals.vanished.copy():
            self._journals.forget(id_)
        for id_ in listed:
            self._listing.remove(id_)
        return bool(listed)

    def _read_again(self, id_: str) -> R:
        try:
            exchange = self._ledger.exchange(id_)
            if exchange is not None:
                reading = self._read(exchange)
                reading.advance()
                return reading
            abandoned = self._journals.reopen(id_)
            if abandoned is not None:
                return abandoned
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            reason = "it is gone"
        raise CodexTuiError(
            f"Exchange {id_} cannot be read: {reason}.", "The history was changed meanwhile: list it."
        )
