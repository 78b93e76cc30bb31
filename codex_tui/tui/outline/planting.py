"""Threads with many of their exchanges at once: nothing is built of one until somebody looks into it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from codex_tui.tui.outline.nodes import Tries, Turn
from codex_tui.tui.outline.sums import sums_of, total
from codex_tui.tui.outline.tries import may_be_tried_again, question_of, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.tui.outline.nodes import Entry, Key, Thread
    from codex_tui.tui.outline.tries import Question

_in_time = attrgetter("key")


class Seeds:
    """What a thread at the top is made of, and what it comes to. ``rows``: its lines without its own."""

    __slots__ = ("_entries", "_grouped", "latest", "rows", "start", "sums", "tried")

    def __init__(self, entries: Sequence[Entry], starts: dict[str | None, Key], *, grouped: bool) -> None:
        self._entries = entries
        self._grouped = grouped
        self.start = entries[0].key
        self.latest = max(starts.values())
        self.rows = len(entries) + len(starts) - (None in starts)
        self.sums = total([sums_of(entry.summary, entry.flags) for entry in entries])
        self.tried = any(may_be_tried_again(entry.summary) for entry in entries)

    def sprout(self, thread: Thread) -> list[Tries]:
        """Give the thread its turns and requests; the requests."""
        questions: dict[Question, list[Entry]] = {}
        for entry in self._entries:
            questions.setdefault(question_of(entry.summary, grouped=self._grouped), []).append(entry)
        requests: dict[str | None, list[Tries]] = {}
        for question, asked in questions.items():
            each = thread.asked[question] = [Tries(run) for run in runs(asked)]
            requests.setdefault(question[0], []).extend(each)
        turns = [_turn(thread, id_, some) for id_, some in requests.items()]
        placed = [(turn.key, turn, turn.height) for turn in turns if turn.key is not None]
        thread.turns.add_all(sorted(placed, key=lambda each: each[0]))
        thread.sums = total([turn.sums for turn in turns])
        return [tries for some in requests.values() for tries in some]


def seeds_of(entries: Sequence[Entry], *, grouped: bool) -> Seeds | None:
    """Of ``entries``, in time. None where their thread has a parent, or only some of them name a turn."""
    starts: dict[str | None, Key] = {}
    for entry in entries:
        session = entry.summary.session
        if session is not None and session.parent:
            return None
        starts.setdefault(session.turn if session else None, entry.key)
    if None in starts and len(starts) > 1:
        return None
    return Seeds(entries, starts, grouped=grouped)


def _turn(thread: Thread, id_: str | None, requests: list[Tries]) -> Turn:
    requests.sort(key=_in_time)
    turn = thread.titled[id_] = Turn(id_, thread)
    turn.key = requests[0].key
    turn.items.add_all([(tries.key, tries, tries.height) for tries in requests])
    turn.sums = total([tries.sums for tries in requests])
    for tries in requests:
        tries.turn = turn
    if id_ is None:
        turn.loose = dict.fromkeys(requests)
    return turn
