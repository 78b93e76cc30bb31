"""One pane: a rule above with its title, a rule below with its position, nothing at its sides."""

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from codex_tui.tui.glyphs import UNREPORTED
from codex_tui.tui.widgets.lines.pieces import plain

if TYPE_CHECKING:
    from textual.style import Style


class Pane(Vertical):
    """``number`` is the key that leads here, and stands before the title."""

    can_focus = False

    def __init__(self, number: int, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.number = number
        self._position = self._hits = ""

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
