"""The conversation of one exchange: what was sent, and the answer as it streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.lazy import LazyView
from codex_tui.tui.widgets.lines.marks import SaidOn
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, strip, with_cursor
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.bodies import Held
from codex_tui.tui.widgets.transcript.contents import Contents
from codex_tui.tui.widgets.transcript.layout import Anchor, Layout, TextAt, Unit
from codex_tui.tui.widgets.transcript.owners import Divider, Unchanged, heading, rule
from codex_tui.tui.widgets.transcript.searching import held_at, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import BindingType
    from textual.strip import Strip

    from codex_tui.dialects.conversation import Conversation, Part
    from codex_tui.tui.widgets.transcript.contents import Progress

_TEXT = 3
"""The column where text starts: after the cursor's mark, the role's bar and a blank."""


class Transcript(LazyView[Anchor]):
    """Shows one conversation of any size, and each later form of it, at the cost of what is seen and what is new."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fold.toggle", "part.next", "part.previous", "fold.all", "unfold.all", "plain"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._contents = Contents()
        self._plain = False
        self._stuck: Pieces = []
        self._unfolded: list[Block | Unchanged] = []
        self._opened: list[Block] = []
        """What a search unfolded, and in which bodies it opened something."""

    # What it shows

    def show(self, conversation: Conversation, since: int | None = None) -> None:
        """Show another conversation; ``since`` is the number of the request that its parts are new against."""
        self._contents.begin(since)
        self.touched = False
        self._cursor = 0
        self._scroll_silently(0)
        self._take(conversation)
        self.following = conversation.state == "live"
        self.lines_changed()

    def advance(self, conversation: Conversation) -> None:
        """The same conversation, further on."""
        rows = self.count
        progress = self._take(conversation)
        self.settle_here()
        if progress.grown is None or self.count != rows:
            self.lines_changed(progress.row)
        else:
            for start, stop in self._contents.rows_of_progress(progress.grown):
                self.draw_again(start, stop)
            if self.following:
                self.stick()
        self.following = self.following and conversation.state == "live"

    def clear(self) -> None:
        """Show nothing."""
        self._contents.clear()
        self.following = False
        self.text_changed()
        self.lines_changed()

    def _take(self, conversation: Conversation) -> Progress:
        progress = self._contents.take(conversation, self._text_width)
        if progress.place is not None:
            self.text_changed(progress.place)
        return progress

    @property
    def _layout(self) -> Layout:
        return self._contents.layout

    @property
    def _text_width(self) -> int:
        return max(8, self.width - _TEXT - 1)

    # Lines

    @property
    def count(self) -> int:
        """Rows: about so many, where nobody has looked at them."""
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
    def margin_cells(self) -> int:
        """The bar of its role."""
        return 3

    @property
    def covered(self) -> int:
        """The heading of the part whose first line is scrolled away stands on the top row."""
        return 1

    @property
    def may_follow(self) -> bool:
        """An answer that is still coming."""
        return self._contents.live

    def draw(self, index: int, width: int) -> Pieces:
        """One row, with its role's bar."""
        unit, number, row = self._layout.at(index)
        owner = unit.owner
        if number < 0 and row < 0:
            return []
        if isinstance(owner, Divider):
            return [(" ", "disabled"), *rule(owner, width - 2)]
        if number < 0:
            return [*_bar(owner), *heading(owner, self._text_width, brief=False)]
        slab = unit.slab(number)
        text = slab.row(row) if slab is not None and row < slab.rows else []
        if isinstance(owner, Block) and owner.streaming and unit.start(number) + row == unit.body - 1:
            text = with_cursor(text)
        return [*_bar(owner), *text]

    def render_line(self, y: int) -> Strip:
        """Row ``y``; the top one holds the heading of a part that began above it."""
        if y == 0 and (pieces := self._heading_above(self.frame.top)) is not None:
            self._stuck = pieces
            return strip(pieces, self.frame.ink, self.frame.ground, self.frame.width)
        return super().render_line(y)

    def _heading_above(self, top: int) -> Pieces | None:
        """What sticks to the top row, where a part began above it."""
        if not 0 < top < self.count or top == self.cursor:
            return None
        unit, slab, _ = self._layout.at(top)
        owner = unit.owner
        if slab < 0 or not isinstance(owner, Block):
            return None
        return [*_bar(owner), *heading(owner, self._text_width, brief=owner.is_call)]

    def draw_again(self, start: int, stop: int | None) -> None:
        """Also the top row, where a heading may stick over the line that is there."""
        super().draw_again(start, stop)
        top = self.scroll_offset.y
        above = self._heading_above(top)
        is_other = above != self._stuck if above is not None else start <= top < (stop or 0)
        if is_other:
            self.refresh_lines(top)

    def wrap_again(self) -> None:
        """To the new width; the text at the top stays there."""
        layout, width = self._layout, self._text_width
        if layout.width == width:
            return
        if not self.count:
            layout.resize(width)
            return
        top, cursor = layout.text_at(self.scroll_offset.y), layout.text_at(self.cursor)
        layout.resize(width)
        self.settle_seen(layout.anchor_of(top), layout.anchor_of(cursor))

    # Search

    def said_on(self, index: int) -> SaidOn | None:
        """Of a body the line that is wrapped there."""
        place = self.place_of(index)
        unit, number, row = self._layout.at(index)
        slab = unit.slab(number) if number >= 0 else None
        if slab is None or row >= slab.rows:
            return None
        line, piece = slab.line_at(row)
        if piece.parts:
            return None
        text, before = slab.joined(line)
        return SaidOn(place, text, piece.start + before, piece.end + before, _TEXT + piece.lead, -before)

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """All parts, also those in runs of unchanged ones; see :mod:`searching`."""
        return self._contents.holders.passages(start)

    @property
    def answer_node(self) -> int:
        """Where the answer begins, as places count."""
        return self._contents.answer_node

    def place_of(self, row: int) -> TextPlace:
        """The line on it."""
        if not self.count:
            return BEGINNING
        unit, number, within = self._layout.at(row)
        node, owner = self._contents.holders.node(unit.owner), unit.owner
        slab = unit.slab(number) if number >= 0 else None
        if slab is None or not isinstance(owner, Block) or within >= slab.rows:
            return TextPlace(node, 0)
        return TextPlace(node, line_of(Held(owner.body().held(number), slab.line_at(within)[0])))

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it."""
        owner, within = self._contents.holders[spot.node]
        if within is not None and within.folded:
            self._unfold(within)
        held = held_at(spot.line)
        unit = self._layout.unit_of(owner)
        if held is None or not isinstance(owner, Block):
            anchor = Anchor(unit, -1, 0)
        else:
            if owner.folded:
                self._unfold(owner)
            if owner.body().open(held, spot.begin):
                self._opened.append(owner)
                self._relaid(lambda: self._layout.refold(unit))
            anchor = self._layout.anchor_of(TextAt(unit, owner.body().shown(held), held.line, spot.begin))
        self.following = False
        self.go_to(self.settle(anchor))

    def _unfold(self, owner: Block | Unchanged) -> None:
        self._unfolded.append(owner)
        self._fold(owner, folded=False)

    def bookmark(self) -> Callable[[], None]:
        """Also the folds as they are."""
        back, layout = super().bookmark(), self._layout
        self._unfolded, self._opened = [], []

        def folded_again() -> None:
            opened, unfolded = self._opened, self._unfolded
            self._opened, self._unfolded = [], []
            if self._layout is not layout:
                return  # another conversation is shown
            for block in filter(layout.shows, opened):
                block.close_body()
                unit = layout.unit_of(block)
                self._relaid(lambda unit=unit: layout.refold(unit))  # type: ignore[misc]
            for owner in reversed(unfolded):
                if layout.shows(owner):
                    self._fold(owner, folded=True)
            back()

        return folded_again

    # What keys do

    def action_toggle_fold(self) -> None:
        """Fold or unfold what the cursor stands on, or show the lines that it stands for."""
        if not self.count:
            return
        unit, slab, _ = self._layout.at(self.cursor)
        owner = unit.owner
        if isinstance(owner, Divider):
            return
        self.following = False
        self.touched = True
        if slab > 0 and isinstance(owner, Block) and owner.body().open_at(slab):
            last = self._layout.at(self.cursor - 1)
            self._relaid(lambda: self._layout.refold(unit))
            self.place(self.settle(last) + 1)
            return
        self._fold(owner, folded=not owner.folded)
        self.place_at(Anchor(unit, -1, 0))

    def action_fold_all(self) -> None:
        """One line a part."""
        self._fold_all(folded=True)

    def action_unfold_all(self) -> None:
        """Everything, except what the request before held already."""
        self._fold_all(folded=False)

    def action_next_part(self) -> None:
        """To the next heading."""
        self._to_part(1)

    def action_previous_part(self) -> None:
        """To the heading before."""
        self._to_part(-1)

    def action_toggle_plain(self) -> None:
        """The source of each part, or its rendering."""
        self._plain = not self._plain
        self._contents.set_plain(plain=self._plain)
        self.text_changed()
        self._relaid(self._layout.changed)

    @property
    def part(self) -> Part | None:
        """The part under the cursor; while a live answer is only watched, the last."""
        if not self.count:
            return None
        owner = self._layout.at(self.cursor).unit.owner
        return owner.parts[0] if isinstance(owner, Block) else None

    def _fold(self, owner: Block | Unchanged, *, folded: bool) -> None:
        self._relaid(lambda: self._contents.fold(owner, folded=folded), self._layout.unit_of(owner))

    def _fold_all(self, *, folded: bool) -> None:
        if not self.count:
            return
        unit = self._layout.at(self.cursor).unit
        holders = self._contents.holders
        holder = holders[holders.node(unit.owner)]
        if folded and holder.within is not None:
            unit = self._layout.unit_of(holder.within)
        self._relaid(lambda: self._contents.fold_all(folded=folded), unit)
        self.place_at(Anchor(unit, -1, 0))

    def _relaid(self, change: Callable[[], None], instead: Unit | None = None) -> None:
        """Lay out again; what is at the top and under the cursor stays, or where that is gone ``instead``."""
        layout = self._layout
        kept = [layout.at(row) for row in (self.scroll_offset.y, self.cursor)] if self.count else []
        change()
        if kept:
            top, cursor = (
                anchor if layout.has(anchor.unit) or instead is None else Anchor(instead, -1, 0) for anchor in kept
            )
            self.settle_seen(top, cursor)
        self.lines_changed()

    def _to_part(self, step: int) -> None:
        if not self.count:
            return
        unit, slab, row = self._layout.at(self.cursor)
        at = unit.index
        if step > 0 or (slab < 0 and row <= 0):
            at += step
        units = self._layout.units
        while 0 <= at < len(units) and isinstance(units[at].owner, Divider):
            at += step
        if 0 <= at < len(units):
            self.go_to(self._layout.heading_of(units[at]))
            heading = self.cursor
            self.reveal(heading + min(units[at].body, max(0, self.height - 2)))
            self.reveal(heading)


def _bar(owner: Block | Unchanged) -> list[Piece]:
    return [(" ", owner.ink), (glyphs.ROLE_BAR, owner.ink), (" ", "foreground")]
