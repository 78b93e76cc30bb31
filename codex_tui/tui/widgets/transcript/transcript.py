"""The conversation of one exchange: what was sent, and the answer as it streams."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, ClassVar

from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.lazy import LazyView
from codex_tui.tui.widgets.lines.marks import SaidOn
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, strip, with_cursor
from codex_tui.tui.widgets.transcript.arrange import answer_blocks, request_blocks
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.bodies import Held
from codex_tui.tui.widgets.transcript.layout import Anchor, Layout, TextAt, Unit
from codex_tui.tui.widgets.transcript.owners import Divider, Owner, Unchanged, divider, grouped, heading, rule
from codex_tui.tui.widgets.transcript.searching import Holders, held_at, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textual.binding import BindingType
    from textual.strip import Strip

    from codex_tui.dialects.conversation import Conversation, Part

_TEXT = 3
"""The column where text starts: after the cursor's mark, the role's bar and a blank."""


class Transcript(LazyView[Anchor]):
    """Shows one conversation of any size, and each later form of it, at the cost of what is seen and what is new."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fold.toggle", "part.next", "part.previous", "fold.all", "unfold.all", "plain"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._conversation: Conversation | None = None
        self._request: list[Owner] = []
        self._divider = Divider("")
        self._answer: list[Block] = []
        self._holders = Holders()
        self._layout = Layout()
        self._since: int | None = None
        self._sent = -1
        self._plain = False
        self._stuck: Pieces = []
        self._unfolded: list[Block | Unchanged] = []
        self._opened: list[Block] = []
        """What a search unfolded, and in which bodies it opened something."""

    # What it shows

    def show(self, conversation: Conversation, since: int | None = None) -> None:
        """Show another conversation; ``since`` is the number of the request that its parts are new against."""
        self._since = since
        self._answer = []
        self._sent = -1
        self.touched = False
        self._cursor = 0
        self._scroll_silently(0)
        self._update(conversation)
        self.following = conversation.state == "live"
        self.lines_changed()

    def advance(self, conversation: Conversation) -> None:
        """The same conversation, further on."""
        rows = self.count
        first, grown = self._update(conversation)
        self.settle_here()
        if grown is None or self.count != rows:
            self.lines_changed(first)
        else:
            for start, stop in self._rows_of_progress(grown):
                self.draw_again(start, stop)
            if self.following:
                self.stick()
        self.following = self.following and conversation.state == "live"

    def clear(self) -> None:
        """Show nothing."""
        self._conversation, self._request, self._answer, self._sent = None, [], [], -1
        self._holders, self._layout = Holders(), Layout()
        self.following = False
        self.text_changed()
        self.lines_changed()

    def _update(self, conversation: Conversation) -> tuple[int, dict[int, int] | None]:
        """Take its request where it is another one, and its answer; the first row that differs.

        Also which blocks of the answer grew, and from which slab on; None where they are others, or more.
        """
        self._conversation = conversation
        parts = conversation.parts
        sent = bisect_left(parts, True, key=lambda part: part.origin == "response")
        before, self._divider.name, self._divider.about = self._answer, *divider(conversation)
        self._answer, changed = answer_blocks(conversation, sent, before)
        if self._plain:
            for block in self._answer:
                block.set_plain(True)
        if sent != self._sent:
            self._sent = sent
            self._request = grouped(request_blocks(parts[:sent]), self._since)
            self._holders, self._layout = Holders(self._owners), Layout((), self._text_width)
            self._set_plain()
            self._layout.replace(0, self._owners)
            self.text_changed()
            return 0, None
        return self._answer_changed(before, changed)

    def _answer_changed(self, before: list[Block], changed: dict[int, int]) -> tuple[int, dict[int, int] | None]:
        """``changed``: from which slab on, as of :func:`answer_blocks`; see :meth:`_update`."""
        layout = self._layout
        first_unit, first_node = len(layout.units) - len(before), len(self._holders) - len(before)
        kept = next((at for at, pair in enumerate(zip(before, self._answer, strict=False)) if pair[0] is not pair[1]),
                    min(len(before), len(self._answer)))  # fmt: skip
        row = layout.heading_of(layout.units[first_unit - 1])
        for at, slab in changed.items():
            if at < kept:
                unit = layout.units[first_unit + at]
                layout.grow(unit) if slab >= 0 else layout.refold(unit)
                self.text_changed(TextPlace(first_node + at, line_of(Held(max(0, slab), 0)) if slab > 0 else 0))
        if kept < max(len(before), len(self._answer)):
            layout.replace(first_unit + kept, self._answer[kept:])
            self._holders.replace(first_node + kept, self._answer[kept:])
            self.text_changed(TextPlace(first_node + kept, 0))
            return row, None
        return row, changed if all(slab >= 0 for slab in changed.values()) else None

    def _rows_of_progress(self, grown: dict[int, int]) -> Iterator[tuple[int, int]]:
        """From and up to where rows say how far the answer is: its divider, headings, and bodies that grew."""
        layout = self._layout
        divider, *units = layout.units[len(layout.units) - len(self._answer) - 1 :]
        for unit in (divider, *units):
            row = layout.heading_of(unit)
            yield row, row + 1
        for at, slab in grown.items():
            yield layout.row_of(Anchor(units[at], slab, 0)), layout.heading_of(units[at]) + 1 + units[at].body

    @property
    def _owners(self) -> list[Owner]:
        return [*self._request, self._divider, *self._answer]

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
    def covered(self) -> int:
        """The heading of the part whose first line is scrolled away stands on the top row."""
        return 1

    @property
    def may_follow(self) -> bool:
        """An answer that is still coming."""
        return self._conversation is not None and self._conversation.state == "live"

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
        return self._holders.passages(start)

    @property
    def answer_node(self) -> int:
        """Where the answer begins, as places count."""
        return len(self._holders) - len(self._answer)

    def place_of(self, row: int) -> TextPlace:
        """The line on it."""
        if not self.count:
            return BEGINNING
        unit, number, within = self._layout.at(row)
        node, owner = self._holders.node(unit.owner), unit.owner
        slab = unit.slab(number) if number >= 0 else None
        if slab is None or not isinstance(owner, Block) or within >= slab.rows:
            return TextPlace(node, 0)
        return TextPlace(node, line_of(Held(owner.body().held(number), slab.line_at(within)[0])))

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it."""
        owner, within = self._holders[spot.node]
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
        back = super().bookmark()
        self._unfolded, self._opened = [], []

        def folded_again() -> None:
            for block in self._opened:
                block.close_body()
                unit = self._layout.unit_of(block)
                self._relaid(lambda unit=unit: self._layout.refold(unit))  # type: ignore[misc]
            while self._unfolded:
                self._fold(self._unfolded.pop(), folded=True)
            self._opened = []
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
        self._set_plain()
        self.text_changed()
        self._relaid(self._layout.changed)

    @property
    def part(self) -> Part | None:
        """The part under the cursor; while a live answer is only watched, the last."""
        if not self.count:
            return None
        owner = self._layout.at(self.cursor).unit.owner
        return owner.parts[0] if isinstance(owner, Block) else None

    def _blocks(self) -> Iterable[Block]:
        return (owner for owner, _ in self._holders if isinstance(owner, Block))

    def _set_plain(self) -> None:
        for block in self._blocks():
            block.set_plain(self._plain)

    def _fold(self, owner: Block | Unchanged, *, folded: bool) -> None:
        owner.folded = folded
        unit = self._layout.unit_of(owner)
        if isinstance(owner, Unchanged):
            owners = self._owners
            following = owners[owners.index(owner) :]
            self._relaid(lambda: self._layout.replace(unit.index, following), unit)
        else:
            self._relaid(lambda: self._layout.refold(unit))

    def _fold_all(self, *, folded: bool) -> None:
        if not self.count:
            return
        unit = self._layout.at(self.cursor).unit
        holder = self._holders[self._holders.node(unit.owner)]
        if folded and holder.within is not None:
            unit = self._layout.unit_of(holder.within)
        for block in self._blocks():
            block.folded = folded
        for owner in self._request:
            if isinstance(owner, Unchanged) and folded:
                owner.folded = True
        owners = self._owners
        self._relaid(lambda: self._layout.replace(0, owners, anew=True), unit)
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


def _bar(owner: Block | Unchanged) -> list[Piece]:
    return [(" ", owner.ink), (glyphs.ROLE_BAR, owner.ink), (" ", "foreground")]
