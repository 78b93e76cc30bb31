"""What has come back so far: the part of a reading that is common to all dialects."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

from codex_tui.dialects.content import annotation_line
from codex_tui.dialects.conversation import Gap, Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.shapes import Object, parse
from codex_tui.wire.event import Event

if TYPE_CHECKING:
    from codex_tui.history.summary import Usage

_NOT_JSON = "not JSON"


class Answer(ABC):
    """Events go in one by one; what they mean so far is there at any time.

    ``response_id``: by which a later request may go on from it. ``complete``: the final event came. ``failed``: the
    API itself reported an error, told in ``error``. ``first_token`` and ``last_token``: ms of the first and the last
    visible delta, reasoning included; None where nothing streamed. ``longest_gap``: between two such deltas.
    ``characters``: of all text and arguments. ``unknown``: events nobody could read, by type. ``understood``: some
    event was JSON. ``did``: what came, in a few words, where that is no conversation. ``tokens_per_second``: where
    the server measured it.
    """

    def __init__(self) -> None:
        self.model: str | None = None
        self.response_id: str | None = None
        self.usage: Usage | None = None
        self.finish: str | None = None
        self.error: str | None = None
        self.complete = False
        self.failed = False
        self.first_token: float | None = None
        self.last_token: float | None = None
        self.longest_gap: Gap | None = None
        self.characters = 0
        self.unknown: Counter[str] = Counter()
        self.understood = False
        self.did: str | None = None
        self.tokens_per_second: float | None = None
        self._drafts: dict[Hashable, Draft] = {}

    def feed(self, event: Event) -> None:
        """Take the next event of the server."""
        if event.data == "[DONE]":
            self.complete = True
            return
        value = parse(event.data)
        if isinstance(value, dict):
            self.understood = True
            self.read(value, event)
        elif event.whole:
            self.unknown[_NOT_JSON] += 1

    @abstractmethod
    def read(self, value: Object, event: Event) -> None:
        """Take what an event holds."""

    @property
    def drafts(self) -> list[Draft]:
        """The parts as they grow, in the order in which they began, without those that stayed empty."""
        return [draft for draft in self._drafts.values() if draft.open or not _is_empty(draft)]

    def parts(self) -> list[Part]:
        """The parts as far as they have come."""
        return [draft.part() for draft in self.drafts]

    def choices(self) -> list[list[Part]]:
        """The parts of each answer of which a client may go on from one: but for some APIs there is one."""
        return [self.parts()]

    def close(self) -> None:
        """No further event will come."""
        for draft in self._drafts.values():
            draft.close()

    def differing(self) -> int:
        """How many parts' deltas do not add up to what the server called the whole."""
        return sum(draft.differs for draft in self._drafts.values())

    def _begin(self, key: Hashable, part: Part, at: float | None) -> Draft:
        draft = self._drafts[key] = Draft(part, at)
        self.characters += draft.characters
        return draft

    def _grow(self, draft: Draft, piece: str, at: float | None) -> None:
        draft.add(piece, at)
        self.characters += len(piece)
        self._saw_token(at)

    def _settle(self, draft: Draft, whole: str, at: float | None) -> None:
        before = draft.characters
        draft.settle(whole, at)
        self.characters += draft.characters - before

    def _cite(self, draft: Draft, annotation: Object, at: float | None) -> None:
        draft.add("\n" * bool(draft.characters) + annotation_line(annotation), at)

    def _saw_token(self, at: float | None) -> None:
        if self.first_token is None:
            self.first_token = at
        elif at is not None and self.last_token is not None:
            gap = self.longest_gap
            if at - self.last_token > (gap.ended - gap.began if gap else 0.0):
                self.longest_gap = Gap(began=self.last_token, ended=at)
        self.last_token = at


def _is_empty(draft: Draft) -> bool:
    return not draft.characters and draft.kind in {"message", "reasoning"} and draft.size is None
