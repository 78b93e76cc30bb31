"""Tokens of each request as columns: what was cached, what had to be read, and what came out."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from statistics import fmean
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len

from codex_tui import formats
from codex_tui.analysis.statistics import Request
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, crop, cut, pad, right, width_of
from codex_tui.tui.widgets.lines.section import section

_AXIS = 7
HEIGHT = 10
_LEVELS = len(glyphs.COLUMNS)
_TICKS = 4
_FAR = 2.5
"""Times the highest column: a line further up is only told of."""

_NEW = "primary"
"""The ink of what was not known before."""

_BOTH = f"chart-1 on {_NEW}"
"""The known part, and the new one above it in the same cell."""

_NAMED, _TITLED = 3, 8
"""Cells of a sub-agent's name, and of a session's, at least."""

_NOBODY: Mapping[str, str] = MappingProxyType({})

_RULE = (" ", glyphs.HORIZONTAL)
_NEWEST = 2_000
"""Requests that are drawn: what fills the screen costs the same on any history."""


class Column(NamedTuple):
    """One request, or the mean of a few neighbours. ``known``: of ``tokens`` those that were not new."""

    request: Request
    tokens: float
    known: float
    output: float


def token_columns(
    requests: Sequence[Request],
    width: int,
    height: int = HEIGHT,
    *,
    limit: int | None = None,
    names: Mapping[str, str] = _NOBODY,
    shaded: bool = False,
) -> list[Pieces]:
    """``requests`` in order, without failed tries; where there is no room for each, neighbours share a column.

    ``limit``: tokens the model has room for: a line across, unless the columns would be lost so far below it.
    ``names``: what sessions are called, by their ids.
    ``shaded``: tell what is new by its shape, where there is no colour.
    """
    newest = requests[-_NEWEST:]
    asked = [request for request in newest if request.input is not None and not _came_to_nothing(request)]
    room = max(8, width - _AXIS - 2)
    label = max((len(str(request.number)) for request in asked), default=1)
    columns, together = _columns(asked, room)
    cells, gap = next(
        (fit for fit in ((label, 1), (2, 1), (1, 1), (1, 0)) if len(columns) * sum(fit) <= room + fit[1]), (1, 0)
    )
    cached = any(request.cached is not None for request in asked)
    said = [f"{'shaded' if shaded else 'bright'}: {'not cached' if cached else 'new'}"]
    peak = max(1.0, *(column.tokens for column in columns)) if columns else 1.0
    line_at = limit if limit and limit <= peak * _FAR else None
    if limit and line_at and peak > limit:
        said.append(f"amber: beyond the context, {formats.tokens(limit)}")
    elif limit:
        said.append(f"{'line: the context' if line_at else 'the context holds'} {formats.tokens(limit)}")
    said += [f"a column is {together} requests"] if together > 1 else []
    said += [f"the newest {_NEWEST:,}"] if len(requests) > _NEWEST else []
    lines: list[Pieces] = [section("Tokens in, by request", said, width), []]
    if not columns:
        return [*lines, [(" no request has been answered yet", "muted")]]
    peak = max(peak, line_at or 0)
    ticks = _ticks(peak, height)
    top = min(height - 1, int((line_at or 0) / peak * height))
    for row in range(height - 1, -1, -1):
        ruled = line_at is not None and row == top
        line: list[Piece] = [(right(ticks.get(row, ""), _AXIS - 1) + " ", "disabled")]
        for column in columns:
            over = line_at is not None and column.tokens > line_at and row >= top
            cell = _cell(column, row, height / peak, cells, "warning" if over else "", ruled=ruled)
            line += [_shaded(cell) if shaded else cell, (_RULE[ruled] * gap, "warning" if ruled else "muted")]
        lines.append(line)
    lines += [_numbers(columns, cells, gap), _owners(columns, names, cells, gap, room)]
    return [crop(line, width) for line in [*lines, _outputs(columns, cells, gap, width)] if line]


def _came_to_nothing(request: Request) -> bool:
    """Whether nobody counted, and nothing was answered."""
    return request.state == "failed" and request.estimated


def _columns(asked: Sequence[Request], room: int) -> tuple[list[Column], int]:
    together = -(-len(asked) // room) if asked else 1
    alone = []
    before: dict[tuple[str | None, str | None], int] = {}
    for request in asked:
        tokens, thread = request.input or 0, (request.session, request.thread)
        known = before.get(thread, 0) if request.cached is None else request.cached
        before[thread] = tokens
        alone.append(Column(request, tokens, min(known, tokens), request.output or 0))
    if together == 1:
        return alone, 1
    groups = [alone[at : at + together] for at in range(0, len(alone), together)]
    return [
        Column(
            group[0].request,
            fmean(column.tokens for column in group),
            fmean(column.known for column in group),
            fmean(column.output for column in group),
        )
        for group in groups
    ], together


def _cell(column: Column, row: int, scale: float, cells: int, over: str, *, ruled: bool) -> Piece:
    """One row of a column: the new part stands on the known one, to an eighth of a line.

    ``over``: the ink of what the model has no room for; ``ruled``: where nothing stands the line goes on.
    """
    total = round(column.tokens * scale * _LEVELS) - row * _LEVELS
    known = round(column.known * scale * _LEVELS) - row * _LEVELS
    if total <= 0:
        return _RULE[ruled] * cells, "warning" if ruled else "muted"
    if over:
        return _block(total) * cells, over
    if known >= _LEVELS or known >= total:
        return _block(total) * cells, "chart-1"
    if known <= 0:
        return _block(total) * cells, _NEW
    return _block(known) * cells, _BOTH if total >= _LEVELS else "chart-1"


def _shaded(cell: Piece) -> Piece:
    """The new part by its shape; where it meets the known one, what is more of the cell."""
    text, ink = cell
    if ink == _NEW:
        return text.replace(glyphs.COLUMNS[-1], glyphs.SHADED), ink
    if ink == _BOTH:
        known = glyphs.COLUMNS.index(text[0]) + 1
        return (glyphs.COLUMNS[-1] if 2 * known >= _LEVELS else glyphs.SHADED) * len(text), "chart-1"
    return cell


def _block(eighths: int) -> str:
    return glyphs.COLUMNS[min(eighths, _LEVELS) - 1]


def _ticks(peak: float, height: int) -> dict[int, str]:
    """By their rows: round numbers, not too many."""
    unit, found = 1.0, 1.0
    while True:
        for step in (1, 2, 5):
            found = step * unit
            if peak / found <= _TICKS:
                count = int(peak / found)
                return {
                    min(height - 1, int(n * found / peak * height)): _short(n * found) for n in range(1, count + 1)
                }
        unit *= 10


def _short(tokens: float) -> str:
    return formats.tokens(round(tokens)).replace(".0", "")


def _numbers(columns: Sequence[Column], cells: int, gap: int) -> Pieces:
    text = ""
    for index, column in enumerate(columns):
        at = index * (cells + gap)
        if at == 0 or at > len(text):
            text = text.ljust(at) + f"{column.request.number:>{cells}}"
    return [(" " * _AXIS, "muted"), (text, "disabled")]


def _owners(columns: Sequence[Column], names: Mapping[str, str], cells: int, gap: int, room: int) -> Pieces:
    """Whose they are, below the first of each run, where that has room for it."""
    several = len({column.request.session for column in columns}) > 1

    def whose(column: Column) -> Hashable:
        request = column.request
        return request.session if several else (request.agent, request.turn)

    runs = [[*run] for _, run in groupby(columns, whose)]
    line: list[Piece] = [(" " * _AXIS, "muted")]
    for index, run in enumerate(runs):
        last = index == len(runs) - 1
        taken = len(run) * (cells + gap)
        owner = _owner(run[0].request, names, several=several)
        label = (owner.fitting(room if last else taken - 1), owner.ink)
        line += [label] if last else pad([label], taken)
        room -= taken
    return line if any(text.strip() for text, _ in line) else []


class _Owner(NamedTuple):
    """Whose a request is. ``short``: what else to call it; without that ``name`` may be cut to ``least`` cells."""

    name: str
    ink: str
    short: str = ""
    least: int = _NAMED

    def fitting(self, room: int) -> str:
        """What to call it in so many cells, "" where that is too little."""
        if cell_len(self.name) <= room:
            return self.name
        if self.short:
            return self.short if len(self.short) <= room else ""
        return cut(self.name, room) if room >= self.least else ""


def _owner(request: Request, names: Mapping[str, str], *, several: bool) -> _Owner:
    """Of ``several`` sessions only by its session."""
    if several:
        if request.session is None:
            return _Owner("no session", "role-user")
        if name := names.get(request.session):
            return _Owner(neutral_line(name), "role-user", least=_TITLED)
        id_ = neutral_line(request.session)
        return _Owner(id_, "role-user", least=len(id_))
    if request.agent is None:
        return _Owner(f"turn {request.turn}", "role-user", str(request.turn))
    agent = neutral_line(request.agent)
    return _Owner(f"{agent} {request.turn}" if request.turn > 1 else agent, "role-assistant")


def _outputs(columns: Sequence[Column], cells: int, gap: int, width: int) -> Pieces:
    peak = max(column.output for column in columns)
    if not peak:
        return []
    line: list[Piece] = [(right("out ", _AXIS), "disabled")]
    for column in columns:
        eighths = -(-column.output * _LEVELS // peak)
        line += [((_block(int(eighths)) if eighths else " ") * cells, "chart-2"), (" " * gap, "muted")]
    about = f" peak {formats.tokens(round(peak))}"
    return [*line, (about, "disabled")] if width_of(line) + len(about) <= width else line
