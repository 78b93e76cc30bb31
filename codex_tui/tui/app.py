"""The inspector as an application: its themes, its proxy, its end."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import SuspendNotSupported
from textual.filter import Monochrome, NoColor
from textual.scrollbar import ScrollBar

from codex_tui.dialects.histories import history_of
from codex_tui.neutral import neutral
from codex_tui.tui.ascii import Ascii
from codex_tui.tui.feed import Feed
from codex_tui.tui.in_order import InOrder
from codex_tui.tui.keys import ACTS, MOVING, bindings, bound_to
from codex_tui.tui.no_color import NoColors
from codex_tui.tui.notices import insist, stays, withdraw
from codex_tui.tui.preferences import Preferences
from codex_tui.tui.screens.inspector import InspectorScreen
from codex_tui.tui.screens.panels import NAMES
from codex_tui.tui.standing import Standing
from codex_tui.tui.terminal import hung_up
from codex_tui.tui.themes import DARK, PLAIN, THEMES, role_variables
from codex_tui.tui.widgets.lines.thumb import ThinScrollBarRender
from codex_tui.tui.widgets.lines.view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual import events
    from textual.binding import Binding, BindingType
    from textual.filter import LineFilter

    from codex_tui.proxy import Supervisor
    from codex_tui.proxy.codex import Codex
    from codex_tui.tui.widgets.empty.empty import EmptyState
    from codex_tui.tui.widgets.lines.dragged import DraggedView

ScrollBar.renderer = ThinScrollBarRender

_GLANCE = 0.25
"""Seconds between two looks at the proxy."""


AS_IT_COMES = Preferences()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Inspector(InOrder):
    """``supervisor`` None: only look at what is captured, start nothing."""

    TITLE = "codex-tui"
    CSS_PATH: ClassVar = ["widgets/lines/lines.tcss", "screens/inspector.tcss", "widgets/frame/frame.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("help", "back", "palette"),
        *bindings("quit", "suspend", "notices.drop", priority=True),
    ]
    COMMAND_PALETTE_DISPLAY = "^p"
    ALLOW_SELECT = False  # what is dragged over is copied, see LineView

    _themed = False

    def __init__(
        self,
        captures: Path,
        supervisor: Supervisor | None,
        clock: Callable[[], datetime] = _now,
        wanted: Preferences = AS_IT_COMES,
    ) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.wanted = wanted
        self._unknown_theme = wanted.theme and wanted.theme not in self.available_themes
        self.no_color = bool(os.environ.get("NO_COLOR"))  # set, and not empty: https://no-color.org
        if self.no_color:
            self.register_theme(PLAIN)
            self.theme = PLAIN.name
        else:
            self.theme = DARK.name if self._unknown_theme else wanted.theme or DARK.name
        self._themed = True
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap({**wanted.keymap.changed})
        self._moving = {key for name in MOVING for key in wanted.keymap.changed.get(name, ACTS[name].keys).split(",")}
        self._own_filters = [*([NoColors()] if self.no_color else []), *([Ascii()] if wanted.ascii else [])]
        self.animation_level = "none"
        self._supervisor = supervisor
        self._clock = clock
        self.standing = Standing(supervisor)
        self._trouble = ""
        self._feed = Feed(history_of(captures))
        self.inspector = InspectorScreen(self._feed, clock, self.standing.recording)

    def get_default_screen(self) -> InspectorScreen:
        """The only one there is from the beginning: before one that is pushed, another would be drawn."""
        return self.inspector

    def get_css_variables(self) -> dict[str, str]:
        """Those of the theme; none while Textual still has the one that it begins with, in which nothing is drawn."""
        return super().get_css_variables() if self._themed else {}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The roles that widgets name, from the colours of the theme."""
        return role_variables(self.current_theme)

    @property
    def takes_input(self) -> bool:
        """Once all stands there."""
        return self.inspector.completed

    def leads_nowhere(self, key: events.Key) -> bool:
        """Whether it moves within the view that has the focus."""
        return key.key in self._moving and isinstance(self.focused, LineView)

    async def on_inspector_screen_completed(self) -> None:
        """Start the proxy, which the first frame need not share a processor with; heed what was typed meanwhile."""
        if self._supervisor is not None:
            self.run_worker(self._start(), exit_on_error=False)
        self._advise()
        await self.release_input()

    def refresh_css(self, animate: bool = True) -> None:
        """Take over other colours; before there is a screen, nothing has any."""
        if self.screen_stack:
            super().refresh_css(animate)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes before it is drawn."""
        theirs = [each for each in super().get_line_filters() if not isinstance(each, (Monochrome, NoColor))]
        return [*theirs, *self._own_filters]

    def on_mount(self) -> None:
        """Look again and again."""
        self._tell_preferences()
        self.set_interval(_GLANCE, self._advise)
        if not (self.is_headless or self.is_web):
            self.set_interval(_GLANCE, self._end_with_terminal)

    def _advise(self) -> None:
        if not self.is_running:  # the screens go before the app's timers do
            return
        self.standing.look_again(live=bool(self._feed.tally.live))
        if news := self.standing.news():
            self.notify(neutral(news), markup=False)
        trouble = self.standing.trouble()
        if trouble != self._trouble:
            withdraw(self, self._trouble)
            if trouble and not self.inspector.teaches:
                insist(self, trouble)
            self._trouble = trouble
        if self.inspector.teaches:
            from codex_tui.tui import advice

            said = self.standing.advice(self._clock())
            self.inspector.advise(advice.only_side(said) if self.inspector.only_side else said)

    def _draw_anew(self) -> None:
        """Who had the terminal meanwhile left nothing of ours; Textual draws only what it takes for changed."""
        for widget in (self.screen, *self.screen.walk_children()):
            widget.refresh()

    def _end_with_terminal(self) -> None:
        if hung_up():
            self.exit()

    def _tell_preferences(self) -> None:
        warnings = list(self.wanted.warnings)
        if self._unknown_theme:
            warnings.append(f"There is no theme {self.wanted.theme!r}; {bound_to(self, 'palette')} lists them.")
        if warnings:
            insist(self, "\n".join(warnings), "warning")
        self.app_resume_signal.subscribe(self, lambda _app: self._draw_anew())
        self.theme_changed_signal.subscribe(self, lambda theme: self.wanted.choose(theme.name))

    async def _start(self) -> None:
        for notice in await self.standing.start():
            self.notify(neutral(notice), markup=False)

    def follow(self, supervisor: Supervisor, codex: Codex | None) -> None:
        """Tell of a proxy that runs already."""
        self._supervisor = supervisor
        self.standing.follow(supervisor, codex)

    def save(self) -> None:
        """Keep what was read of the history for the next time."""
        self._feed.history.save()

    @property
    def failure(self) -> Exception | None:
        """What nobody reckoned with, and ended it."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print a traceback with the values of variables, and so whatever was captured.
        self._close_messages_no_wait()

    async def end(self) -> None:
        """Stop the proxy if it is ours."""
        if self._supervisor is not None:
            await self._supervisor.stop()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A page in a browser has no shell to suspend to; only messages that stay are sent away."""
        if action == "drop_notices":
            return stays(self)
        return not (self.is_web and action == "suspend_process")

    def action_drop_notices(self) -> None:
        """They lie over what one would read."""
        self.clear_notifications()
        self.screen.refresh_bindings()

    def action_help(self) -> None:
        """The keys of the focused pane."""
        from codex_tui.tui.screens.help import HelpScreen, Keys

        name = getattr(self.screen, "pane_name", self.inspector.pane_name)
        panes = self.inspector.active_by_pane() if self.screen is self.inspector else {}
        named = {NAMES[pane - 1]: [each.binding for each in active] for pane, active in panes.items()}
        self.push_screen(HelpScreen(Keys({**named, name: self._active}, name)))

    def action_language(self) -> None:
        """What may be typed where one filters or searches."""
        from codex_tui.tui.screens.help import HelpScreen
        from codex_tui.tui.screens.language import Language

        self.push_screen(HelpScreen(Language(self._active)))

    @property
    def _active(self) -> list[Binding]:
        return [found.binding for found in self.screen.active_bindings.values()]

    def action_command_palette(self) -> None:
        """Every action that can be taken here."""
        from codex_tui.tui.commands import Actions
        from codex_tui.tui.screens.covering import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette([Actions]))

    async def action_back(self) -> None:
        """One step back; at the top, out."""
        if not self.inspector.go_back():
            await self.action_quit()

    async def action_quit(self) -> None:
        """End; while a model call is live, ask what becomes of it."""
        from codex_tui.tui.screens.choice import ChoiceScreen

        supervisor = self._supervisor
        if supervisor is None or not supervisor.owned or not self._feed.tally.live:
            self.exit()
            return
        options = [
            ("keep recording in the background", "the next inspector finds it"),
            ("stop, and cut the answer", ""),
            ("go on", ""),
        ]
        self.push_screen(ChoiceScreen("A model call is live", options), self._quit_chosen)

    async def _quit_chosen(self, index: int | None) -> None:
        if index == 0 and self._supervisor is not None:
            await self._supervisor.detach()
        if index in (0, 1):
            self.exit()

    def action_play_demo(self) -> None:
        """The inspector once more, on traffic of its own in a temporary directory."""
        from codex_tui.tui.programs import interrupts_are_theirs

        try:
            with self.suspend(), interrupts_are_theirs():
                subprocess.run([sys.executable, "-m", "codex_tui", "demo"], check=False)
        except SuspendNotSupported:
            self.notify("Type it in a terminal: codex-tui demo", markup=False)

    def on_dragged_view_dragged(self, event: DraggedView.Dragged) -> None:
        """Into the clipboard."""
        self.inspector.copy(event.text)

    def on_empty_state_command_copied(self, event: EmptyState.CommandCopied) -> None:
        """Into the clipboard."""
        self.inspector.copy(event.command)
