"""Whole screens about the capture itself: the proxy's log, and the doctor's checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import on

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral
from codex_tui.tui.screens.page import Owner, Page
from codex_tui.tui.widgets.lines.quoted import command_of
from codex_tui.tui.widgets.lines.view import LineView
from codex_tui.tui.widgets.report.checks import Checks
from codex_tui.tui.widgets.report.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.doctor import Check

V = TypeVar("V", LogView, Checks)

_GLANCE = 0.25  # s between two looks at a log


class Report(Page[V]):
    """The view tells in the lower rule what it comes to."""

    def on_mount(self) -> None:
        """Give the view the focus."""
        self.say_where()
        self.view.focus()

    def say_where(self) -> None:
        """What the lower rule says."""
        self.pane.set_position(self.view.about)

    @on(LineView.FollowingChanged)
    def _following_changed(self) -> None:
        self.say_where()


class LogScreen(Report[LogView]):
    """``read`` gives what came since it was last asked, and whether that is all anew."""

    def __init__(
        self, owner: Owner, title: str, read: Callable[[], tuple[str, bool]], *, from_top: bool = False
    ) -> None:
        super().__init__(owner, LogView())
        self.view.set_reactive(LogView.following, not from_top)
        self.pane_name = title
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
            self.view.show(text)
        elif text:
            self.view.add(text)
        self.say_where()


class DoctorScreen(Report[Checks]):
    """``look`` makes the checks, in a thread."""

    pane_name = "Doctor"

    def __init__(self, owner: Owner, look: Callable[[], Sequence[Check]]) -> None:
        super().__init__(owner, Checks())
        self._make = look

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_check_again()

    def action_check_again(self) -> None:
        """Make all checks."""
        self.view.show(None)
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
        self.view.show(checks)
        self.say_where()

    def action_copy_fix(self) -> None:
        """What mends the check under the cursor."""
        check = self.view.check
        self.owner.copy(command_of(check.fix) if check is not None else "")
