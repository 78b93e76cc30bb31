"""The conversation of one exchange: what was sent, and the answer as it streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.lines.passages import BEGINNING, Passage, Spot, TextPlace
from codex_tui.tui.widgets.lines.pieces import Pieces, strip, with_cursor
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.transcript.arrange import answer_blocks, request_blocks
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.layout import Divider, Layout, Owner, Place, Unchanged, lay_out
from codex_tui.tui.widgets.transcript.owners import divider, grouped, heading, rule
from codex_tui.tui.widgets.transcript.searching import holders, open_block, passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import BindingType
    from textual.strip import Strip

    from codex_tui.dialects.conversation import Conversation, Part

_TEXT = 3
"""The column where text starts: after the cursor's mark, the role's bar and a blank."""


class Transcript(LineView):
    """Shows one conversation, and each later form of it, at the cost of what is new."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fold.toggle", "part.next", "part.previous", "fold.all", "unfold.all", "plain"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._conversation: Conversation | None = None
        self._request: list[Owner] = []
        self._answer: list[Block] = []
        self._owners: list[Owner] = []
        self._layout = Layout()
        self._since: int | None = None
        self._sent = -1
        self._plain = False
        self._opened: list[Block] = []

    # What it shows

    def show(self, conversation: Conversation, since: int | None = None) -> None:
        """Show another conversation; ``since`` is the number of the request that its parts are new against."""
        self._since = since
        self._request, self._answer = [], []
        self._sent = -1
        self.touched = False
        self._cursor = 0
        self._update(conversation)
        self.following = conversation.state == "live"
        if not self.following:
            self.scroll_to(y=0, animate=False, force=True)
        self.lines_changed()

    def advance(self, conversation: Conversation) -> None:
        """The same conversation, further on."""
        first_row = self._update(conversation)
        self.lines_changed(first_row)
        self.following = self.following and conversation.state == "live"

    def clear(self) -> None:
        """Show nothing."""
        self._conversation, self._request, self._answer, self._owners = None, [], [], []
        self._layout = Layout()
        self.following = False
        self.text_changed()
        self.lines_changed()

    def _update(self, conversation: Conversation) -> int:
        """Lay out the answer again; the first row that differs."""
        before = self._layout
        self._conversation = conversation
        sent = sum(part.origin == "request" for part in conversation.parts)
        if sent != self._sent:
            self._sent = sent
            self._request = grouped(request_blocks(conversation.parts), self._since)
            self.text_changed()
        known: dict[object, Block] = {block.key: block for block in self._answer}
        self._answer, changed = answer_blocks(conversation, known)
        self._owners = [*self._request, divider(conversation), *self._answer]
        if changed:
            first = min(index for index, block in enumerate(self._answer) if block.key in changed)
            self.text_changed(TextPlace(self.answer_node + first, 0))
        for block in self._blocks():
            block.set_plain(self._plain)
        self._lay_out()
        return self._first_changed(before, changed)

    def _first_changed(self, before: Layout, changed: set[object]) -> int:
        for unit, old in zip(self._layout.units, before.units, strict=False):
            owner = unit.owner
            if unit[:2] != old[:2] or unit.body != old.body or isinstance(owner, Divider) or owner is not old.owner:
                return unit.start
            if isinstance(owner, Block) and owner.key in changed:
                return unit.start
        return min(self._layout.rows, before.rows)

    def _lay_out(self) -> None:
        self._layout = lay_out(self._owners, self._text_width)

    @property
    def _text_width(self) -> int:
        return max(8, self.width - _TEXT - 1)

    # Lines

    @property
    def count(self) -> int:
        """Rows."""
        return self._layout.rows

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
        place = self._layout.at(index)
        if place.row < 0:
            return []
        owner = self._layout.units[place.unit].owner
        if isinstance(owner, Divider):
            return [(" ", "disabled"), *rule(owner, width - 2)]
        if place.row == 0:
            text = heading(owner, self._text_width, brief=False)
        else:
            assert isinstance(owner, Block)
            text = self._body_row(owner, place, self._layout.units[place.unit].body)
        return [(" ", owner.ink), (glyphs.ROLE_BAR, owner.ink), (" ", "foreground"), *text]

    def render_line(self, y: int) -> Strip:
        """Row ``y``; the top one holds the heading of a part that began above it."""
        top = self.frame.top
        if y == 0 and 0 < top < self.count:
            place = self._layout.at(top)
            owner = self._layout.units[place.unit].owner
            if place.row > 0 and isinstance(owner, Block) and top != self.cursor:
                bar = [(" ", owner.ink), (glyphs.ROLE_BAR, owner.ink), (" ", "foreground")]
                pieces = [*bar, *heading(owner, self._text_width, brief=owner.is_call)]
                return strip(pieces, self.frame.ink, self.frame.ground, self.frame.width)
        return super().render_line(y)

    def lines_changed(self, start: int = 0, stop: int | None = None) -> None:
        """Also draw the heading that sticks to the top again."""
        super().lines_changed(start, stop)
        if start > self.scroll_offset.y:
            self.refresh_lines(self.scroll_offset.y)

    def wrap_again(self) -> None:
        """To the new width."""
        self._lay_out()

    def _body_row(self, block: Block, place: Place, rows: int) -> Pieces:
        row = block.body().row(place.row - 1)
        return with_cursor(row) if block.streaming and place.row == rows else row

    # Search

    def passages(self, start: TextPlace) -> Iterator[Passage]:
        """All parts, also those in runs of unchanged ones; see :mod:`searching`."""
        return passages(self._owners, start)

    @property
    def answer_node(self) -> int:
        """Where the answer begins, as places count."""
        return len(holders(self._request)) + 1

    def place_of(self, row: int) -> TextPlace:
        """The block on it, and about which of its lines: a row counts as one."""
        if not self.count:
            return BEGINNING
        place = self._layout.at(row)
        owner = self._layout.units[place.unit].owner
        node = next((node for node, holder in enumerate(holders(self._owners)) if holder.owner is owner), 0)
        return TextPlace(node, max(0, place.row))

    def show_spot(self, spot: Spot) -> None:
        """Unfold what hides it."""
        holder = holders(self._owners)[spot.node]
        if open_block(holder, spot.line) and isinstance(holder.owner, Block):
            self._opened.append(holder.owner)
        self._laid_out_again()
        unit = next(index for index, unit in enumerate(self._layout.units) if unit.owner is holder.owner)
        row = self._layout.heading_of(unit)
        if isinstance(holder.owner, Block) and spot.line:
            row += 1 + holder.owner.body().row_of(spot.line - 1, spot.begin)
        self.following = False
        self.go_to(row)

    def bookmark(self) -> Callable[[], None]:
        """Also the folds as they are."""
        back = super().bookmark()
        folds = [(owner, owner.folded) for owner, _ in holders(self._owners) if not isinstance(owner, Divider)]
        self._opened.clear()

        def folded_again() -> None:
            if self._opened or any(owner.folded != folded for owner, folded in folds):
                for owner, folded in folds:
                    owner.folded = folded
                for block in self._opened:
                    block.close_body()
                self._opened.clear()
                self._laid_out_again()
            back()

        return folded_again

    # What keys do

    def action_toggle_fold(self) -> None:
        """Fold or unfold what the cursor stands on, or show the lines that it stands for."""
        if not self.count:
            return
        place = self._layout.at(self.cursor)
        unit = self._layout.units[place.unit]
        owner = unit.owner
        if isinstance(owner, Divider):
            return
        self.following = False
        self.touched = True
        if isinstance(owner, Block) and place.row > 0 and owner.body().open_at(place.row - 1):
            self._laid_out_again()
            return
        owner.folded = not owner.folded
        self._laid_out_again()
        self.place(self._layout.heading_of(place.unit))

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
        for block in self._blocks():
            block.set_plain(self._plain)
        self._laid_out_again()

    @property
    def part(self) -> Part | None:
        """The part under the cursor; while a live answer is only watched, the last."""
        if not self.count:
            return None
        owner = self._layout.units[self._layout.at(self.cursor).unit].owner
        return owner.parts[0] if isinstance(owner, Block) else None

    def _blocks(self) -> list[Block]:
        blocks: list[Block] = []
        for owner in self._owners:
            if isinstance(owner, Block):
                blocks.append(owner)
            elif isinstance(owner, Unchanged):
                blocks += owner.blocks
        return blocks

    def _fold_all(self, *, folded: bool) -> None:
        unit = self._layout.at(self.cursor).unit if self.count else 0
        under_cursor = self._layout.units[unit].owner if self.count else None
        for block in self._blocks():
            block.folded = folded
        for owner in self._owners:
            if isinstance(owner, Unchanged) and folded:
                owner.folded = True
        self._laid_out_again()
        again = (index for index, unit in enumerate(self._layout.units) if unit.owner is under_cursor)
        self.place(self._layout.heading_of(next(again, 0)) if self.count else 0)

    def _to_part(self, step: int) -> None:
        if not self.count:
            return
        place = self._layout.at(self.cursor)
        unit = place.unit
        if step > 0 or place.row <= 0:
            unit += step
        while 0 <= unit < len(self._layout.units) and isinstance(self._layout.units[unit].owner, Divider):
            unit += step
        if 0 <= unit < len(self._layout.units):
            self.go_to(self._layout.heading_of(unit))

    def _laid_out_again(self) -> None:
        self._lay_out()
        self.lines_changed()
