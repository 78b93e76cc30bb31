"""What of a conversation stands in a transcript, further with each form of it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.tui.widgets.lines.passages import BEGINNING, TextPlace
from codex_tui.tui.widgets.transcript.arrange import answer_blocks, request_blocks
from codex_tui.tui.widgets.transcript.blocks import Block
from codex_tui.tui.widgets.transcript.bodies import Held
from codex_tui.tui.widgets.transcript.layout import Anchor, Layout
from codex_tui.tui.widgets.transcript.owners import Divider, Owner, Unchanged, divider, grouped
from codex_tui.tui.widgets.transcript.searching import Holders, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.dialects.conversation import Conversation


class Progress(NamedTuple):
    """What another form changed. ``row``: the first that differs. ``place``: from where on text does, if any.

    ``grown``: which blocks of the answer grew, and from which slab on; None where they are others, or more.
    """

    row: int
    place: TextPlace | None
    grown: dict[int, int] | None


class Contents:
    """What was sent, in groups, a divider, and the answer so far: laid out, and known to a search.

    ``since``: the number of the request that the parts are new against.
    """

    def __init__(self) -> None:
        self.conversation: Conversation | None = None
        self.layout = Layout()
        self.holders = Holders()
        self._since: int | None = None
        self._request: list[Owner] = []
        self._divider = Divider("")
        self._answer: list[Block] = []
        self._sent = -1
        self._plain = False

    @property
    def live(self) -> bool:
        """Whether more may come."""
        return self.conversation is not None and self.conversation.state == "live"

    @property
    def owners(self) -> list[Owner]:
        """All of them, from top to bottom."""
        return [*self._request, self._divider, *self._answer]

    @property
    def blocks(self) -> Iterator[Block]:
        """Also those in runs of unchanged ones."""
        return (owner for owner, _ in self.holders if isinstance(owner, Block))

    @property
    def answer_node(self) -> int:
        """Where the answer begins, as places count."""
        return len(self.holders) - len(self._answer)

    def begin(self, since: int | None) -> None:
        """What is taken next is another conversation."""
        self._since, self._answer, self._sent = since, [], -1

    def clear(self) -> None:
        """Nothing stands there."""
        self.conversation, self._request, self._answer, self._sent = None, [], [], -1
        self.holders, self.layout = Holders(), Layout()

    def take(self, conversation: Conversation, width: int) -> Progress:
        """Its request where that is another one, laid out for ``width`` cells, and its answer."""
        self.conversation = conversation
        parts = conversation.parts
        sent = bisect_left(parts, True, key=lambda part: part.origin == "response")
        before, self._divider.name, self._divider.about = self._answer, *divider(conversation)
        self._answer, changed = answer_blocks(conversation, sent, before)
        if self._plain:
            for block in self._answer:
                block.set_plain(True)
        if sent == self._sent:
            return self._answer_changed(before, changed)
        self._sent = sent
        self._request = grouped(request_blocks(parts[:sent]), self._since)
        self.holders, self.layout = Holders(self.owners), Layout((), width)
        self.set_plain(plain=self._plain)
        self.layout.replace(0, self.owners)
        return Progress(0, BEGINNING, None)

    def _answer_changed(self, before: list[Block], changed: dict[int, int]) -> Progress:
        """``changed``: from which slab on, as of :func:`answer_blocks`."""
        layout, places = self.layout, []
        first_unit, first_node = len(layout.units) - len(before), len(self.holders) - len(before)
        kept = next((at for at, pair in enumerate(zip(before, self._answer, strict=False)) if pair[0] is not pair[1]),
                    min(len(before), len(self._answer)))  # fmt: skip
        row = layout.heading_of(layout.units[first_unit - 1])
        grown: dict[int, int] | None = changed if all(slab >= 0 for slab in changed.values()) else None
        for at, slab in changed.items():
            if at < kept:
                unit = layout.units[first_unit + at]
                layout.grow(unit) if slab >= 0 else layout.refold(unit)
                places.append(TextPlace(first_node + at, line_of(Held(max(0, slab), 0)) if slab > 0 else 0))
        if kept < max(len(before), len(self._answer)):
            layout.replace(first_unit + kept, self._answer[kept:])
            self.holders.replace(first_node + kept, self._answer[kept:])
            places.append(TextPlace(first_node + kept, 0))
            grown = None
        return Progress(row, min(places, default=None), grown)

    def rows_of_progress(self, grown: dict[int, int]) -> Iterator[tuple[int, int]]:
        """From and up to where rows say how far the answer is: its divider, headings, and bodies that grew."""
        layout = self.layout
        divider, *units = layout.units[len(layout.units) - len(self._answer) - 1 :]
        for unit in (divider, *units):
            row = layout.heading_of(unit)
            yield row, row + 1
        for at, number in grown.items():
            unit, slab = units[at], units[at].slab(number)
            row = slab.stable if slab is not None else 0
            yield layout.row_of(Anchor(unit, number, row)), layout.heading_of(unit) + 1 + unit.body

    def set_plain(self, *, plain: bool) -> None:
        """Show the source of each part, or its rendering; they are not laid out for it yet."""
        self._plain = plain
        for block in self.blocks:
            block.set_plain(plain)

    def fold_all(self, *, folded: bool) -> None:
        """One line a part; or everything, except what the request before held already."""
        for block in self.blocks:
            block.folded = folded
        for owner in self._request:
            if isinstance(owner, Unchanged) and folded:
                owner.folded = True
        self.layout.replace(0, self.owners, anew=True)

    def fold(self, owner: Block | Unchanged, *, folded: bool) -> None:
        """One alone."""
        owner.folded = folded
        unit = self.layout.unit_of(owner)
        if isinstance(owner, Unchanged):
            owners = self.owners
            self.layout.replace(unit.index, owners[owners.index(owner) :])
        else:
            self.layout.refold(unit)
