"""Tokens as OpenAI's APIs report them, each under names of its own."""

from codex_tui.dialects.shapes import Object, count, mapping
from codex_tui.history.summary import Usage


def reported(usage: Object, given: str, made: str) -> Usage | None:
    """``given`` and ``made``: the names of the counts of the prompt and of the answer. None where none are told."""
    if not usage:
        return None
    return Usage(
        input=count(usage, given),
        cached=count(mapping(usage, f"{given}_details"), "cached_tokens"),
        output=count(usage, made),
        reasoning=count(mapping(usage, f"{made}_details"), "reasoning_tokens"),
        source="reported",
    )
