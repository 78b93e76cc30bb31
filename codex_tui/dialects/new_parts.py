"""Which parts of a request the model has not seen before."""

from collections import Counter
from collections.abc import Hashable
from datetime import datetime

from msgspec.structs import replace

from codex_tui.dialects.conversation import Conversation, Part


def mark_new(conversation: Conversation, previous: Conversation) -> Conversation:
    """``conversation`` with ``new`` False on each part of its request that ``previous`` held.

    ``previous`` is the request before it in the session: what that sent and what it was answered. Parts are told
    by their content, each of the previous standing for one: others may have been dropped or rewritten between.
    A new output of a call that ``previous`` made is told how long that took (``waited``).
    """
    held = Counter(map(_content, previous.parts))
    calls = _calls(previous)
    between = _between(previous, conversation)
    parts = []
    for part in conversation.parts:
        content = _content(part)
        is_held = part.origin == "request" and held[content] > 0
        if is_held:
            held[content] -= 1
            part = replace(part, new=False)
        elif between is not None and part.kind == "tool_output" and part.new and part.call_id in calls:
            part = replace(part, waited=max(0.0, round(between - calls[part.call_id], 3)))
        parts.append(part)
    return replace(conversation, parts=parts)


def _calls(conversation: Conversation) -> dict[str, float]:
    """When its answer's calls ended, in ms after its beginning, by their ids."""
    return {
        part.call_id: part.ended
        for part in conversation.parts
        if part.kind == "tool_call" and part.origin == "response" and part.call_id and part.ended is not None
    }


def _between(previous: Conversation, conversation: Conversation) -> float | None:
    """Milliseconds from the beginning of one to that of the other."""
    try:
        begun, then = (datetime.fromisoformat(at) for at in (previous.started_at, conversation.started_at))
        return (then - begun).total_seconds() * 1_000
    except (ValueError, TypeError):
        return None


def _content(part: Part) -> Hashable:
    """Without its call id, which clients may leave out or rename, and without the white space that they trim."""
    text = part.text.strip()
    return part.kind, part.role, part.name, text, part.arguments, None if text else part.size
