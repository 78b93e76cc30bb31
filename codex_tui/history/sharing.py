"""Words that stand in thousands of summaries, in memory once."""

from functools import lru_cache
from sys import intern

from msgspec import Struct
from msgspec.structs import force_setattr

from codex_tui.history.summary import Summary

_OF_SUMMARY = ("state", "api", "transport", "method", "url", "model", "finish")
_OF_SESSION = ("id", "thread", "parent", "turn", "agent", "kind")


def shared(summary: Summary) -> Summary:
    """The same one, equal to what it was."""
    _share(summary, _OF_SUMMARY)
    force_setattr(summary, "tools", _once(summary.tools))
    if summary.session is not None:
        _share(summary.session, _OF_SESSION)
    return summary


@lru_cache(maxsize=1_024)
def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """The one that came first of those that are equal."""
    return tuple(map(intern, names))


def _share(struct: Struct, fields: tuple[str, ...]) -> None:
    for field in fields:
        value = getattr(struct, field)
        if value is not None:
            force_setattr(struct, field, intern(value))
