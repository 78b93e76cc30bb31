"""Model calls in the order of their sessions: threads, turns under them, sub-agents where they started."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from codex_tui.tui.outline.kinship import Kinship
from codex_tui.tui.outline.nodes import Entry, Key, Thread, Tries, Turn
from codex_tui.tui.outline.planting import seeds_of
from codex_tui.tui.outline.ranked import Ranked
from codex_tui.tui.outline.sums import NOTHING, Flags, Sums
from codex_tui.tui.outline.tries import may_be_tried_again, question_of, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.planting import Seeds


class Tree:
    """Threads by the start of their latest turn, the latest last; in a turn everything by its start.

    A thread stands in its parent's turn where the parent has any exchange here, else at the top. What names no
    turn stands in the one that was the latest when it started. All of it follows from what was put, in any order.
    """

    def __init__(self, *, grouped: bool = True) -> None:
        """``grouped``: tries of one request are one item."""
        self.sums = NOTHING
        self._grouped = grouped
        self.calls: Ranked[Key, str] = Ranked()
        self.top: Ranked[Key, Thread] = Ranked()
        self.entries: dict[str, Entry] = {}
        self.threads: dict[str, Thread] = {}
        self.failed: Ranked[Key, Tries] = Ranked()
        self.repeated: dict[Tries, None] = {}
        self.new_folded = False
        self._kinship = Kinship(self.threads)

    def put(self, summary: Summary, flags: Flags) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        entry = self.entry(summary.id)
        if entry is not None and not _is_elsewhere(entry.summary, summary):
            before = entry.summary
            entry.take(summary, flags)
            if may_be_tried_again(before) == may_be_tried_again(summary) and entry.tries is not None:
                self._recount(entry.tries)
                return False
            self._regroup(self.threads[thread_id(summary)], entry)
            return True
        self.remove(summary.id)
        entry = Entry(summary, flags)
        self.calls.add(entry.key, summary.id)
        self._put(entry)
        return True

    def put_all(self, entries: Sequence[Entry]) -> None:
        """Add many that are not there yet, in the order of time."""
        self.calls.add_all([(entry.key, entry.summary.id, 1) for entry in entries])
        threads: dict[str, list[Entry]] = {}
        for entry in entries:
            threads.setdefault(thread_id(entry.summary), []).append(entry)
        rest = []
        for id_, some in threads.items():
            apart = id_ not in self.threads and not self._kinship.has_children(id_)
            seeds = seeds_of(some, grouped=self._grouped) if apart else None
            if seeds is not None:
                self._plant(id_, some, seeds)
            else:
                rest += some
        for entry in rest:
            self._put(entry)

    def _put(self, entry: Entry) -> None:
        self.entries[entry.summary.id] = entry
        thread = self._thread(thread_id(entry.summary))
        self._name_parent(thread, entry.summary, 1)
        self._regroup(thread, entry)
        thread.count += 1
        if thread.count == 1:
            self._rehome_around(thread.id)

    def _plant(self, id_: str, entries: Sequence[Entry], seeds: Seeds) -> None:
        thread = self._thread(id_)
        thread.sleep(seeds)
        thread.count = len(entries)
        self.entries.update((entry.summary.id, entry) for entry in entries)
        if seeds.tried:
            for tries in thread.wake():
                self._note(tries)
        thread.key = thread.latest
        self.top.add(thread.key, thread, thread.height)
        self.sums = self.sums.plus(thread.sums)

    def entry(self, id_: str) -> Entry | None:
        """An exchange, with the request that it is a try of."""
        entry = self.entries.get(id_)
        if entry is not None and entry.tries is None:
            self.threads[thread_id(entry.summary)].wake()
        return entry

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        entry = self.entries.pop(id_, None)
        if entry is None:
            return
        self.calls.remove(entry.key)
        thread = self.threads[thread_id(entry.summary)]
        thread.count -= 1
        self._name_parent(thread, entry.summary, -1)
        if not thread.count:
            self._rehome_around(thread.id)
        self._regroup(thread, entry, gone=True)
        if not thread.count:
            del self.threads[thread.id]

    def fold(self, node: Thread | Turn | Tries, *, folded: bool) -> None:
        """Fold or unfold."""
        node.folded = folded
        match node:
            case Turn():
                self._settle(node, NOTHING)
            case Thread() if node.turn is None:
                assert node.key is not None
                self.top.resize(node.key, node.height)
            case Thread() | Tries():
                self._resize(node)

    def fold_sessions(self, *, folded: bool) -> None:
        """All of them, and those that come."""
        self.new_folded = folded
        for thread in self.top:
            thread.folded = folded
        self.top.measure(lambda thread: thread.height)

    # Requests and their tries

    def _regroup(self, thread: Thread, entry: Entry, *, gone: bool = False) -> None:
        """Group anew the tries around an exchange that came, changed or is ``gone``."""
        name = question_of(entry.summary, grouped=self._grouped)
        bucket = thread.asked.setdefault(name, [])
        at = bisect_right(bucket, entry.key, key=lambda tries: tries.key)
        low = max(0, at - 1)
        around = bucket[low : at + 1]
        entries = [each for tries in around for each in tries.entries if each is not entry]
        if not gone:
            entries.insert(bisect_right(entries, entry.key, key=lambda each: each.key), entry)
        known = {tries.key: tries for tries in around}
        groups = []
        for run in runs(entries):
            tries = known.pop(run[0].key, None)
            if tries is None:
                tries = Tries(run)
                self._enter(tries, thread, name[0])
            else:
                more = tries.take(run)
                assert tries.turn is not None
                tries.turn.items.resize(tries.key, tries.height)
                self._settle(tries.turn, more)
            self._note(tries)
            groups.append(tries)
        bucket[low : low + len(around)] = groups
        if not bucket:
            del thread.asked[name]
        for tries in known.values():
            self._leave(tries)
            self._note(tries)

    def _recount(self, tries: Tries) -> None:
        more = tries.take(tries.entries)
        if any(more):
            self._note(tries)
            assert tries.turn is not None
            self._settle(tries.turn, more)

    def _note(self, tries: Tries) -> None:
        """Keep the failed ones, and those that were tried again, at hand."""
        failed = tries.turn is not None and bool(tries.sums.errors)
        if failed != (tries.key in self.failed):
            if failed:
                self.failed.add(tries.key, tries)
            else:
                self.failed.remove(tries.key)
        if tries.turn is not None and len(tries.entries) > 1:
            self.repeated[tries] = None
        else:
            self.repeated.pop(tries, None)

    # Where things stand

    def _enter(self, item: Tries | Thread, thread: Thread, turn_id: str | None) -> None:
        """Into its turn, else into the one of its time."""
        turn = thread.turn_at(item.key) if turn_id is None else None
        if turn is None and (turn := thread.titled.get(turn_id)) is None:
            turn = thread.titled[turn_id] = Turn(turn_id, thread)
        if turn_id is None:
            turn.loose[item] = None
        item.turn = turn
        assert item.key is not None
        turn.items.add(item.key, item, item.height)
        self._settle(turn, item.sums)

    def _leave(self, item: Tries | Thread) -> None:
        turn = item.turn
        if turn is not None:
            item.turn = None
            turn.loose.pop(item, None)
            assert item.key is not None
            turn.items.remove(item.key)
            self._settle(turn, NOTHING.minus(item.sums))

    def _resize(self, item: Tries | Thread) -> None:
        turn = item.turn
        assert turn is not None
        assert item.key is not None
        turn.items.resize(item.key, item.height)
        self._settle(turn, NOTHING)

    def _settle(self, turn: Turn, more: Sums) -> None:
        """What stands in ``turn`` is another, by ``more``: tell what is above it."""
        thread = turn.thread
        before = thread.sums
        turn.sums = turn.sums.plus(more)
        thread.sums = before.plus(more)
        moved = self._seat_turn(turn)
        self._seat_thread(thread, before, more)
        if moved:
            self._resettle(turn)

    def _seat_turn(self, turn: Turn) -> bool:
        """Put a turn in its place; whether that is another."""
        thread, start = turn.thread, turn.start
        turn.ending = start is None
        if start is None and not turn.items:
            if turn.key is not None:
                thread.turns.remove(turn.key)
                turn.key = None
            thread.titled.pop(turn.id, None)
            return False
        if start is None or start == turn.key:
            assert turn.key is not None
            thread.turns.resize(turn.key, turn.height)
            return turn.ending
        if turn.key is not None:
            thread.turns.remove(turn.key)
        turn.key = start
        thread.turns.add(start, turn, turn.height)
        return True

    def _resettle(self, turn: Turn) -> None:
        """What has no turn of its own may belong to another now."""
        if turn.id is None or turn.key is None:
            return
        thread = turn.thread
        before, head = thread.turns.before(turn.key), thread.titled.get(None)
        loose = [*turn.loose, *(before.loose if before and before is not head else ())]
        for item in [*loose, *(head.items.since(turn.key) if head else ())]:
            assert item.key is not None
            target = thread.turn_at(item.key) or thread.titled.get(None)
            if target is not item.turn:
                self._leave_for(item, thread)

    def _leave_for(self, item: Tries | Thread, thread: Thread) -> None:
        self._leave(item)
        self._enter(item, thread, None)

    def _seat_thread(self, thread: Thread, before: Sums, more: Sums) -> None:
        """Put a thread in its place; ``before`` is what it came to where it stood."""
        if not thread.turns:
            self._unseat(thread, before)
        elif thread.key is None:
            self._home(thread)
        elif thread.turn is None:
            self.sums = self.sums.plus(more)
            if thread.latest == thread.key:
                self.top.resize(thread.key, thread.height)
            else:
                self.top.remove(thread.key)
                thread.key = thread.latest
                self.top.add(thread.key, thread, thread.height)
        elif thread.start == thread.key:
            thread.turn.items.resize(thread.key, thread.height)
            self._settle(thread.turn, more)
        else:
            self._unseat(thread, before)
            self._home(thread)

    def _unseat(self, thread: Thread, sums: Sums) -> None:
        if thread.key is None:
            return
        turn, key = thread.turn, thread.key
        thread.turn = thread.key = None
        if turn is None:
            self.top.remove(key)
            self.sums = self.sums.minus(sums)
        else:
            turn.items.remove(key)
            turn.loose.pop(thread, None)
            self._settle(turn, NOTHING.minus(sums))

    def _home(self, thread: Thread) -> None:
        """Into its parent's turn, else to the top."""
        parent = self._kinship.parent_of(thread)
        if parent is None:
            thread.turn = None
            self._title_turns(thread)
            thread.key = thread.latest
            self.top.add(thread.key, thread, thread.height)
            self.sums = self.sums.plus(thread.sums)
        else:
            thread.key = thread.start
            thread.turn = parent.turns.first  # for its height: it has no line after it, its turns no titles
            self._title_turns(thread)
            self._enter(thread, parent, None)

    def _title_turns(self, thread: Thread) -> None:
        thread.turns.measure(lambda turn: turn.height)

    # Threads and their parents

    def _thread(self, id_: str) -> Thread:
        thread = self.threads.get(id_)
        if thread is None:
            thread = self.threads[id_] = Thread(id_)
            thread.folded = self.new_folded
        return thread

    def _name_parent(self, thread: Thread, summary: Summary, more: int) -> None:
        """One exchange ``more`` or less says which thread is its parent."""
        name = summary.session.parent if summary.session else None
        if name and self._kinship.tell(thread, name, more):
            self._rehome_around(thread.id)

    def _rehome_around(self, id_: str) -> None:
        """A thread came, went, or has another parent: others may stand elsewhere now."""
        for thread in [*self._kinship.around(id_)]:
            if thread.key is not None and thread.count:
                parent = self._kinship.parent_of(thread)
                if parent is not (thread.turn.thread if thread.turn else None):
                    self._unseat(thread, thread.sums)
                    self._home(thread)


def thread_id(summary: Summary) -> str:
    """The thread that an exchange belongs to; empty where it belongs to none."""
    session = summary.session
    return (session.thread or session.id or "") if session else ""


def _is_elsewhere(before: Summary, now: Summary) -> bool:
    """Whether a new word on an exchange puts it in another place."""
    if before is now:
        return False
    return (
        before.started_at != now.started_at
        or before.number != now.number
        or before.asked != now.asked
        or before.session != now.session
    )
