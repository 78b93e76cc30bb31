"""The tree of sessions, read line by line."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.node_lines import (
    all_lines,
    anchor_of,
    depth_within,
    thread_line,
    tries_line,
    try_line,
    turn_line,
)
from codex_tui.tui.outline.nodes import Thread, Tries, Turn, newest_in, newest_of
from codex_tui.tui.outline.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.history.summary import Summary
    from codex_tui.tui.outline.nodes import Entry, Key
    from codex_tui.tui.outline.ranked import Ranked
    from codex_tui.tui.outline.sums import Flags, Sums

_LOOKED_AT = 3


class Sessions:
    """Lines of a tree. Anchors: ``=ID`` is a thread, ``+ID ID`` a turn, ``*ID`` a request's tries, ``ID`` a try."""

    def __init__(self, *, grouped: bool = True) -> None:
        self.tree = Tree(grouped=grouped)

    @property
    def calls(self) -> Ranked[Key, str]:
        """The ids of all, in time."""
        return self.tree.calls

    @property
    def height(self) -> int:
        """How many lines there are; the last session has no blank line after it."""
        top = self.tree.top
        return top.height - (bool(top) and not top.last.folded)

    @property
    def sums(self) -> Sums:
        """Of all."""
        return self.tree.sums

    def has(self, id_: str) -> bool:
        """Whether an exchange is there."""
        return id_ in self.tree.entries

    def put(self, summary: Summary, flags: Flags) -> bool:
        """Add an exchange, or say something new of one; whether lines moved."""
        return self.tree.put(summary, flags)

    def put_all(self, entries: Sequence[Entry]) -> None:
        """Add many that are not there yet, in the order of time."""
        self.tree.put_all(entries)

    def remove(self, id_: str) -> None:
        """Take an exchange out, if it is there."""
        self.tree.remove(id_)

    def line(self, index: int) -> Line:
        """What stands on a line; raises IndexError beyond the end."""
        thread, at = self.tree.top.at(index)
        depth = 0
        while True:
            if at == 0:
                return thread_line(thread, depth)
            if at - 1 == thread.turns.height:
                return Line("blank")
            turn, at = thread.turns.at(at - 1)
            if turn.is_titled:
                if at == 0:
                    return turn_line(turn)
                at -= 1
            item, at = turn.items.at(at)
            depth = depth_within(depth)
            if isinstance(item, Tries):
                return tries_line(item, depth) if at == 0 else try_line(item, at - 1, depth)
            thread = item

    @property
    def sections(self) -> int:
        """How many sessions there are."""
        return len(self.tree.top)

    def section_of(self, anchor: str) -> int:
        """Which session it stands in, from 0."""
        node, _ = self._found(anchor)
        if node is None:
            return 0
        for above, _ in _path(node):
            node = above
        return self.tree.top.above(_key(node))

    def walk(self, section: int) -> Iterator[Line]:
        """All lines of a session as they were if nothing was folded."""
        return all_lines(self.tree.top.nth(section), 0)

    def line_of(self, anchor: str) -> int | None:
        """Where it stands, or what is folded over it; None where it is not there."""
        node, at = self._found(anchor)
        if node is None:
            return None
        for above, below in _path(node):
            if above.folded and not (isinstance(above, Turn) and not above.is_titled):
                at = 0
            elif isinstance(above, Turn):
                at += above.is_titled + above.items.top(_key(below))
            else:
                at += 1 + above.turns.top(_key(below))
            node = above
        return self.tree.top.top(_key(node)) + at

    def failure(self, anchor: str, step: int) -> str | None:
        """The next request in time of which a try failed, or with ``step`` -1 the one before."""
        node, _ = self._found(anchor)
        if node is None:
            return None
        key = node.start if isinstance(node, Thread) else _key(node)
        inside = False
        if not isinstance(node, Tries):
            inside = step > 0 or node.folded
            if step < 0 and node.folded:  # from a folded line back to the last one in it
                newest = newest_in(node) if isinstance(node, Thread) else newest_of(node)
                key = newest.tries.key if newest.tries else newest.key
        if inside and key in self.tree.failed:
            tries: Tries | None = self.tree.failed.get(key)
        else:
            tries = self.tree.failed.after(key) if step > 0 else self.tree.failed.before(key)
        if tries is None:
            return None
        return f"*{tries.last.summary.id}" if len(tries.entries) > 1 else tries.last.summary.id

    def opening(self, anchor: str) -> Summary | None:
        """The exchange that a group is named by: the first in which somebody asks something."""
        node = self.node(anchor)
        if isinstance(node, Tries) or node is None:
            return None
        turns = [node] if isinstance(node, Turn) else node.turns
        for turn in islice(turns, _LOOKED_AT):
            for item in islice(turn.items, _LOOKED_AT):
                if isinstance(item, Tries) and item.entries[0].summary.asking:
                    return item.entries[0].summary
        return None

    def try_of(self, id_: str) -> tuple[int, int]:
        """Which try of its request an exchange is, and of how many; zeros of one that was tried once."""
        entry = self.tree.entry(id_)
        if entry is None or entry.tries is None or len(entry.tries.entries) == 1:
            return 0, 0
        return entry.tries.entries.index(entry) + 1, len(entry.tries.entries)

    def beside(self, id_: str, step: int) -> Iterator[Entry]:
        """The requests after it in its thread, with ``step`` -1 before it, the nearest first, by their last try."""
        entry = self.tree.entry(id_)
        tries = entry.tries if entry is not None else None
        turn = tries.turn if tries is not None else None
        while tries is not None and turn is not None and turn.key is not None:
            key = tries.key
            while (item := turn.items.after(key) if step > 0 else turn.items.before(key)) is not None:
                if isinstance(item, Tries):
                    yield item.last
                key = _key(item)
            turns = turn.thread.turns
            turn = turns.after(turn.key) if step > 0 else turns.before(turn.key)

    def node(self, anchor: str) -> Thread | Turn | Tries | None:
        """What can be folded by this anchor."""
        return self._found(anchor)[0]

    def group_of(self, anchor: str) -> str | None:
        """The anchor of the line that it stands under."""
        node, _ = self._found(anchor)
        if node is None:
            return None
        if isinstance(node, Tries) and not anchor.startswith("*") and len(node.entries) > 1:
            return f"*{node.last.summary.id}"
        for above, _ in _path(node):
            if not isinstance(above, Turn) or above.is_titled:
                return anchor_of(above)
        return None

    def fold(self, anchor: str, *, folded: bool) -> None:
        """Fold or unfold what stands there."""
        node = self.node(anchor)
        if node is not None:
            self.tree.fold(node, folded=folded)

    def unfold_to(self, anchor: str) -> None:
        """Unfold everything over what stands there."""
        node, _ = self._found(anchor)
        if isinstance(node, Tries) and node.folded and not anchor.startswith("*"):
            self.tree.fold(node, folded=False)
        if node is not None:
            for above, _ in _path(node):
                if above.folded:
                    self.tree.fold(above, folded=False)

    def fold_all(self, *, folded: bool) -> None:
        """All sessions and tries; unfolding, also the turns in them."""
        for tries in self.tree.repeated:
            self.tree.fold(tries, folded=folded)
        if not folded:
            for node in [*self._folded_inside()]:
                self.tree.fold(node, folded=False)
        self.tree.fold_sessions(folded=folded)

    def _folded_inside(self) -> Iterator[Thread | Turn]:
        for thread in self.tree.threads.values():
            if thread.folded and thread.turn is not None:
                yield thread
            for turn in () if thread.asleep else thread.turns:
                if turn.folded:
                    yield turn

    def _found(self, anchor: str) -> tuple[Thread | Turn | Tries | None, int]:
        kind, rest = anchor[:1], anchor[1:]
        if kind == "=":
            return self.tree.threads.get(rest), 0
        if kind == "+":
            id_, _, turn = rest.partition(" ")
            thread = self.tree.threads.get(id_)
            return (thread.titled.get(turn) if thread else None), 0
        entry = self.tree.entry(rest if kind == "*" else anchor)
        if entry is None or entry.tries is None:
            return None, 0
        tries = entry.tries
        shown = kind != "*" and tries.height > 1
        return tries, 1 + tries.entries.index(entry) if shown else 0


def _key(node: Thread | Turn | Tries) -> tuple[float, int, str]:
    assert node.key is not None
    return node.key


def _path(node: Thread | Turn | Tries) -> Iterator[tuple[Thread | Turn, Thread | Turn | Tries]]:
    """Each node above it, with the one below that."""
    while (above := node.thread if isinstance(node, Turn) else node.turn) is not None:
        yield above, node
        node = above
