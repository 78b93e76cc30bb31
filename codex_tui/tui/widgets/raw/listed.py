"""A page of lines that is made anew for each width."""

from collections.abc import Callable, Sequence

from codex_tui.tui.widgets.lines.pieces import Pieces
from codex_tui.tui.widgets.lines.view import LineView

Page = Callable[[int], Sequence[Pieces]]
"""The lines for a width in cells, each with a blank first cell."""


class Listed(LineView):
    """For pages of some hundred lines at most."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._page: Page = lambda _: ()
        self._lines: Sequence[Pieces] = ()

    @property
    def count(self) -> int:
        """Lines."""
        return len(self._lines)

    def draw(self, index: int, width: int) -> Pieces:
        """One of them."""
        return self._lines[index]

    def show(self, page: Page, *, from_top: bool = True) -> None:
        """Show another page, or the same one further on."""
        self._page = page
        if from_top:
            self._cursor = 0
            self.touched = False
            self.scroll_to(y=0, animate=False, force=True)
        before = self.count
        self.wrap_again()
        self.made_anew(before)

    def wrap_again(self) -> None:
        """Make the lines for the new width."""
        self._lines = self._page(self.width) if self.width else ()
        self.text_changed()
