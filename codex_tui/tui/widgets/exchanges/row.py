"""A line of the outline as a line of the list."""

from collections.abc import Iterator
from datetime import datetime

from codex_tui.history.summary import State, Summary
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.outline import Line
from codex_tui.tui.outline.side import is_side
from codex_tui.tui.widgets.exchanges.columns import Columns
from codex_tui.tui.widgets.exchanges.measures import measures, of_sums, of_tries, roomy, rounded, spanned
from codex_tui.tui.widgets.lines.pieces import Piece, crop, pad, right, spread, width_of

_TIMES = 7  # cells that the start of what is folded may take from its title


def heading(columns: Columns, depth: int) -> list[Piece]:
    """The line above the list; ``depth``: of the exchanges under it."""
    names = [
        (columns.input, "IN"),
        (columns.cached, "CACHED"),
        (columns.output, "OUT"),
        (columns.first, "FIRST"),
        (columns.total, "TOTAL"),
        (columns.size, "SIZE"),
    ]
    text = " " + right("#", columns.number - 1) + " " + "TIME".ljust(columns.time) * bool(columns.time)
    text += (" " * depth + "OUTCOME").ljust(columns.outcome)
    return [(text + "".join(right(name, width) for width, name in names if width), "disabled")]


def row(line: Line, columns: Columns, now: datetime, key: str = "") -> list[Piece]:
    """``line`` in its columns; ``now`` lets the clock of a live one run, ``key`` shows what is filtered out."""
    match line.kind:
        case "request":
            return _request(line, columns, now)
        case "tries":
            return _tries(line, columns, now)
        case "session":
            return _session(line, columns, now)
        case "agent" | "turn":
            return _group(line, columns, now)
        case "side":
            return _counted(line, columns, _side(line))
        case "filtered":
            shows: list[Piece] = [(f"   {key} shows all", "disabled")] if key else []
            return _counted(line, columns, [(f"{line.counts[0][1]:,} filtered out", "muted"), *shows])
    return []


def said(line: Line) -> str:
    """What a line says in words."""
    match line.kind:
        case "session" | "agent":
            model = line.summary.model if line.summary and line.kind == "session" else None
            return f"{line.title} {line.first.asking if line.first else ''} {line.name} {model or ''}"
        case "turn":
            return line.first.asking if line.first else ""
        case "request" | "tries" if line.summary is not None:
            of = f" {line.of} tries, {_result(line.summary)}" if line.kind == "tries" else ""
            return f"{line.summary.number}{of or ' ' + (line.summary.outcome or line.summary.url)}"
    return ""


def fold_at(line: Line, columns: Columns) -> int | None:
    """The cell of a line's fold glyph; None where it has none."""
    if line.folded is None:
        return None
    return 1 + columns.number + columns.time + line.depth - (2 if line.kind == "tries" else 0)


def clock(started_at: str, now: datetime, *, seconds: bool = True) -> str:
    """Local time, or the day where that is another one."""
    at = datetime.fromisoformat(started_at).astimezone(now.tzinfo)
    return at.strftime("%b %d" if at.date() != now.date() else "%H:%M:%S" if seconds else "%H:%M")


def _request(line: Line, columns: Columns, now: datetime) -> list[Piece]:
    summary = line.summary
    assert summary is not None
    quiet = is_side(summary)
    tree = [(" " * line.depth, "muted"), *_state(summary.state, quiet=quiet), *_outcome(line, quiet=quiet)]
    return [
        *_start(summary.number, summary.started_at, columns, now),
        *_tree(tree, columns),
        *measures(summary, columns, now, quiet=quiet, uncached=line.uncached),
        _flag(bool(summary.warnings), line.flags.marked, line.flags.noted),
    ]


def _tries(line: Line, columns: Columns, now: datetime) -> list[Piece]:
    last, first = line.summary, line.first
    assert last is not None
    assert first is not None
    tree = [
        (" " * (line.depth - 2), "muted"),
        _fold(line),
        *_state(last.state, quiet=False),
        (f"{line.of} tries, {_result(last)}", _ink(last.state)),
    ]
    return [
        *_start(last.number, first.started_at, columns, now),
        *_tree(tree, columns),
        *of_tries(last, first, columns, now, uncached=line.uncached),
        _flag_of(line),
    ]


def _session(line: Line, columns: Columns, now: datetime) -> list[Piece]:
    """Its title, its id while that fits whole, its model, its requests; folded in a narrow list, its sums."""
    first, last = line.first, line.summary
    assert first is not None
    assert last is not None
    title = neutral_line(line.title or first.asking or line.name) or "no session"
    shown: list[Piece] = [(title, "foreground bold")]
    if line.folded and not columns.first:
        return _folded([*_head(line), *shown], line, columns, spanned(first, last, now))
    about = [(neutral_line(last.model or ""), "secondary")]
    if columns.first:
        about += [("   ", "muted"), (right(f"{line.sums.requests:,} req", 6), "muted")]
    room = _up_to_total(columns) - width_of(about) - 2
    names: list[Piece] = [("  ", "muted"), (neutral_line(line.name), "disabled")]
    head = _head(line)
    if line.name and title != line.name and width_of([*head, *shown, *names]) <= room:
        shown += names
    return _across([*head, *shown], about, line, columns, gap=1 if not columns.first else 2)


def _group(line: Line, columns: Columns, now: datetime) -> list[Piece]:
    """A turn or a sub-agent: what it is about, when, how long."""
    first, last = line.first, line.summary
    assert first is not None
    assert last is not None
    ms = spanned(first, last, now)
    at = clock(first.started_at, now, seconds=False) if columns.first and not columns.time else ""
    times = _times(at, rounded(ms) if columns.total else "", columns)
    tree = [(" " * line.depth, "muted"), *_head(line)]
    if line.kind == "turn":
        tree.append((neutral_line(first.asking) or neutral_line(first.outcome), "role-user"))
    else:
        tree.append((f"sub-agent {neutral_line(line.title)}".rstrip(), "role-assistant"))
        about: list[Piece] = [("  thread ", "disabled"), (neutral_line(line.name), "disabled")]
        room = columns.outcome - _TIMES if line.folded else _up_to_total(columns) - width_of(times) - 1
        if width_of([*tree, *about]) < room:
            tree += about
    if line.folded:
        return _folded(tree, line, columns, ms, at)
    return _across(tree, times, line, columns)


def _times(at: str, taken: str, columns: Columns) -> list[Piece]:
    """When it began, where a column has no room for that, and how long it took."""
    if not at or not taken:
        return [(at or taken, "disabled" if at else "muted")]
    return [(at, "disabled"), (right(taken, max(columns.total, len(taken) + 2)), "muted")]


def _folded(tree: list[Piece], line: Line, columns: Columns, ms: float, at: str = "") -> list[Piece]:
    """What it is about, and what all of it comes to; ``at``: when it began, before its duration if that is short."""
    room = roomy(columns, ms)
    if at and room != columns:
        tree, at = spread(tree, [(at, "disabled")], room.outcome - 1), ""
    return [*_blank_start(columns), *_tree(tree, room), *of_sums(line.sums, room, at, ms), _flag_of(line)]


def _side(line: Line) -> list[Piece]:
    requests = line.sums.requests
    pieces: list[Piece] = [(f"{requests:,} side request{'s' * (requests != 1)}", "muted")]
    gap = "  "
    for name, number in line.counts:
        text = f"{number:,} {name}" if name == "tunnelled" else f"{name} {number:,}"
        pieces.append((f"{gap}{text}", "disabled"))
        gap = "   "
    return pieces


def _counted(line: Line, columns: Columns, pieces: list[Piece]) -> list[Piece]:
    """Counts, as many as fit whole."""
    room = _up_to_total(columns)
    shown = _head(line)
    for piece in pieces:
        if len(shown) > 2 and width_of([*shown, piece]) > room:
            break
        shown.append(piece)
    return [*_blank_start(columns), *crop(shown, room)]


def _start(number: int, started_at: str, columns: Columns, now: datetime) -> Iterator[Piece]:
    yield (" " + right(str(number), columns.number - 1) + " ", "disabled")
    if columns.time:
        yield (clock(started_at, now).ljust(columns.time), "muted")


def _blank_start(columns: Columns) -> list[Piece]:
    return [(" " * (1 + columns.number + columns.time), "muted")]


def _tree(pieces: list[Piece], columns: Columns) -> list[Piece]:
    return [*pad(pieces, columns.outcome - 1), (" ", "foreground")]


def _across(left: list[Piece], against: list[Piece], line: Line, columns: Columns, *, gap: int = 2) -> list[Piece]:
    """A line that keeps to no columns but ends where TOTAL does."""
    return [
        *_blank_start(columns),
        *pad(spread(left, against, _up_to_total(columns), gap=gap), _up_to_total(columns)),
        (" " * columns.size, "muted"),
        _flag_of(line),
    ]


def _up_to_total(columns: Columns) -> int:
    return columns.outcome + columns.input + columns.cached + columns.output + columns.first + columns.total


def _head(line: Line) -> list[Piece]:
    """The fold glyph; of what is folded also the gravest state in it, where that is no good one."""
    state = line.sums.state
    grave = line.folded and line.sums.requests and state != "complete"
    return [_fold(line), *(_state(state, quiet=False) if grave else ())]


def _fold(line: Line) -> Piece:
    return (f"{glyphs.UNFOLDED if line.folded is False else glyphs.FOLDED} ", "muted")


def _state(state: State, *, quiet: bool) -> list[Piece]:
    glyph, ink = glyphs.STATES[state]
    return [(f"{glyph} ", "disabled" if quiet and state == "complete" else ink)]


def _outcome(line: Line, *, quiet: bool) -> Iterator[Piece]:
    summary = line.summary
    assert summary is not None
    text = neutral_line(summary.outcome) or neutral_line(summary.url)
    if line.of:
        text = f"{_result(summary)}, try {line.nth} of {line.of}"
    if summary.state == "complete" and quiet:
        yield (text, "disabled")
    elif summary.state == "complete" and text[:2] in ("$ ", "± "):
        yield (text[:2], "role-tool")
        yield (text[2:], "foreground")
    else:
        yield (text, _ink(summary.state))


def _result(summary: Summary) -> str:
    """In a word how a try ended."""
    if summary.state == "failed" and summary.status is not None and summary.status >= 400:
        return str(summary.status)
    return neutral_line(summary.outcome)


def _ink(state: State) -> str:
    inks: dict[State, str] = {"live": "success", "failed": "error", "aborted": "muted", "interrupted": "muted"}
    return inks.get(state, "foreground")


def _flag_of(line: Line) -> Piece:
    """The gravest of what is folded away."""
    if not line.folded:
        return ("  ", "muted")
    return _flag(bool(line.sums.warnings), bool(line.sums.marked), bool(line.sums.noted))


def _flag(warned: bool, marked: bool, noted: bool) -> Piece:
    if warned:
        return (f" {glyphs.WARNING}", "warning")
    if marked:
        return (f" {glyphs.MARKED}", "primary")
    return (f" {glyphs.NOTE}", "secondary") if noted else ("  ", "muted")
