"""A comparison, line by line."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar

from textual.reactive import reactive

from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.compare.arrange import byte_entries, part_entries
from codex_tui.tui.widgets.compare.columns import heading
from codex_tui.tui.widgets.compare.entries import Entry, PartEntry
from codex_tui.tui.widgets.compare.layout import Anchor, Layout
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.lazy import LazyView
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, TextPlace
from codex_tui.tui.widgets.lines.pieces import crop, right, row_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.binding import BindingType

    from codex_tui.analysis.comparison import Comparison
    from codex_tui.analysis.part_change import PartChange
    from codex_tui.tui.widgets.lines.passages import Spot
    from codex_tui.tui.widgets.lines.pieces import Pieces

_LINES = 100
"""Lines of a passage."""


class CompareView(LazyView[Anchor]):
    """What differs unfolded, what is the same in runs; only what is looked at is laid out."""

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

        self._layout = Layout()
        self.shows_same = False

    def show(self, comparison: Comparison) -> None:
        """Another one, from its first change on."""
        self.comparison = comparison
        self._known = {}
        self._cursor = 0
        self.touched = False
        self._arrange()
        self.scroll_to(y=0, animate=False, force=True)

    # Lines

    @property
    def count(self) -> int:
        """About so many, where nobody has looked at them."""
        return self._layout.rows

    def anchor_at(self, row: int) -> Anchor:
        """What stands on a row."""
        return self._layout.at(row)

    def row_of(self, anchor: Anchor) -> int:
        """Where it stands now."""
        return self._layout.row_of(anchor)

    def last_anchor(self) -> Anchor:
        """The last row, exactly."""
        return self._layout.last

    def measure(self, anchor: Anchor, above: int, below: int) -> Anchor:
        """Know so many rows on each side exactly."""
        return self._layout.measure(anchor, above, below)

    @property
    def change(self) -> PartChange | None:
        """The part under the cursor, where it is one alone."""
        entry = self._layout.at(self._cursor).entry if self.count else None
        if isinstance(entry, PartEntry) and len(entry.row.changes) == 1:
            return entry.row.changes[0]
        return None

    @property
    def about(self) -> str:
        """For the lower rule."""
        changes = self._changes
        if not changes:
            return "no change"
        here = sum(start <= self._cursor for start in map(self._layout.start, changes))
        return f"change {max(1, here)} of {len(changes)}"

    def draw(self, index: int, width: int) -> Pieces:
        """A line of an entry; before ``wrap_again`` it is broken as it was, in whatever ``width``."""
        entry, row = self._layout.at(index)
        if row == 0:
            return entry.heading(width)
        rows = entry.rows(self._layout.width)
        return rows[row - 1] if row <= len(rows) else []

    def wrap_again(self) -> None:
        """The lines of texts are others at another width."""
        if self._layout.width != self.width:
            self._relaid(lambda: self._lay_out(self._layout.entries))

    # Keys

    def action_toggle_fold(self) -> None:
        """Fold or unfold what is under the cursor; on a line that stands for more, show that."""
        if not self.count:
            return
        entry, row = self._layout.at(self._cursor)
        if not entry.foldable:
            return
        if row and isinstance(entry, PartEntry) and entry.is_cut(row - 1, self._layout.width):
            entry.show_whole()
        else:
            entry.folded = not entry.folded
        self._relaid(lambda: self._layout.changed(entry))
        self._go_to(Anchor(entry, 0 if entry.folded else row))

    def action_fold_all(self) -> None:
        """A line each."""
        self._fold(folded=True)

    def action_unfold_all(self) -> None:
        """Everything that there is."""
        self._fold(folded=False)

    def action_next_change(self) -> None:
        """To the next entry that differs."""
        self._jump(next((at for at in self._changes if self._layout.start(at) > self._cursor), None))

    def action_previous_change(self) -> None:
        """To the one before."""
        self._jump(next((at for at in reversed(self._changes) if self._layout.start(at) < self._cursor), None))

    def action_toggle_same(self) -> None:
        """What is the same one by one, or in runs; the cursor stays on its part."""
        entry = self._layout.at(self._cursor).entry if self.count else None
        self.shows_same = not self.shows_same
        self._arrange()
        if isinstance(entry, PartEntry):
            part = entry.row.changes[0]
            found = (each for each in self._layout.entries if isinstance(each, PartEntry) and each.holds(part))
            for each in islice(found, 1):
                self._go_to(Anchor(each))

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
        width = self._layout.width
        for node, entry in enumerate(self._layout.entries[start.node :], start.node):
            at = start.line if node == start.node else 0
            lines = islice(chain([row_text(entry.heading(width))], entry.texts(width)), at, None)
            while some := [*islice(lines, _LINES)]:
                yield Passage(TextPlace(node, at), "\n".join(some))
                at += len(some)

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it."""
        entry = self._layout.entries[spot.node]
        row = 0
        if spot.line:
            entry.folded = False
            row = 1 + entry.row_of(spot.line - 1, spot.begin, self._layout.width)
            self._relaid(lambda: self._layout.changed(entry))
        self._go_to(Anchor(entry, row))

    def bookmark(self) -> Callable[[], None]:
        """Of these entries: what is arranged anew meanwhile stays where it is."""
        back, entries = super().bookmark(), self._layout.entries
        return lambda: back() if self._layout.entries is entries else None

    def place_of(self, row: int) -> TextPlace:
        """The entry there, and about which of its lines: a row counts as one."""
        if not self.count:
            return BEGINNING
        entry, line = self._layout.at(row)
        return TextPlace(self._layout.place_of(entry), line)

    # Entries

    @property
    def _changes(self) -> list[int]:
        """Which of the entries differ."""
        return [at for at, entry in enumerate(self._layout.entries) if entry.change not in {None, "same"}]

    def _jump(self, place: int | None) -> None:
        if place is None:
            self.app.notify("There is no further change.", markup=False)
            return
        entry = self._layout.entries[place]
        self._go_to(Anchor(entry))
        line = self._cursor
        height = 1 + (0 if entry.folded else len(entry.rows(self._layout.width)))
        self.reveal(min(line + height - 1, line + max(0, self.height - 2)))
        self.reveal(line)

    def _go_to(self, anchor: Anchor) -> None:
        self.touched = True
        self.place_at(anchor)

    def _fold(self, *, folded: bool) -> None:
        if not self.count:
            return
        entry = self._layout.at(self._cursor).entry
        for each in self._layout.entries:
            if each.foldable:
                each.folded = folded
        self._relaid(lambda: self._lay_out(self._layout.entries))
        self._go_to(Anchor(entry))

    def _relaid(self, change: Callable[[], None]) -> None:
        """Lay out again; what is at the top and under the cursor stays, as far as it is there."""
        kept = [self._layout.at(row) for row in (self.scroll_offset.y, self._cursor)] if self.count else []
        change()
        if kept:
            self.settle_seen(*kept)
        self.lines_changed()

    def _arrange(self) -> None:
        entries: list[Entry] = []
        if self.comparison is not None and self.shows_bytes:
            entries = [*byte_entries(self.comparison)]
        elif self.comparison is not None:
            entries = [*map(self._as_it_was, part_entries(self.comparison, shows_same=self.shows_same))]
        self._lay_out(entries)
        self.text_changed()
        self.lines_changed()
        self.place(self._cursor)

    def _lay_out(self, entries: Sequence[Entry]) -> None:
        self._layout = Layout(entries, self.width)

    def _as_it_was(self, entry: Entry) -> Entry:
        if not isinstance(entry, PartEntry):
            return entry
        return self._known.setdefault(tuple(map(id, entry.row.changes)), entry)


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
