"""Whole screens about the capture itself: the proxy's log, and the doctor's checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.screen import Screen

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.tui.keys import bindings
from codex_tui.tui.widgets.frame.footer import FooterLine
from codex_tui.tui.widgets.frame.pane import Pane
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.report.checks import Checks, command_of
from codex_tui.tui.widgets.report.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from codex_tui.doctor import Check

_GLANCE = 0.25  # s between two looks at a log


class Report(Screen[None]):
    """One pane over the whole screen; ``q`` and escape lead back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page.leave")]

    def __init__(self, title: str, view: LogView | Checks) -> None:
        super().__init__()
        self.pane_name = title
        self.pane = Pane(0, id="report")
        self._view = view

    def compose(self) -> ComposeResult:
        """Pane and footer."""
        with self.pane:
            yield self._view
        yield FooterLine()

    def on_mount(self) -> None:
        """Give the view the focus."""
        self.pane.set_title((0, self.pane_name))
        self.say_where()
        self._view.focus()

    def say_where(self) -> None:
        """What the lower rule says."""
        self.pane.set_position(self._view.about)

    @on(LineView.FollowingChanged)
    def _following_changed(self) -> None:
        self.say_where()

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.dismiss()


class LogScreen(Report):
    """``read`` gives what came since it was last asked, and whether that is all anew."""

    def __init__(self, title: str, read: Callable[[], tuple[str, bool]], *, from_top: bool = False) -> None:
        self._log = LogView()
        self._log.set_reactive(LogView.following, not from_top)
        super().__init__(title, self._log)
        self._read = read

    def on_mount(self) -> None:
        """Read on."""
        self.set_interval(_GLANCE, self._look)
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        try:
            text, anew = self._read()
        except CodexTuiError as error:
            text, anew = f"{error}\n", True
        if anew:
            self._log.show(text)
        elif text:
            self._log.add(text)
        self.say_where()


class DoctorScreen(Report):
    """``look`` makes the checks, in a thread; ``copy`` takes a fix."""

    def __init__(self, look: Callable[[], Sequence[Check]], copy: Callable[[str], None]) -> None:
        self._checks = Checks()
        super().__init__("Doctor", self._checks)
        self._make, self._copy = look, copy

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_check_again()

    def action_check_again(self) -> None:
        """Make all checks."""
        self._checks.show(None)
        self.say_where()
        self.run_worker(self._look, thread=True, exclusive=True)

    def _look(self) -> None:
        try:
            checks = self._make()
        except CodexTuiError as error:
            self.app.call_from_thread(self.app.notify, neutral(str(error)), severity="error", markup=False)
            checks = []
        self.app.call_from_thread(self._show, checks)

    def _show(self, checks: Sequence[Check]) -> None:
        self._checks.show(checks)
        self.say_where()

    def action_copy_fix(self) -> None:
        """What mends the check under the cursor."""
        check = self._checks.check
        self._copy(command_of(check.fix) if check is not None else "")
