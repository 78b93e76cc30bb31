"""A whole turn over time: calls, tools, and where the time went."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.cells import cell_len

from codex_tui import formats
from codex_tui.history.summary import Summary
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.legend import legend
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, cut, right
from codex_tui.tui.widgets.lines.section import section
from codex_tui.tui.widgets.raw.chart import Chart, axis
from codex_tui.tui.widgets.raw.turn import began, ended, runs_tools, says_something

_NOTICED = 20.0  # ms between two calls from which something ran between them
_PARTS = (("server reads prompts", "chart-1"), ("model writes", "chart-2"), ("tools run", "chart-3"))


def turn_page(turn: Sequence[Summary], own: str, elapsed: float, chart: Chart, width: int) -> Iterator[Pieces]:
    """``own``: the id of the exchange that is looked at; ``elapsed``: ms that it has taken so far."""
    start = began(turn[0])

    def at(moment: object) -> float:
        return (moment - start).total_seconds() * 1_000  # type: ignore[operator, no-any-return]

    last = max(turn, key=lambda call: ended(call, elapsed))
    span = max(1.0, at(ended(last, elapsed)))
    chart = chart._replace(span=span)
    so_far = " so far" if any(call.state == "live" for call in turn) else ""
    title = neutral_line(turn[0].asking) if len(turn[0].asking) < width else ""
    said = (cut(title, width // 2), f"{formats.duration(span)}{so_far}")
    yield section("This turn", said, width, between=", ")
    yield axis(chart)
    tools = 0.0
    digits = max(3, *(len(str(call.number)) for call in turn))
    for call, after in [*pairwise(turn), (turn[-1], None)]:
        yield _call(call, digits, chart, at(began(call)), at(ended(call, elapsed)), here=call.id == own)
        pause = 0.0 if after is None else at(began(after)) - at(ended(call, elapsed))
        if after is not None and pause >= _NOTICED and not says_something(call):
            yield _pause(call, digits, chart, at(ended(call, elapsed)), at(began(after)))
            tools += pause * runs_tools(call)
    yield []
    yield from _shares(turn, elapsed, tools, chart, width)


def _call(call: Summary, digits: int, chart: Chart, start: float, end: float, *, here: bool) -> Pieces:
    glyph, ink = glyphs.STATES[call.state]
    room = chart.names - digits - 3
    name = cut(neutral_line(call.outcome) or neutral_line(call.url), room - 1)
    strong = "foreground bold" if here else "foreground"
    lead: list[Piece] = [
        (f" {glyph} ", ink),
        (f"{call.number:>{digits}} ", "primary bold" if here else "muted"),
        (name + " " * (room - cell_len(name)), strong if call.state != "live" else "success"),
    ]
    return [*lead, *_bar(chart, start, end, "secondary" if here else "primary", strong)]


def _pause(call: Summary, digits: int, chart: Chart, start: float, end: float) -> Pieces:
    several = call.outcome[:1].isdigit() and " calls" in call.outcome
    name, ink = ("tools run" if several else "tool runs", "accent") if runs_tools(call) else ("waits", "muted")
    indent = " " * (digits + 4)
    return [(f"{indent}{name:<{chart.names - digits - 3}}", ink), *_bar(chart, start, end, ink, "muted")]


def _bar(chart: Chart, start: float, end: float, ink: str, value_ink: str) -> list[Piece]:
    first = chart.cell(start)
    length = max(1, min(chart.cell(end), chart.cells) - first)
    room = chart.cells - first - length + chart.values
    return [
        (" " * first, "muted"),
        (glyphs.BAR * length, ink),
        (right(formats.duration(end - start), room), value_ink),
    ]


def _shares(turn: Sequence[Summary], elapsed: float, tools: float, chart: Chart, width: int) -> Iterator[Pieces]:
    reads = writes = 0.0
    for call in turn:
        taken = elapsed if call.timing.last_byte is None else call.timing.last_byte
        first = taken if call.timing.first_token is None else min(call.timing.first_token, taken)
        reads, writes = reads + first, writes + taken - first
    shares = [reads, writes, tools]
    total = sum(shares) or 1.0
    line: list[Piece] = [(f"   {'where the time went':<{chart.names - 2}}", "muted")]
    entries: list[list[Piece]] = []
    for (name, ink), share in zip(_PARTS, shares, strict=True):
        cells = round(share / total * chart.cells)
        letter = name[0].upper() if name != "tools run" else "T"
        line.append((f" {letter}"[:cells].ljust(cells), f"background on {ink}"))
        took = f" {formats.duration(share)}  {100 * share / total:.0f}%"
        entries.append([(f"{letter} ", ink), (name, "foreground"), (took, "muted")])
    yield line
    yield from legend(entries, width, chart.names + 1)
