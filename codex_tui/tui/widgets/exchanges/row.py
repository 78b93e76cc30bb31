"""One exchange as a line of the list."""

from collections.abc import Iterable
from datetime import datetime

from codex_tui import formats
from codex_tui.history.summary import Summary
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.exchanges.columns import Columns
from codex_tui.tui.widgets.lines.pieces import Piece, pad, right

_CONTEXT_WARNINGS = frozenset({"prompt_truncated", "context_nearly_full"})


def heading(columns: Columns) -> list[Piece]:
    """The line above the list."""
    names = [
        (columns.input, "IN"),
        (columns.cached, "CACHED"),
        (columns.output, "OUT"),
        (columns.first, "FIRST"),
        (columns.total, "TOTAL"),
        (columns.size, "SIZE"),
    ]
    text = " " + right("#", columns.number - 1) + " "
    text += "TIME".ljust(columns.time) * bool(columns.time) + "OUTCOME".ljust(columns.outcome)
    return [(text + "".join(right(name, width) for width, name in names if width), "disabled")]


def row(summary: Summary, columns: Columns, now: datetime) -> list[Piece]:
    """``summary`` in its columns; ``now`` lets the clock of a live one run."""
    quiet = not summary.is_model_call
    line: list[Piece] = [(" " + right(str(summary.number), columns.number - 1) + " ", "disabled")]
    if columns.time:
        line.append((_clock(summary.started_at, now).ljust(columns.time), "muted"))
    line += pad([*_state(summary), *_outcome(summary, quiet=quiet)], columns.outcome - 1)
    line.append((" ", "foreground"))
    line += _measures(summary, columns, now, quiet=quiet)
    line.append((f" {glyphs.WARNING}" if summary.warnings else "  ", "warning"))
    return line


def said(summary: Summary) -> str:
    """What a row says in words: number and outcome."""
    return f"{summary.number} {neutral_line(summary.outcome) or neutral_line(summary.url)}"


def elapsed(summary: Summary, now: datetime) -> float | None:
    """Milliseconds from its start to its end, or until ``now`` while it is live."""
    if summary.state == "live":
        return max(0.0, (now - datetime.fromisoformat(summary.started_at)).total_seconds() * 1_000)
    return summary.timing.last_byte


def brief(ms: float) -> str:
    """A duration in at most seven cells: ``8 ms``, ``13.7 s``, ``147 s``, ``24 m``, ``5 h``."""
    if ms < 99_950:
        return formats.duration(ms) if ms < 59_950 else f"{ms / 1_000:.1f} s"
    seconds = round(ms / 1_000)
    if seconds < 1_000:
        return f"{seconds} s"
    return f"{seconds // 60} m" if seconds < 6_000 else f"{seconds // 3_600} h"


def _clock(started_at: str, now: datetime) -> str:
    at = datetime.fromisoformat(started_at).astimezone(now.tzinfo)
    return at.strftime("%H:%M:%S") if at.date() == now.date() else at.strftime("%b %d")


def _state(summary: Summary) -> Iterable[Piece]:
    glyph, ink = glyphs.STATES[summary.state]
    if not summary.is_model_call and summary.state == "complete":
        ink = "disabled"
    yield (f"{glyph} ", ink)


def _outcome(summary: Summary, *, quiet: bool) -> Iterable[Piece]:
    text = neutral_line(summary.outcome) or neutral_line(summary.url)
    match summary.state:
        case "live":
            yield (text, "success")
        case "failed":
            yield (text, "error")
        case "aborted" | "interrupted":
            yield (text, "muted")
        case _ if quiet:
            yield (text, "disabled")
        case _ if text[:2] in ("$ ", "± "):
            yield (text[:2], "role-tool")
            yield (text[2:], "foreground")
        case _:
            yield (text, "foreground")


def _measures(summary: Summary, columns: Columns, now: datetime, *, quiet: bool) -> Iterable[Piece]:
    usage, codes = summary.usage, {warning.code for warning in summary.warnings}
    reported = usage.source != "estimated"
    unknown = glyphs.UNREPORTED if summary.state == "complete" and not quiet else ""

    def cell(width: int, text: str, ink: str) -> Piece:
        return (right(text, width) if width else "", ink)

    if usage.input is None:
        yield cell(columns.input, unknown, "disabled")
    else:
        ink = "warning" if codes & _CONTEXT_WARNINGS else "foreground" if reported else "muted"
        yield cell(columns.input, ("" if reported else glyphs.ESTIMATED) + formats.tokens(usage.input), ink)
    yield cell(columns.cached, *_cached(summary, unknown, collapsed="cache_broken" in codes))
    if usage.output is None:
        yield cell(columns.output, unknown, "disabled")
    else:
        yield cell(columns.output, formats.tokens(usage.output), "foreground")
    first = summary.timing.first_token
    yield cell(columns.first, "" if first is None or quiet else brief(first), "muted")
    total = elapsed(summary, now)
    yield cell(columns.total, "" if total is None else brief(total), "muted" if quiet else "foreground")
    yield cell(columns.size, formats.size(summary.sizes.request), "muted")


def _cached(summary: Summary, unknown: str, *, collapsed: bool) -> tuple[str, str]:
    usage = summary.usage
    if usage.cached is None or not usage.input:
        return unknown, "disabled"
    if not usage.cached:
        return glyphs.NONE, "warning" if collapsed else "disabled"
    return f"{min(100, round(100 * usage.cached / usage.input))}%", "warning" if collapsed else "muted"
