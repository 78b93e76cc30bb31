"""``codex-tui list``: the captured exchanges, a line each."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from codex_tui import formats
from codex_tui.cli.captured import open_captures
from codex_tui.cli.marks import STATE_MARKS
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, Column, is_terminal, print_json, print_table
from codex_tui.history.summary import Summary, Usage

_COLUMNS = (
    Column("#", right=True),
    Column("TIME", from_width=76),
    Column(""),
    Column("OUTCOME", fills=True),
    Column("IN", right=True),
    Column("OUT", right=True, from_width=60),
    Column("FIRST", right=True, from_width=60),
    Column("TOTAL", right=True),
    Column("SIZE", right=True, from_width=96),
    Column("MODEL", from_width=110),
)
_MUTED = "dim"
_SPARE_LINES = 3  # the header, and the prompt that comes after


@click.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@captures_option
def command(as_json: bool, count: int | None, captures: Path) -> None:
    """List the captured exchanges, newest last.

    On a terminal a screenful unless -n says otherwise; into a pipe, or with --json, all of them.
    """
    summaries = open_captures(captures).summaries
    if count is None and is_terminal() and not as_json:
        count = max(1, shutil.get_terminal_size().lines - _SPARE_LINES)
    shown = summaries[-count:] if count else summaries
    if as_json:
        for summary in shown:
            print_json(summary)
    else:
        now = datetime.now(UTC)
        print_table(_COLUMNS, [_row(summary, now) for summary in shown])


def _row(summary: Summary, now: datetime) -> Sequence[Cell]:
    mark, style = STATE_MARKS[summary.state]
    started = datetime.fromisoformat(summary.started_at)
    timing = summary.timing
    is_call = summary.is_model_call
    return (
        Cell(str(summary.number), _MUTED),
        Cell(formats.clock(started, now), _MUTED),
        Cell(mark, style),
        Cell(summary.outcome, style if summary.state in {"failed", "live"} else "" if is_call else _MUTED),
        Cell(_tokens(summary.usage.input, summary.usage) if is_call else ""),
        Cell(_tokens(summary.usage.output, summary.usage) if is_call else ""),
        Cell("" if timing.first_token is None else formats.duration(timing.first_token)),
        Cell(_total(summary, started, now)),
        Cell(formats.size(summary.sizes.request), _MUTED),
        Cell(summary.model or "", "magenta"),
    )


def _tokens(count: int | None, usage: Usage) -> str:
    if count is None:
        return "·"
    return f"{'~' if usage.source == 'estimated' else ''}{formats.tokens(count)}"


def _total(summary: Summary, started: datetime, now: datetime) -> str:
    if summary.state == "live":
        return formats.duration(max(0.0, (now - started).total_seconds() * 1_000))
    return "" if summary.timing.last_byte is None else formats.duration(summary.timing.last_byte)
