"""Tokens where nobody reported them."""

from collections.abc import Iterable

from codex_tui.dialects.conversation import Part

CHARACTERS_A_TOKEN = 4


def tokens_of(characters: int) -> int:
    """About how many tokens a text of this length is."""
    return -(-characters // CHARACTERS_A_TOKEN)


def characters_of(parts: Iterable[Part]) -> int:
    """What a model reads of them: texts and arguments; images and encrypted content do not count."""
    return sum(len(part.text) + len(part.arguments or "") + len(part.name or "") for part in parts)
