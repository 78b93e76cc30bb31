"""One pane: a rule above with its title, a rule below with its position, nothing at its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip

from codex_tui.tui.glyphs import UNREPORTED
from codex_tui.tui.widgets.lines.pieces import filtered, plain

if TYPE_CHECKING:
    from textual.style import Style


class Pane(Vertical):
    """``number`` is the key that leads here, and stands before the title."""

    can_focus = False

    def __init__(self, number: int, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.number = number
        self._position = self._hits = ""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its two rules; what is between them is soon covered, and is one blank line again and again."""
        if self.gutter.width:  # a box has sides too
            return super().render_lines(crop)
        ends = [y for y in (0, self.outer_size.height - 1) if y in crop.line_range]
        rules = {y: super(Pane, self).render_lines(Region(crop.x, y, crop.width, 1))[0] for y in ends}
        [between] = filtered([Strip.blank(crop.width, self.visual_style.rich_style)], self)
        return [rules.get(y, between) for y in crop.line_range]

    def set_title(self, *titles: tuple[int, str]) -> None:
        """The titles in the upper rule; of several, this pane's stands out, and a click leads to each."""
        parts: list[Content | tuple[str, Style | str]] = []
        for number, title in titles:
            if parts:
                parts.append((f" {UNREPORTED} ", "not bold $ink-disabled"))
            here = len(titles) == 1 or number == self.number
            look = "" if here else "not bold $ink-muted"
            if not number:
                parts.append(Content(title))  # it stands alone
                continue
            parts.append(Content.styled(f"{number} {title}", f"{look} @click=screen.go_to_pane({number})".strip()))
        self.border_title = Content.assemble(" ", *parts, " ")

    def set_position(self, text: str) -> None:
        """What the lower rule says."""
        if text != self._position:
            self._position = text
            self._say()

    def set_hits(self, text: str) -> None:
        """What it says instead while something is searched for; empty: nothing is."""
        if text != self._hits:
            self._hits = text
            self._say()

    def _say(self) -> None:
        text = self._hits or self._position
        # By its setter the whole pane would be drawn again, for each line that a cursor moves.
        self._border_subtitle = self.render_str(Content(f" {plain(text)} " if text else ""))
        self.refresh(Region(0, self.outer_size.height - 1, self.outer_size.width, 1).translate(-self.content_offset))
