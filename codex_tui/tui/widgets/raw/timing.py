"""Where the time of one exchange went."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from codex_tui import formats
from codex_tui.dialects.conversation import Conversation
from codex_tui.history.record import Record
from codex_tui.history.summary import Summary
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, right, width_of
from codex_tui.tui.widgets.lines.section import section
from codex_tui.tui.widgets.raw.chart import Chart, axis
from codex_tui.tui.widgets.raw.turn_page import turn_page

_SLOW = 250  # ms
_ROOMY = 90  # cells
_NAMES, _WIDE_NAMES = 26, 28
_VALUES, _WIDE_VALUES = 10, 18
_LEVELS = len(glyphs.COLUMNS)


class Phase(NamedTuple):
    """A bar of the waterfall: milliseconds after the start."""

    name: str
    start: float
    end: float
    ink: str
    about: str = ""

    @property
    def value(self) -> str:
        """How long it took."""
        return formats.duration(self.end - self.start)


def phases(record: Record, conversation: Conversation, elapsed: float) -> list[Phase]:
    """What happened one after another; ``elapsed`` ms so far, or in all."""
    connect, sent = record.timing.connect, record.timing.request_done
    first = conversation.timing.first_token
    answered = record.timing.first_byte
    found = []
    if connect is not None:
        found.append(Phase("connect", *connect, "muted", "beforehand" if connect[1] <= 0 else ""))
    if sent is not None:
        found.append(Phase("request sent", 0, sent, "muted"))
    until = first if first is not None else elapsed if answered is None else answered
    asked = any(part.origin == "request" for part in conversation.parts)
    name = "server reads the prompt" if asked else "server works"
    begun = max(sent or 0, connect[1] if connect is not None else 0)
    if until > begun:
        found.append(Phase(name, begun, until, "primary"))
    return [*found, *_answer(conversation, elapsed)]


def _answer(conversation: Conversation, elapsed: float) -> Iterator[Phase]:
    parts = [part for part in conversation.parts if part.origin == "response" and part.began is not None]
    for name, ink, of_kind in (
        ("reasoning", "muted", [part for part in parts if part.kind == "reasoning"]),
        ("answer", "secondary", [part for part in parts if part.kind != "reasoning"]),
    ):
        if of_kind:
            end = max(elapsed if part.ended is None else part.ended for part in of_kind)
            speed = conversation.timing.tokens_per_second if name == "answer" else None
            about = "" if speed is None else formats.speed(speed)
            yield Phase(name, min(part.began or 0.0 for part in of_kind), end, ink, about)


def timing_page(
    record: Record, conversation: Conversation, elapsed: float, width: int, turn: Sequence[Summary] = ()
) -> list[Pieces]:
    """The waterfall, then when the chunks came, then, where there is room, the turn that it belongs to."""
    found = phases(record, conversation, elapsed)
    roomy = width >= _ROOMY
    if not roomy:
        found = [phase._replace(about="") for phase in found]
    names = _WIDE_NAMES if roomy else _NAMES
    widest = max((len(_valued(phase)) for phase in found), default=0) + 2
    values = max(_WIDE_VALUES if roomy else _VALUES, widest)
    chart = Chart(names, max(8, width - names - values - 2), values, max(1.0, elapsed))
    so_far = " so far" if conversation.state == "live" else ""
    first = conversation.timing.first_token
    said = (f"{formats.duration(elapsed)}{so_far}", "" if first is None else f"first token {formats.duration(first)}")
    lines: list[Pieces] = [section("This exchange", said, width, between=", "), axis(chart)]
    lines += [_bar(chart, phase) for phase in found]
    chunks = record.response.chunks if record.response else []
    if chunks:
        lines += [[], *_arrivals(chart, chunks, width, _answer_begins(conversation))]
    if len(turn) > 1 and roomy:
        lines += [[], *turn_page(turn, record.id, elapsed, chart, width)]
    return [crop(line, width) for line in lines]


def _answer_begins(conversation: Conversation) -> float:
    begun = [part.began for part in conversation.parts if part.kind != "reasoning" and part.began is not None]
    return min(begun, default=0.0)


def _valued(phase: Phase) -> str:
    return f"{phase.value}  {phase.about}" if phase.about else phase.value


def _bar(chart: Chart, phase: Phase) -> Pieces:
    start = chart.cell(phase.start)
    length = max(1, chart.cell(phase.end) - start)
    about = _valued(phase).removeprefix(phase.value)
    room = chart.cells - start - length + chart.values - len(about)
    return [
        (f"   {phase.name:<{chart.names - 2}}", "muted"),
        (" " * start, "muted"),
        (glyphs.BAR * length, phase.ink),
        (right(phase.value, room), "foreground"),
        (about, "muted"),
    ]


def _arrivals(
    chart: Chart, chunks: Sequence[tuple[float, int]], width: int, answer_begins: float
) -> Iterator[Pieces]:
    column = chart.span / chart.cells
    total = formats.size(sum(size for _, size in chunks))
    takes = "less than 1 ms" if column < 1 else formats.duration(column)
    said = (formats.count(len(chunks), "chunk"), total, f"one column is {takes}")
    yield section("Chunk arrivals", said, width, between=", ")
    counts = [0] * chart.cells
    for at, _ in chunks:
        counts[chart.cell(at)] += 1
    peak = max(counts)
    split = chart.cell(answer_begins)
    for row in (1, 0):
        heights = [-(-number * 2 * _LEVELS // peak) - row * _LEVELS for number in counts]
        text = "".join(" " if height <= 0 else glyphs.COLUMNS[min(height, _LEVELS) - 1] for height in heights)
        name = "chunks per column" if row else ""
        pieces: list[Piece] = [(f"   {name:<{chart.names - 2}}", "muted")]
        pieces += [(text[:split], "chart-4"), (text[split:], "chart-2")]
        yield [*pieces, (right(f"peak {peak}" if row else "", chart.values), "muted")]
    yield from _gaps(chart, chunks, width)


def _gaps(chart: Chart, chunks: Sequence[tuple[float, int]], width: int) -> Iterator[Pieces]:
    if len(chunks) < 2:
        return
    gaps = [(later - earlier, earlier) for (earlier, _), (later, _) in pairwise(chunks)]
    longest, at = max(gaps)
    ink = "warning" if longest >= _SLOW else "muted"
    mark = f"{glyphs.WARNING} " if longest >= _SLOW else ""
    label = f"{mark}{formats.gap(longest)}"
    place = min(chart.cell(at), chart.cells - len(label))
    after = f"at {formats.duration(at)}"
    yield [
        (f"   {'longest gap':<{chart.names - 2}}", "muted"),
        (" " * place + label, ink),
        (right(after, max(len(after) + 1, chart.cells - place - len(label) + chart.values)), ink),
    ]
    ordered = sorted(gap for gap, _ in gaps)
    sizes = [size for _, size in chunks]
    facts = [
        ("gap", [("median", formats.gap(median(ordered))), ("95th", formats.gap(ordered[int(len(ordered) * 0.95)]))]),
        ("chunk", [("median", formats.size(round(median(sizes)))), ("largest", formats.size(max(sizes)))]),
    ]
    for name, values in facts:
        said: list[Piece] = []
        for word, value in values:
            said += [("   " if said else "", "muted"), (f"{word} ", "disabled"), (value, "foreground")]
        indent = min(chart.names + 1, width - width_of(said))
        yield [(f"   {name}".ljust(indent), "muted"), *said]
