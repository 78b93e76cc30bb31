"""Which thread started which, as their exchanges say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codex_tui.tui.outline.nodes import Thread

_DEEPEST = 16
"""Sub-agents of sub-agents; what claims to be deeper stands at the top."""


class Kinship:
    """Of ``threads``, by their ids, which somebody else adds and takes away."""

    def __init__(self, threads: Mapping[str, Thread]) -> None:
        self._threads = threads
        self._children: dict[str, dict[str, None]] = {}

    def tell(self, thread: Thread, name: str, more: int) -> bool:
        """One exchange ``more`` or less says that ``name`` started it; whether it has another parent now."""
        before = thread.parent
        count = thread.parents[name] = thread.parents.get(name, 0) + more
        if not count:
            del thread.parents[name]
        after = thread.parent
        if before == after:
            return False
        if before is not None:
            del self._children[before][thread.id]
            if not self._children[before]:
                del self._children[before]
        if after is not None:
            self._children.setdefault(after, {})[thread.id] = None
        return True

    def has_children(self, id_: str) -> bool:
        """Whether a thread says that this one started it."""
        return id_ in self._children

    def parent_of(self, thread: Thread) -> Thread | None:
        """The thread it stands in; None where it stands at the top."""
        found = parent = self._above(thread)
        for _ in range(_DEEPEST):
            if parent is None:
                return found
            if parent is thread:
                return None
            parent = self._above(parent)
        return None

    def around(self, id_: str) -> Iterator[Thread]:
        """The thread itself, its children, and those above it."""
        for child in self._children.get(id_, ()):
            yield self._threads[child]
        thread = self._threads.get(id_)
        for _ in range(_DEEPEST):
            if thread is None:
                return
            yield thread
            thread = self._threads.get(thread.parent or "") if thread.parent else None

    def _above(self, thread: Thread) -> Thread | None:
        parent = self._threads.get(thread.parent or "") if thread.parent else None
        return parent if parent is not None and parent.count else None
