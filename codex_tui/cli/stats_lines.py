"""Statistics as lines for a person to read, top to bottom."""

from collections.abc import Callable, Iterator
from itertools import islice

from codex_tui import formats
from codex_tui.analysis.context_use import SHARES, Share
from codex_tui.analysis.distribution import Bucket, Distribution
from codex_tui.analysis.ranges import first_token_range, speed_range
from codex_tui.analysis.scope import Scope
from codex_tui.analysis.statistics import Statistics
from codex_tui.analysis.survey import Survey
from codex_tui.cli.marks import STATE_MARKS
from codex_tui.cli.output import Cell

Line = tuple[Cell, ...]

_MUTED = "dim"
_BAR = 40  # cells
_NAMED = 5
_TITLE = 60  # characters
_STYLES: dict[Share, str] = {
    "developer": "dim",
    "tools": "dim",
    "user": "blue",
    "reasoning": "dim",
    "tool output": "cyan",
    "assistant": "magenta",
}


def stats_lines(scope: Scope, title: str, statistics: Statistics, survey: Survey | None) -> Iterator[Line]:
    """What it is about, by its ``title``, tokens, times, ends, models; then what fills the context."""
    yield from _head(scope, title, statistics)
    if not statistics.requests:
        return
    yield from _tokens(statistics)
    yield from _times("Time to first token", statistics.first_token, first_token_range, formats.duration)
    yield from _times("Tokens per second", statistics.speed, speed_range, lambda speed: f"{speed:.0f}")
    yield from _ends(statistics)
    yield from _models(statistics)
    if survey is not None:
        yield from _context(survey)


def _head(scope: Scope, title: str, statistics: Statistics) -> Iterator[Line]:
    name = {"session": f"session {scope.name}", "model": scope.name, "all": "everything captured"}[scope.kind]
    yield (Cell(name, "bold"), *([Cell(f"   {_cut(title)}")] if title else []))
    said = [
        formats.count(statistics.exchanges, "exchange"),
        formats.count(len(statistics.requests), "request") + " to a model",
        f"{statistics.retries:,} of them tried again" if statistics.retries else "",
        formats.count(len(statistics.sessions), "session") if scope.kind != "session" else "",
        formats.count(statistics.turns, "turn") if statistics.turns else "",
        formats.count(len(statistics.agents), "sub-agent") if statistics.agents else "",
        f"{formats.duration(statistics.waiting)} of {formats.duration(statistics.span)} waiting for the model",
    ]
    yield (Cell("   ".join(filter(None, said)), _MUTED),)


def _cut(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}…"


def _section(title: str, about: str = "") -> Iterator[Line]:
    yield ()
    yield Cell(title, "bold"), Cell(f"   {about}" if about else "", _MUTED)


def _tokens(statistics: Statistics) -> Iterator[Line]:
    tokens = statistics.tokens
    about = f"{tokens.estimated:,} of {len(statistics.requests):,} requests estimated" if tokens.estimated else ""
    yield from _section("Tokens", about)
    mark = "~" if tokens.estimated else ""
    share = f"   {tokens.cached / tokens.input:.0%} of it" if tokens.cached and tokens.input else ""
    for name, count, more in (
        ("in", tokens.input, ""),
        ("cached", tokens.cached, share),
        ("out", tokens.output, ""),
        ("reasoning", tokens.reasoning, ""),
    ):
        if count:
            yield Cell(f"  {name:<11}", _MUTED), Cell(f"{mark}{formats.tokens(count)}"), Cell(more, _MUTED)
    yield (
        Cell("  bytes      ", _MUTED),
        Cell(f"{formats.size(statistics.sent)} sent, {formats.size(statistics.received)} received"),
    )


def _times(
    title: str, found: Distribution, name: Callable[[Bucket], str], text: Callable[[float], str]
) -> Iterator[Line]:
    if not found.count:
        return
    yield from _section(title, f"median {text(found.median)}   95th {text(found.p95)}   most {text(found.most)}")
    peak = max(bucket.count for bucket in found.buckets)
    for bucket in found.buckets:
        bar = "▆" * round(bucket.count / peak * _BAR)
        yield Cell(f"  {name(bucket):>13}  ", _MUTED), Cell(f"{bar:<{_BAR}}", "blue"), Cell(f"  {bucket.count:>6,}")


def _ends(statistics: Statistics) -> Iterator[Line]:
    yield from _section("How they ended")
    for state, (mark, style) in STATE_MARKS.items():
        if count := statistics.states[state]:
            yield Cell(f"  {mark} ", style), Cell(f"{state:<12}", _MUTED), Cell(f"{count:>7,}")
    for error, count in statistics.errors.most_common(_NAMED):
        yield Cell(f"    {count:>5,} × ", _MUTED), Cell(" ".join(error.split()))
    for code, count in statistics.warnings.most_common(_NAMED):
        yield Cell("  ▲ ", "yellow"), Cell(f"{code.replace('_', ' '):<12}", _MUTED), Cell(f"{count:>7,}")


def _models(statistics: Statistics) -> Iterator[Line]:
    yield from _section("Models")
    models = sorted(statistics.models.values(), key=lambda model: -model.requests)
    width = max(len(model.name) for model in models)
    for model in models:
        tokens = model.tokens
        failed = f"   {model.failed:,} failed" if model.failed else ""
        yield (
            Cell(f"  {model.name or 'not told':<{width}}", "magenta"),
            Cell(f"   {formats.count(model.requests, 'request')}{failed}"),
            Cell(f"   {formats.tokens(tokens.input)} in   {formats.tokens(tokens.output)} out", _MUTED),
        )


def _context(survey: Survey) -> Iterator[Line]:
    limit = f"   the model has room for {formats.tokens(survey.limit)}" if survey.limit else ""
    own = "" if survey.whole else "without sub-agents, "
    sizes_of = f", sizes of #{survey.uses[-1].number}" if survey.uses else ""
    yield from _section("What fills the context", f"{own}estimated{sizes_of}{limit}")
    most = max((use.total for use in survey.uses), default=0) or 1
    widest = max((len(str(use.number)) for use in survey.uses), default=0)
    for use in survey.uses:
        cells = [Cell(f"  #{use.number:<{widest}}  ", _MUTED)]
        for share in SHARES:
            length = round(use.tokens[share] / most * 2 * _BAR)
            if length:
                cells.append(Cell((share[0] if share != "tool output" else "o") * length, _STYLES[share]))
        yield *cells, Cell(f"  ~{formats.tokens(use.total)}")
    sizes = survey.uses[-1].sizes if survey.uses else {}
    legend = (
        f"{'o' if share == 'tool output' else share[0]} {share}"
        + (f" {formats.size(sizes[share])}" if sizes.get(share) else "")
        for share in SHARES
    )
    yield (Cell(f"  {'   '.join(legend)}", _MUTED),)
    if survey.largest is None or survey.newest is None:
        return
    yield from _section("Largest parts", f"of request #{survey.newest.number}")
    parts = [*islice(survey.largest.parts, 10)]
    since = [f"since #{part.first}{' or before' if part.more else ''}" for part in parts]
    numbers = [
        (
            formats.count(part.times, "time"),
            f"~{formats.tokens(part.tokens)}",
            formats.size(part.size),
            formats.percent(part.percent),
        )
        for part in parts
    ]
    widths = [max(map(len, column)) for column in zip(*numbers, strict=True)]
    for rank, (part, begun, values) in enumerate(zip(parts, since, numbers, strict=True), 1):
        times, *weights = (f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
        yield (
            Cell(f"  {rank:>2}  ", _MUTED),
            Cell(f"{part.share:<11} ", _STYLES[part.share]),
            Cell(f"{_cut(part.about):<{_TITLE}}  "),
            Cell(f"{begun:<{max(map(len, since))}}  {times}", _MUTED),
            Cell("  " + "  ".join(weights)),
        )
