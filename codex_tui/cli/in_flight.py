"""Model calls that a proxy's end would cut."""

import time
from pathlib import Path

import click

from codex_tui import dialects
from codex_tui.cli.notices import notify
from codex_tui.cli.output import is_answered
from codex_tui.formats import count
from codex_tui.history.journals import Journals
from codex_tui.history.summary import Summary

_PATIENCE = 1.0  # s for reading what is in flight


def may_be_cut(captures: Path, *, sure: bool) -> bool:
    """Whether what is in flight may be cut: if nothing is, or a person says so; without a terminal it is told."""
    calls = live_model_calls(captures)
    if not calls or sure:
        return True
    what = f"{count(len(calls), 'model call')} in flight ({', '.join(f'#{call.number}' for call in calls)})"
    if is_answered():
        return click.confirm(f"Cut {what}?", default=False, err=True)
    notify(f"This cuts {what}.")
    return True


def live_model_calls(captures: Path) -> list[Summary]:
    """What is answered just now; of the history itself nothing is read."""
    journals = Journals(captures / "live", dialects.read, time.monotonic)
    ids = journals.poll(time.monotonic() + _PATIENCE, finished=())
    calls = [summary for summary in journals.summaries() if summary.state == "live" and summary.is_model_call]
    for id_ in ids:
        journals.forget(id_)
    return calls
