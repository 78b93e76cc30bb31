"""A screen of its own over the inspector, with the same frame: status, one pane, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from textual.content import Content

from codex_tui.tui.finding import FINDING, Finding, Framed
from codex_tui.tui.keys import bindings
from codex_tui.tui.screens.arrangement import SMALLEST
from codex_tui.tui.screens.too_small import TooSmall
from codex_tui.tui.widgets.frame.footer import FooterLine
from codex_tui.tui.widgets.frame.pane import Pane
from codex_tui.tui.widgets.frame.status_bar import StatusBar
from codex_tui.tui.widgets.lines.pieces import plain
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from codex_tui.tui.desk import Desk
    from codex_tui.tui.widgets.frame.status_bar import Recording

_GLANCE = 0.25
"""Seconds between two looks at what is recorded, and at what a search must look at again."""


class Owner(Protocol):
    """The inspector, which goes on reading under a page."""

    desk: Desk
    recording: Callable[[], Recording]

    def copy(self, text: str) -> None:
        """Into the clipboard."""


V = TypeVar("V", bound=LineView)


class Page(Finding[str | None], Generic[V]):
    """``pane_name``: what its title and its help call it; ``view`` stands in the pane, and is searched."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page.leave", *FINDING)]
    pane_name = ""

    def __init__(self, owner: Owner, view: V) -> None:
        super().__init__()
        self.owner = owner
        self.view = view
        self.pane = Pane(0, id="page-pane")
        self._status = StatusBar()
        self._entered: Widget = view

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        self.set_title("")
        yield self._status
        with self.pane:
            yield from self.contents()
        yield self.find_bar
        yield TooSmall()
        yield FooterLine()

    def contents(self) -> list[Widget]:
        """What stands in the pane, from top to bottom."""
        return [self.view]

    @property
    def searchable(self) -> list[Framed]:
        """The one view."""
        return [Framed(self.pane, self.view)]

    def set_title(self, about: str) -> None:
        """The pane's name in its upper rule, and what it is about."""
        self.pane.border_title = Content(f" {self.pane_name}  {plain(about)}".rstrip() + " ")

    def on_mount(self) -> None:
        """Show what is recorded, now and as it changes."""
        self._glance()
        self.set_interval(_GLANCE, self._glance)

    def _glance(self) -> None:
        self._status.show(self.owner.recording(), self.owner.desk.feed.tally)
        self.look_on()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room, say so."""
        columns, rows = SMALLEST
        self.set_class(event.size.width < columns or event.size.height < rows, "-tiny")
        if not self.has_class("-tiny") and self.focused is None:
            self.call_after_refresh(self._focus_anew)  # it was hidden for a while

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember who has the focus, for when there is room again."""
        super().on_descendant_focus(event)
        self._entered = event.widget

    def _focus_anew(self) -> None:
        if self.focused is None:
            self._entered.focus()

    def action_leave(self) -> None:
        """Drop what is searched for, else go back to the inspector."""
        if not self.end_search():
            self.dismiss()
