"""The lines of a comparison: its parts with what belongs to them, or the bytes where both part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.analysis import part_text
from codex_tui.analysis.byte_window import byte_rows
from codex_tui.analysis.measures import answer_measures
from codex_tui.analysis.rows import PartRow, part_rows
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.compare.byte_lines import byte_line
from codex_tui.tui.widgets.compare.columns import Weight, weighed
from codex_tui.tui.widgets.compare.entries import Entry, FieldEntry, FieldsEntry, MeasureEntry, PartEntry, TextEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.analysis.comparison import Comparison
    from codex_tui.analysis.part_change import PartChange
    from codex_tui.tui.widgets.lines.pieces import Piece, Pieces


def byte_entries(comparison: Comparison) -> Iterator[Entry]:
    """The bytes round the first one that differs."""
    yield from (TextEntry(*byte_line(row)) for row in byte_rows(comparison, before=8, after=16))
    if comparison.first is None:
        yield TextEntry(("    Both bodies are the same, byte for byte.", "muted"))


def part_entries(comparison: Comparison, *, shows_same: bool) -> Iterator[Entry]:
    """Fields, parts of the request, the answer. ``shows_same``: what is the same stands one by one, not in runs."""
    same = [field for field in comparison.fields if field.change == "same"]
    if same:
        yield FieldsEntry(same, folded=not shows_same)
    yield from (FieldEntry(field) for field in comparison.fields if field.change != "same")
    yield from _parts(comparison, comparison.request, runs=not shows_same)
    yield TextEntry()
    rule = glyphs.HORIZONTAL
    yield TextEntry((f"    {rule * 2}", "disabled"), (" answer ", "muted"), (rule * 4, "disabled"))
    yield from _parts(comparison, comparison.answer, runs=not shows_same)
    for measure in answer_measures(comparison):
        if shows_same or not measure.same:
            yield MeasureEntry(measure)
    yield TextEntry()
    yield _Sum(comparison)


def _parts(comparison: Comparison, changes: list[PartChange], *, runs: bool) -> Iterator[Entry]:
    cache = comparison.cache
    parted = False
    for row in part_rows(changes, runs=runs):
        after = "same text but after the break" if parted and row.change == "same" else ""
        yield PartEntry(row, folded=row.change == "same" or _says_nothing(row), about=after)
        parted |= cache is not None and cache.verdict == "parted" and row.changes[-1].b is cache.part


class _Sum(TextEntry):
    """What all of it comes to, and what the signs mean."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__()
        self._comparison = comparison

    def heading(self, width: int) -> Pieces:
        """One line."""
        comparison = self._comparison
        changes = [field.change for field in comparison.fields] + [part.change for part in comparison.request]
        differ = sum(change != "same" for change in changes)
        signs = ((glyphs.SAME, "same"), (glyphs.CHANGED, "changed"), (glyphs.REMOVED, "only in A"))
        legend = "   ".join(f"{sign} {meaning}" for sign, meaning in (*signs, (glyphs.ADDED, "only in B")))
        left: list[Piece] = [
            ("      ", "muted"),
            (f"{differ:,} of {len(changes):,} fields and parts differ", "muted"),
            (f"   {legend}", "disabled"),
        ]
        return weighed(left, _total(comparison), width)


def _total(comparison: Comparison) -> Weight:
    a, b = comparison.a.summary.usage, comparison.b.summary.usage
    if a.source == b.source == "reported":
        return Weight(a.input, b.input, reported=True)
    sent_a, sent_b = (sum(map(part_text.tokens, side.sent)) for side in (comparison.a, comparison.b))
    return Weight(sent_a, sent_b)


def _says_nothing(row: PartRow) -> bool:
    part = row.changes[0].part
    return not part.text and not part.arguments
