"""What threads, turns and requests look like as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from codex_tui.tui.outline.line import Line
from codex_tui.tui.outline.nodes import Thread, Tries, Turn, first_of, newest_in, newest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURN, _REQUEST, _DEEPER, _DEEPEST = 2, 4, 2, 12  # cells


def depth_within(depth: int) -> int:
    """Of what stands in a thread at this depth."""
    return min(depth + (_REQUEST if depth == 0 else _DEEPER), _DEEPEST)


def all_lines(thread: Thread, depth: int) -> Iterator[Line]:
    """Those of a thread, as they were if nothing was folded."""
    yield thread_line(thread, depth)
    deeper = depth_within(depth)
    for turn in thread.turns:
        if turn.is_titled:
            yield turn_line(turn)
        for item in turn.items:
            if isinstance(item, Thread):
                yield from all_lines(item, deeper)
                continue
            yield tries_line(item, deeper)
            if len(item.entries) > 1:
                for index in range(len(item.entries)):
                    yield try_line(item, index, deeper)


def anchor_of(node: Thread | Turn) -> str:
    """Its name among the lines."""
    if isinstance(node, Turn):
        return f"+{node.thread.id} {node.id}"
    return f"={node.id}"


def thread_line(thread: Thread, depth: int) -> Line:
    """A session, or a sub-agent."""
    newest, first = newest_in(thread), first_of(thread.turns.first)
    session = newest.summary.session
    return Line(
        kind="agent" if thread.turn else "session",
        anchor=anchor_of(thread),
        depth=depth,
        folded=thread.folded,
        summary=newest.summary,
        first=first.summary,
        sums=thread.sums,
        name=thread.id,
        title=session.work if session and thread.turn else "",
    )


def turn_line(turn: Turn) -> Line:
    """A turn."""
    return Line(
        kind="turn",
        anchor=anchor_of(turn),
        depth=_TURN,
        folded=turn.folded,
        summary=newest_of(turn).summary,
        first=first_of(turn).summary,
        sums=turn.sums,
    )


def tries_line(tries: Tries, depth: int) -> Line:
    """A request, however often it was tried."""
    last = tries.last
    if len(tries.entries) == 1:
        return last.line(depth)
    return Line(
        kind="tries",
        anchor=f"*{last.summary.id}",
        depth=depth,
        folded=tries.folded,
        summary=last.summary,
        first=tries.entries[0].summary,
        sums=tries.sums,
        flags=last.flags,
        of=len(tries.entries),
    )


def try_line(tries: Tries, index: int, depth: int) -> Line:
    """One of several tries of it."""
    return replace(tries.entries[index].line(depth + _DEEPER), nth=index + 1, of=len(tries.entries))
