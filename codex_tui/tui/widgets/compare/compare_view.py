"""A comparison, line by line."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, ClassVar

from textual.reactive import reactive

from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.compare.arrange import byte_entries, part_entries
from codex_tui.tui.widgets.compare.columns import heading
from codex_tui.tui.widgets.compare.entries import Entry, PartEntry
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
    from codex_tui.tui.widgets.lines.pieces import Pieces

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
        self._known: dict[tuple[int, ...], PartEntry] = {}
        """What was made of parts: unfolded or not, and broken into rows."""

        self._entries: list[Entry] = []
        self._ends: list[int] = []
        self.shows_same = False
        self._measured = 0

    def show(self, comparison: Comparison) -> None:
        """Another one, from its first change on."""
        self.comparison = comparison
        self._known = {}
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
        """What is the same one by one, or in runs; the cursor stays on its part."""
        entry = self._entry
        self.shows_same = not self.shows_same
        self._arrange()
        if isinstance(entry, PartEntry):
            part = entry.row.changes[0]
            places = (start for each, start in self._starts() if isinstance(each, PartEntry) and each.holds(part))
            self.go_to(next(places, self._cursor))

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
        if self.comparison is None:
            self._entries = []
        elif self.shows_bytes:
            self._entries = [*byte_entries(self.comparison)]
        else:
            self._entries = [*map(self._as_it_was, part_entries(self.comparison, shows_same=self.shows_same))]
        self._measure()
        self.text_changed()
        self.lines_changed()
        self.place(min(self._cursor, max(0, self.count - 1)))

    def _as_it_was(self, entry: Entry) -> Entry:
        if not isinstance(entry, PartEntry):
            return entry
        return self._known.setdefault(tuple(map(id, entry.row.changes)), entry)

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
