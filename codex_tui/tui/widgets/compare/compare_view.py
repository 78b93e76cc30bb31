"""A comparison, line by line."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, ClassVar

from textual.reactive import reactive

from codex_tui.analysis import part_text
from codex_tui.analysis.byte_window import byte_rows
from codex_tui.analysis.measures import answer_measures
from codex_tui.analysis.rows import PartRow, part_rows
from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.compare.byte_lines import byte_line
from codex_tui.tui.widgets.compare.columns import Weight, heading, weighed
from codex_tui.tui.widgets.compare.entries import Entry, FieldEntry, FieldsEntry, MeasureEntry, PartEntry, TextEntry
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, TextPlace
from codex_tui.tui.widgets.lines.pieces import crop, right, row_text
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from codex_tui.analysis.comparison import Comparison
    from codex_tui.analysis.part_change import PartChange
    from codex_tui.tui.widgets.lines.passages import Spot
    from codex_tui.tui.widgets.lines.pieces import Piece, Pieces

_LINES = 100
"""Lines of a passage."""


class CompareView(LineView):
    """What differs unfolded, what is the same in runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fold.toggle", "fold.all", "unfold.all", "change.next", "change.previous"),
        *bindings("compare.same", "compare.bytes"),
    ]

    shows_bytes: reactive[bool] = reactive(False, repaint=False)
    """Whether it shows bytes in place of parts."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.comparison: Comparison | None = None
        self._entries: list[Entry] = []
        self._ends: list[int] = []
        self.shows_same = False
        self._measured = 0

    def show(self, comparison: Comparison) -> None:
        """Another one, from its first change on."""
        self.comparison = comparison
        self._cursor = 0
        self.touched = False
        self._arrange()
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def count(self) -> int:
        """Lines."""
        return self._ends[-1] if self._ends else 0

    @property
    def change(self) -> PartChange | None:
        """The part under the cursor, where it is one alone."""
        entry = self._entry
        if isinstance(entry, PartEntry) and len(entry.row.changes) == 1:
            return entry.row.changes[0]
        return None

    @property
    def about(self) -> str:
        """For the lower rule."""
        changes = [entry for entry in self._entries if entry.change not in {None, "same"}]
        here = sum(start <= self._cursor for entry, start in self._starts() if entry.change not in {None, "same"})
        if not changes:
            return "no change"
        return f"change {max(1, here)} of {len(changes)}"

    def draw(self, index: int, width: int) -> Pieces:
        """A line of an entry; before ``wrap_again`` it is broken as it was, in whatever ``width``."""
        entry, row = self._at(index)
        return entry.heading(width) if row == 0 else entry.rows(self._measured)[row - 1]

    def wrap_again(self) -> None:
        """The lines of texts are others at another width."""
        self._measure()

    # Keys

    def action_toggle_fold(self) -> None:
        """Fold or unfold what is under the cursor; on a line that stands for more, show that."""
        if not self.count:
            return
        entry, row = self._at(self._cursor)
        if not entry.foldable:
            return
        if row and isinstance(entry, PartEntry) and entry.is_cut(row - 1, self.width):
            entry.show_whole()
        else:
            entry.folded = not entry.folded
        start = next(start for each, start in self._starts() if each is entry)
        self._measure()
        self.lines_changed(start)
        self.go_to(start if entry.folded else self._cursor)

    def action_fold_all(self) -> None:
        """A line each."""
        self._fold(folded=True)

    def action_unfold_all(self) -> None:
        """Everything that there is."""
        self._fold(folded=False)

    def action_next_change(self) -> None:
        """To the next entry that differs."""
        places = [start for entry, start in self._starts() if entry.change not in {None, "same"}]
        self._jump(next((start for start in places if start > self._cursor), None))

    def action_previous_change(self) -> None:
        """To the one before."""
        places = [start for entry, start in self._starts() if entry.change not in {None, "same"}]
        self._jump(next((start for start in reversed(places) if start < self._cursor), None))

    def action_toggle_same(self) -> None:
        """What is the same one by one, or in runs."""
        self.shows_same = not self.shows_same
        self._arrange()

    def action_toggle_bytes(self) -> None:
        """The bytes round the first one that differs, or the parts."""
        self.shows_bytes = not self.shows_bytes
        self._arrange()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is searched for, the keys of changes lead to hits."""
        return not (self.is_searched and action in {"next_change", "previous_change"})

    # What a search sees: line 0 of an entry is its heading

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """All lines, also those that are folded or left out."""
        width = self.width
        for node, entry in enumerate(self._entries[start.node :], start.node):
            at = start.line if node == start.node else 0
            lines = islice(chain([row_text(entry.heading(width))], entry.texts(width)), at, None)
            while some := [*islice(lines, _LINES)]:
                yield Passage(TextPlace(node, at), "\n".join(some))
                at += len(some)

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it."""
        entry, start = [*self._starts()][spot.node]
        if not spot.line:
            self.go_to(start)
            return
        entry.folded = False
        row = entry.row_of(spot.line - 1, spot.begin, self.width)
        self._measure()
        self.lines_changed(start)
        self.go_to(start + 1 + row)

    def place_of(self, row: int) -> TextPlace:
        """The entry there, and about which of its lines: a row counts as one."""
        if not self.count:
            return BEGINNING
        entry, line = self._at(row)
        return TextPlace(self._entries.index(entry), line)

    # Entries

    def _jump(self, line: int | None) -> None:
        if line is None:
            self.app.notify("There is no further change.", markup=False)
            return
        self.go_to(line)
        entry, _ = self._at(line)
        height = 1 + (0 if entry.folded else len(entry.rows(self.width)))
        self.reveal(min(line + height - 1, line + max(0, self.height - 2)))
        self.reveal(line)

    def _fold(self, *, folded: bool) -> None:
        entry = self._entry
        for each in self._entries:
            if each.foldable:
                each.folded = folded
        self._measure()
        start = next((start for each, start in self._starts() if each is entry), 0)
        self.lines_changed()
        self.go_to(start)

    def _arrange(self) -> None:
        comparison = self.comparison
        self._entries = [] if comparison is None else [*self._made(comparison)]
        self._measure()
        self.text_changed()
        self.lines_changed()
        self.place(min(self._cursor, max(0, self.count - 1)))

    def _measure(self) -> None:
        width = self._measured = self.width
        self._ends = [*accumulate(1 + (0 if entry.folded else len(entry.rows(width))) for entry in self._entries)]

    def _starts(self) -> Iterator[tuple[Entry, int]]:
        return zip(self._entries, [0, *self._ends], strict=False)

    @property
    def _entry(self) -> Entry | None:
        return self._at(self._cursor)[0] if self.count else None

    def _at(self, line: int) -> tuple[Entry, int]:
        place = bisect_right(self._ends, line)
        return self._entries[place], line - (self._ends[place - 1] if place else 0)

    def _made(self, comparison: Comparison) -> Iterator[Entry]:
        if self.shows_bytes:
            yield from (TextEntry(*byte_line(row)) for row in byte_rows(comparison, before=8, after=16))
            if comparison.first is None:
                yield TextEntry(("    Both bodies are the same, byte for byte.", "muted"))
            return
        same = [field for field in comparison.fields if field.change == "same"]
        if same:
            yield FieldsEntry(same, folded=not self.shows_same)
        yield from (FieldEntry(field) for field in comparison.fields if field.change != "same")
        yield from self._parts(comparison, comparison.request)
        yield TextEntry()
        yield TextEntry(("    ", "muted"), (f"{glyphs.HORIZONTAL * 2} answer {glyphs.HORIZONTAL * 4}", "rule"))
        yield from self._parts(comparison, comparison.answer)
        for measure in answer_measures(comparison):
            if self.shows_same or not measure.same:
                yield MeasureEntry(measure)
        yield TextEntry()
        yield _Sum(comparison)

    def _parts(self, comparison: Comparison, changes: list[PartChange]) -> Iterator[Entry]:
        cache = comparison.cache
        parted = False
        for row in part_rows(changes, runs=not self.shows_same):
            after = "same text but after the break" if parted and row.change == "same" else ""
            yield PartEntry(row, folded=row.change == "same" or _says_nothing(row), about=after)
            parted |= cache is not None and cache.verdict == "parted" and row.changes[-1].b is cache.part


class CompareHeading(Drawn):
    """The names of the view's columns."""

    def __init__(self, view: CompareView) -> None:
        super().__init__()
        self._view = view

    def on_mount(self) -> None:
        """The view decides what they are."""
        self.watch(self._view, "shows_bytes", self._changed)
        self.watch(self._view, "show_vertical_scrollbar", self._changed)

    def _changed(self) -> None:
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line, over the view's columns: beside a scrollbar they stand further left."""
        comparison = self._view.comparison
        width = self._view.width or width
        if self._view.shows_bytes:
            return [crop([(right("BYTE", 12), "disabled")], width)]
        return [heading(comparison.a.summary.number, comparison.b.summary.number, width) if comparison else []]


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
