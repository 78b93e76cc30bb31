"""Exchanges as the lines of a table."""

from collections.abc import Sequence
from datetime import datetime

from codex_tui import formats
from codex_tui.cli.marks import STATE_MARKS
from codex_tui.cli.output import Cell, Column
from codex_tui.history.summary import Summary, Usage

COLUMNS = (
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


def row(summary: Summary, now: datetime) -> Sequence[Cell]:
    """A cell for each of ``COLUMNS``; ``now`` tells how long what is live has taken."""
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
