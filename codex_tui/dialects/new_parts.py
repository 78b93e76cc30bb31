"""Which parts of a request the model has not seen before."""

from collections import Counter
from collections.abc import Hashable

from msgspec.structs import replace

from codex_tui.dialects.conversation import Conversation, Part


def mark_new(conversation: Conversation, previous: Conversation) -> Conversation:
    """``conversation`` with ``new`` False on each part of its request that ``previous`` held.

    ``previous`` is the request before it in the session: what that sent and what it was answered. Parts are told
    by their content, each of the previous standing for one: others may have been dropped or rewritten between.
    """
    held = Counter(map(_content, previous.parts))
    parts = []
    for part in conversation.parts:
        content = _content(part)
        is_held = part.origin == "request" and held[content] > 0
        if is_held:
            held[content] -= 1
        parts.append(replace(part, new=False) if is_held else part)
    return replace(conversation, parts=parts)


def _content(part: Part) -> Hashable:
    """Without its call id, which clients may leave out or rename, and without the white space that they trim."""
    text = part.text.strip()
    return part.kind, part.role, part.name, text, part.arguments, None if text else part.size
