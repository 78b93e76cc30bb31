"""What a shell offers while an argument is typed."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from codex_tui.errors import CodexTuiError

_OFFERED = 50  # exchanges
_PATIENCE = 0.5  # s, while a person waits for the shell


def complete_exchange(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Numbers and ids that begin so, newest first, with what each exchange was."""
    captures = context.params.get("captures")
    try:
        return list(itertools.islice(_exchanges(captures, incomplete), _OFFERED)) if captures else []
    except (CodexTuiError, OSError):
        return []  # a shell that completes is no place for a message


def _exchanges(captures: Path, incomplete: str) -> Iterator[CompletionItem]:
    from codex_tui import dialects
    from codex_tui.history import History
    from codex_tui.neutral import neutral_line

    history = History(captures, dialects.read)
    history.poll(budget=_PATIENCE)
    if "latest".startswith(incomplete):
        yield CompletionItem("latest", help="the newest model call")
    for summary in reversed(history.summaries):
        names = (str(summary.number), summary.id) if incomplete else (str(summary.number),)
        for name in names:
            if name.startswith(incomplete):
                yield CompletionItem(name, help=neutral_line(summary.outcome or summary.url))
