"""A turn: the model calls that answer one message of the user, and the tools that ran between them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from codex_tui.history.summary import Summary

_LOOKED_AT = 256


def turn_of(summaries: Sequence[Summary], place: int) -> list[Summary]:
    """The calls of the turn that the one at ``place`` belongs to, oldest first; only itself where none is known."""
    own = summaries[place]
    if own.session is None or not own.is_model_call:
        return [own]
    before = [each for each in summaries[max(0, place - _LOOKED_AT) : place] if _together(each, own)]
    after = [each for each in summaries[place + 1 : place + 1 + _LOOKED_AT] if _together(each, own)]
    if own.session.turn is not None:
        return [*before, own, *after]
    # No turn is told: one ends where the model says something and calls no tool.
    begin = max((index for index, each in enumerate(before, 1) if says_something(each)), default=0)
    end = min((index for index, each in enumerate(after, 1) if says_something(each)), default=len(after))
    return [*before[begin:], own, *after[: 0 if says_something(own) else end]]


def began(summary: Summary) -> datetime:
    """When it was sent."""
    return datetime.fromisoformat(summary.started_at)


def ended(summary: Summary, elapsed: float) -> datetime:
    """When its last byte came; of a live one ``elapsed`` ms after it was sent."""
    taken = summary.timing.last_byte
    return began(summary) + timedelta(milliseconds=elapsed if taken is None else taken)


def says_something(call: Summary) -> bool:
    """Whether it ended with an answer: then the user is next, and no tool."""
    return call.outcome == "answer" and call.state == "complete"


def runs_tools(call: Summary) -> bool:
    """Whether tools run after it; what failed is only tried again."""
    return call.state == "complete" and not says_something(call)


def _together(one: Summary, other: Summary) -> bool:
    first, second = one.session, other.session
    if first is None or second is None or not one.is_model_call:
        return False
    return (first.id, first.thread, first.turn) == (second.id, second.thread, second.turn)
