"""A comparison as lines for a person to read, top to bottom."""

from collections.abc import Iterator

from codex_tui import formats
from codex_tui.analysis.byte_window import ROW, byte_rows, text_of
from codex_tui.analysis.comparison import Comparison
from codex_tui.analysis.finding import finding_of
from codex_tui.analysis.measures import Measure, answer_measures, cache_measures
from codex_tui.analysis.part_change import Change, PartChange
from codex_tui.analysis.rows import MARKS, PartRow, around_changes, field_names, part_rows
from codex_tui.analysis.text_change import Line as TextLine
from codex_tui.cli.output import Cell

Line = tuple[Cell, ...]

_MUTED = "dim"
_STYLES: dict[Change, str] = {"same": _MUTED, "changed": "yellow", "added": "green", "removed": "red"}
_SIGNS = {"+": "green", "-": "red", " ": _MUTED}
_MOST = 24  # lines that stand together
_LONGEST = 60  # characters of a field's value


def diff_lines(comparison: Comparison, *, everything: bool) -> Iterator[Line]:
    """What it comes to, then fields, parts and answers; ``everything``: what is the same too."""
    yield from _head(comparison)
    yield ()
    yield from _fields(comparison, everything=everything)
    for row in part_rows(comparison.request, runs=not everything):
        yield from _row(row, everything=everything)
    yield ()
    yield (Cell("── answer ──", _MUTED),)
    for row in part_rows(comparison.answer, runs=not everything):
        yield from _row(row, everything=everything)
    measures = [measure for measure in answer_measures(comparison) if everything or not measure.same]
    for measure in measures:
        yield Cell(f"{measure.name:<11}", _MUTED), *_became(measure)


def byte_lines(comparison: Comparison) -> Iterator[Line]:
    """What it comes to, then the bytes round the first one that differs."""
    yield from _head(comparison)
    yield ()
    for row in byte_rows(comparison):
        style = _SIGNS[row.side]
        cells = [Cell(f"{row.offset:>10,} {row.side} ", style)]
        for place in range(ROW):
            byte = f"{row.content[place]:02x}" if place < len(row.content) else "  "
            differs = place < len(row.content) and row.differs[place]
            cells.append(Cell(byte, f"{style} bold reverse" if differs else style))
            cells.append(Cell("  " if place == ROW // 2 - 1 else " "))
        yield *cells, Cell(f" {text_of(row.content)}", style)


def _head(comparison: Comparison) -> Iterator[Line]:
    a, b = comparison.a.summary, comparison.b.summary
    yield Cell(f"#{a.number} → #{b.number}", "bold"), Cell(f"  {b.api}  {b.model or ''}".rstrip(), _MUTED)
    finding = finding_of(comparison)
    style = "yellow" if finding.grave else ""
    source = f"  {finding.source}" if finding.source else ""
    yield (
        Cell("▲ " if finding.grave else "", style),
        Cell(finding.heading, f"bold {style}".strip()),
        Cell(source, _MUTED),
    )
    if finding.text:
        yield (Cell(finding.text),)
    cells: list[Cell] = []
    for measure in cache_measures(comparison) if comparison.cache else []:
        cells += [Cell("   " if cells else ""), Cell(f"{measure.name} ", _MUTED), *_became(measure)]
    if cells:
        yield tuple(cells)


def _became(measure: Measure) -> Iterator[Cell]:
    if measure.same:
        yield Cell(measure.a)
        return
    yield Cell(f"{measure.a} → ")
    yield Cell(measure.b, "yellow" if measure.worse else "bold")


def _fields(comparison: Comparison, *, everything: bool) -> Iterator[Line]:
    same = [field for field in comparison.fields if field.change == "same"]
    if same and not everything:
        yield Cell("= ", _MUTED), Cell(field_names(same), _MUTED)
    for field in comparison.fields:
        if field.change == "same" and not everything:
            continue
        style = _STYLES[field.change]
        values = " → ".join(_value(value) for value in dict.fromkeys((field.a, field.b)) if value is not None)
        yield Cell(f"{MARKS[field.change]} ", style), Cell(field.name, f"bold {style}"), Cell(f"  {values}")


def _value(json: str) -> str:
    return json if len(json) <= _LONGEST else f"{json[:_LONGEST]}…"


def _row(row: PartRow, *, everything: bool) -> Iterator[Line]:
    style = _STYLES[row.change]
    about = f"  {row.about}" if row.about else ""
    yield (
        Cell(f"{MARKS[row.change]} ", style),
        Cell(row.title, f"bold {style}"),
        Cell(f"{about}{_weight(row)}", _MUTED),
    )
    if row.change == "same" and not everything:
        return
    for change in row.changes:
        yield from _text(change, everything=everything)


def _text(change: PartChange, *, everything: bool) -> Iterator[Line]:
    for line in change.lines if everything else around_changes(change.lines, most=_MOST):
        if isinstance(line, int):
            yield (Cell(f"       ⋮ {formats.count(line, 'line')}", _MUTED),)
        else:
            yield _line(line)


def _line(line: TextLine) -> Line:
    style = _SIGNS[line.sign]
    number = line.a if line.sign == "-" else line.b
    spans = (Cell(span.text, f"{style} bold reverse" if span.changed else style) for span in line.spans)
    return Cell(f"{number or 0:>6} {line.sign} ", style), *spans


def _weight(row: PartRow) -> str:
    a, b = row.tokens
    if a is None or b is None:
        known = a if b is None else b
        return f"  ~{formats.tokens(known or 0)} tok"
    if a == b:
        return f"  ~{formats.tokens(b)} tok"
    return f"  ~{formats.tokens(a)} → ~{formats.tokens(b)} tok"
