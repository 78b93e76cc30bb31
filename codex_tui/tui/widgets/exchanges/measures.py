"""What an exchange took, in the cells of its columns."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from codex_tui import formats
from codex_tui.history.summary import Summary
from codex_tui.tui import glyphs
from codex_tui.tui.outline.sums import Sums
from codex_tui.tui.widgets.exchanges.columns import Columns
from codex_tui.tui.widgets.lines.pieces import Piece, right

_CONTEXT_WARNINGS = frozenset({"prompt_truncated", "context_nearly_full"})


def elapsed(summary: Summary, now: datetime) -> float | None:
    """Milliseconds from its start to its end, or until ``now`` while it is live."""
    if summary.state == "live":
        return max(0.0, (now - datetime.fromisoformat(summary.started_at)).total_seconds() * 1_000)
    return summary.timing.last_byte


def spanned(first: Summary, last: Summary, now: datetime) -> float:
    """Milliseconds from the start of ``first`` to the end of ``last``."""
    between = datetime.fromisoformat(last.started_at) - datetime.fromisoformat(first.started_at)
    return max(0.0, between.total_seconds() * 1_000) + (elapsed(last, now) or 0.0)


def brief(ms: float, width: int) -> str:
    """A duration in fewer than ``width`` cells: ``13.7 s``, ``2 m 13 s``, or in six ``133 s``, ``24 m``, ``13 h``."""
    text = formats.duration(ms)
    if len(text) < width:
        return text
    if ms < 99_950:
        return f"{ms / 1_000:.1f} s"
    seconds = round(ms / 1_000)
    if seconds < 1_000:
        return f"{seconds} s"
    return f"{seconds // 60} m" if seconds < 6_000 else f"{seconds // 3_600} h"


def rounded(ms: float) -> str:
    """A sum of durations: ``4.1 s``, ``26 s``, ``1 m 27 s``."""
    return f"{ms / 1_000:.0f} s" if 9_950 <= ms < 59_500 else formats.duration(ms)


def measures(
    summary: Summary, columns: Columns, now: datetime, *, quiet: bool = False, uncached: bool = False
) -> Iterable[Piece]:
    """Of one exchange; ``quiet``: nobody asked a model; ``uncached``: it lost what was cached."""
    usage, codes = summary.usage, {warning.code for warning in summary.warnings}
    reported = usage.source != "estimated"
    unknown = glyphs.UNREPORTED if summary.state == "complete" and not quiet else ""
    if usage.input is None:
        yield _cell(columns.input, unknown, "disabled")
    else:
        ink = "warning" if codes & _CONTEXT_WARNINGS else "foreground" if reported else "muted"
        yield _cell(columns.input, ("" if reported else glyphs.ESTIMATED) + formats.tokens(usage.input), ink)
    yield _cell(columns.cached, *_cached(summary, unknown, collapsed=uncached))
    if usage.output is None:
        yield _cell(columns.output, unknown, "disabled")
    else:
        yield _cell(columns.output, formats.tokens(usage.output), "foreground")
    first = summary.timing.first_token
    yield _cell(columns.first, "" if first is None or quiet else brief(first, columns.first), "muted")
    total = elapsed(summary, now)
    yield _cell(
        columns.total, "" if total is None else brief(total, columns.total), "muted" if quiet else "foreground"
    )
    yield _cell(columns.size, formats.size(summary.sizes.request), "muted")


def of_tries(
    last: Summary, first: Summary, columns: Columns, now: datetime, *, uncached: bool = False
) -> Iterator[Piece]:
    """Of a request that was tried again and again: what the last try took, and the time of all."""
    ms = spanned(first, last, now)
    if columns.first and last.timing.first_token is None:
        columns = roomy(columns, ms)
    yield from [*measures(last, columns, now, uncached=uncached)][:4]
    yield _cell(columns.total, _short(ms, columns.total), "foreground")
    yield _cell(columns.size, formats.size(last.sizes.request), "muted")


def of_sums(sums: Sums, columns: Columns, started: str, ms: float) -> Iterator[Piece]:
    """Of what is folded away; ``started`` stands where one exchange has its first token."""
    estimated = glyphs.ESTIMATED if sums.estimated else ""
    share = f"{round(100 * sums.cached / sums.input)}%" if sums.cached and sums.input else ""
    yield _cell(columns.input, f"{estimated}{formats.tokens(sums.input)}" if sums.input else "", "muted")
    yield _cell(columns.cached, share, "muted")
    yield _cell(columns.output, formats.tokens(sums.output) if sums.output else "", "muted")
    yield _cell(columns.first, started, "disabled")
    yield _cell(columns.total, _short(ms, columns.total), "muted")
    yield _cell(columns.size, "", "muted")


def roomy(columns: Columns, ms: float) -> Columns:
    """With as much room for a sum of durations as it needs, from what stands before it: first token, or outcome."""
    more = len(rounded(ms)) + 1 - columns.total
    if more <= 0 or not columns.total:
        return columns
    if columns.first:
        return replace(columns, first=columns.first - more, total=columns.total + more)
    return replace(columns, outcome=columns.outcome - more, total=columns.total + more)


def _short(ms: float, width: int) -> str:
    text = rounded(ms)
    return text if len(text) < width else brief(ms, width)


def _cell(width: int, text: str, ink: str) -> Piece:
    return (right(text, width) if width else "", ink)


def _cached(summary: Summary, unknown: str, *, collapsed: bool) -> tuple[str, str]:
    usage = summary.usage
    if usage.cached is None or not usage.input:
        return unknown, "disabled"
    if not usage.cached:
        return glyphs.NONE, "warning" if collapsed else "disabled"
    return f"{min(100, round(100 * usage.cached / usage.input))}%", "warning" if collapsed else "muted"
