"""Which parts of a request the model has not seen before."""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import datetime

from msgspec.structs import replace

from codex_tui.dialects.conversation import Conversation, Part


def mark_new(conversation: Conversation, previous: Conversation) -> Conversation:
    """``conversation`` with ``new`` False on each part of its request that ``previous`` held.

    ``previous`` is the request before it in the session: what that sent and what it was answered. Parts are told
    by their content, each of the previous standing for one: others may have been dropped or rewritten between.
    A new output of a call that ``previous`` made is told how long that took (``waited``).
    """
    # Nearly always one goes on from all of the other: to compare them costs a tenth of counting them.
    same = _shared_beginning(conversation.parts, previous.parts)
    held = Counter(map(_content, previous.parts[same:]))
    calls = _calls(previous)
    between = _between(previous, conversation)
    parts = [replace(part, new=False) for part in conversation.parts[:same]]
    for part in conversation.parts[same:]:
        content = _content(part)
        is_held = part.origin == "request" and held[content] > 0
        if is_held:
            held[content] -= 1
            part = replace(part, new=False)
        elif between is not None and part.kind == "tool_output" and part.new and part.call_id in calls:
            part = replace(part, waited=max(0.0, round(between - calls[part.call_id], 3)))
        parts.append(part)
    return replace(conversation, parts=parts)


def _shared_beginning(parts: Sequence[Part], held: Sequence[Part]) -> int:
    """How many parts of a request were held, one by one, from the first on."""
    for at, (part, before) in enumerate(zip(parts, held, strict=False)):
        if part.origin != "request" or not _is_same(part, before):
            return at
    return min(len(parts), len(held))


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


def _is_same(part: Part, before: Part) -> bool:
    exactly = part.text == before.text and part.size == before.size
    if exactly and (part.kind, part.role, part.name) == (before.kind, before.role, before.name):
        return part.arguments == before.arguments
    return _content(part) == _content(before)


def _content(part: Part) -> Hashable:
    """Without its call id, which clients may leave out or rename, and without the white space that they trim."""
    text = part.text.strip()
    return part.kind, part.role, part.name, text, part.arguments, None if text else part.size
