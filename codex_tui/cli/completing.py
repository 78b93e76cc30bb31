"""What a shell offers while an argument is typed."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from codex_tui.errors import CodexTuiError

if TYPE_CHECKING:
    from codex_tui.history.summary import Summary

_OFFERED = 50  # exchanges
_PATIENCE = 0.5  # s, while a person waits for the shell


def complete_exchange(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Numbers and ids that begin so, newest first, with what each exchange was."""
    captures = context.params.get("captures")
    try:
        return list(itertools.islice(_exchanges(captures, incomplete), _OFFERED)) if captures else []
    except (CodexTuiError, OSError):
        return []  # a shell that completes is no place for a message


def complete_filter(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The query as typed with what may follow: a qualifier, or a value that it has in the history."""
    from codex_tui.history.query import Known, completions

    captures, known = context.params.get("captures"), Known()
    try:
        for summary in _summaries(captures) if captures else ():
            known.note(summary)
        return [CompletionItem(incomplete + rest) for rest in completions(incomplete, known.values())]
    except (CodexTuiError, OSError):
        return []


def _exchanges(captures: Path, incomplete: str) -> Iterator[CompletionItem]:
    from codex_tui.neutral import neutral_line

    if "latest".startswith(incomplete):
        yield CompletionItem("latest", help="the newest model call")
    for summary in reversed(_summaries(captures)):
        names = (str(summary.number), summary.id) if incomplete else (str(summary.number),)
        for name in names:
            if name.startswith(incomplete):
                yield CompletionItem(name, help=neutral_line(summary.outcome or summary.url))


def _summaries(captures: Path) -> "Sequence[Summary]":
    from codex_tui import dialects
    from codex_tui.history import History

    history = History(captures, dialects.read)
    history.poll(budget=_PATIENCE)
    return history.summaries
