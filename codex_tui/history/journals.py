"""The journals in ``live/``: what is in flight, and what dead writers left."""

import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Generic

from codex_tui.history.decode import Damage, is_id
from codex_tui.history.exchange import Exchange
from codex_tui.history.journal import Journal, R
from codex_tui.history.summary import Summary


class Journals(Generic[R]):
    """Every journal whose record is not in the history yet.

    ``vanished``: ids of those whose file is gone; their record is in the history by then, if there is one.
    """

    def __init__(self, directory: Path, read: Callable[[Exchange], R], clock: Callable[[], float]) -> None:
        self.vanished: set[str] = set()
        self.more = False
        self._directory = directory
        self._read = read
        self._clock = clock
        self._journals: dict[str, Journal[R]] = {}

    def poll(self, deadline: float, finished: Container[str]) -> list[str]:
        """Read on in each, and find new ones that are not ``finished``; the ids of those that changed."""
        there = set(self._ids())
        for id_ in sorted(there - self._journals.keys()):
            if id_ not in finished:
                self._journals[id_] = Journal(self._directory / f"{id_}.jsonl", self._read, self._clock)
        self.vanished = self._journals.keys() - there
        present = [(id_, journal) for id_, journal in self._journals.items() if id_ in there]
        changed = [id_ for id_, journal in present if journal.poll(deadline)]
        self.more = any(journal.more for _, journal in present)
        return changed

    def summaries(self) -> Iterator[Summary]:
        """Of all whose head has come."""
        for journal in self._journals.values():
            if journal.summary is not None:
                yield journal.summary

    def summary(self, id_: str) -> Summary | None:
        """None where there is no such journal, or its head has not come."""
        journal = self._journals.get(id_)
        return journal.summary if journal else None

    def reading(self, id_: str) -> R | None:
        """Of what is live; None where there is no such exchange, or its writer died."""
        journal = self._journals.get(id_)
        return journal.reading if journal else None

    def reopen(self, id_: str) -> R | None:
        """Of what a dead writer left, read anew; None where there is none. Raises OSError."""
        journal = self._journals.get(id_)
        return journal.reopen() if journal else None

    def forget(self, id_: str) -> None:
        """Its record is in the history, or its file is gone."""
        if journal := self._journals.pop(id_, None):
            journal.close()
        self.vanished.discard(id_)

    @property
    def damage(self) -> list[Damage]:
        """Lines that cannot be read."""
        return [damage for journal in self._journals.values() for damage in journal.damage]

    def _ids(self) -> Iterator[str]:
        try:
            with os.scandir(self._directory) as entries:
                for entry in entries:
                    id_, dot, kind = entry.name.partition(".")
                    if dot and kind == "jsonl" and is_id(id_):
                        yield id_
        except (FileNotFoundError, NotADirectoryError):
            return
