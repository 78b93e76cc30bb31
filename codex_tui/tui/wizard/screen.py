"""The set-up as a screen: its steps at the left, the one that is looked at at the right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.containers import Horizontal

from codex_tui.doctor.models import Model, preferred
from codex_tui.doctor.setup import commands_for
from codex_tui.doctor.traffic import why_nothing
from codex_tui.errors import CodexTuiError
from codex_tui.logs import unexpected
from codex_tui.tui import glyphs
from codex_tui.tui.keys import bindings
from codex_tui.tui.sparing import SparingScreen
from codex_tui.tui.widgets.frame.divider import Divider
from codex_tui.tui.widgets.frame.footer import FooterLine
from codex_tui.tui.widgets.frame.pane import Pane
from codex_tui.tui.widgets.lines.drawn import Drawn
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces, spread
from codex_tui.tui.wizard.page import CAPTURES, FIRST, LOOKING, MODELS, PORTS, SERVER, TITLES, Page, page_of
from codex_tui.tui.wizard.page_view import PageView
from codex_tui.tui.wizard.steps_view import StepsView

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from codex_tui.doctor.facts import Facts
    from codex_tui.proxy.status import Status
    from codex_tui.proxy.supervisor import Supervisor

_GLANCE = 0.1  # s between two looks for the first exchange
_NARROW = 100  # cells below which the steps have no room


class Machine(NamedTuple):
    """How the set-up reaches the world. ``look`` runs in a thread; ``came``: whether a call has come since a time."""

    look: Callable[[], tuple[Facts, list[Model]]]
    capture: Callable[[Facts], Awaitable[Supervisor]]
    came: Callable[[datetime], bool]
    copy: Callable[[str], None]


class SetUpBar(Drawn):
    """One line: whether it records, and how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self._recording = ""
        self._step = 0

    def show(self, recording: str, step: int) -> None:
        """``recording``: the address; "" while it does not."""
        self._recording, self._step = recording, step
        self.refresh()

    def lines(self, width: int) -> list[Pieces]:
        """One line."""
        left: list[Piece] = [(f" {glyphs.IDLE} not recording", "muted")]
        if self._recording:
            left = [(f" {glyphs.LIVE} ", "success"), ("rec ", "success bold"), (self._recording, "foreground")]
        left += [("   set-up ", "foreground"), (f"step {self._step + 1} of {len(TITLES)}", "muted")]
        return [spread(left, [("codex-tui ", "foreground bold")], width)]


class WizardScreen(SparingScreen[None]):
    """Goes from step to step by itself until one wants a person; dismissed, it leaves the inspector."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("setup.back", "setup.skip")]
    CSS_PATH: ClassVar = "wizard.tcss"
    AUTO_FOCUS = "PageView"

    def __init__(self, machine: Machine, model: str) -> None:
        super().__init__()
        self.pane_name = "Set-up"
        self._machine = machine
        self._wanted = model
        self._facts: Facts | None = None
        self._models: list[Model] = []
        self._cursor = 0
        self._step = 0
        self._furthest = 0
        self._supervisor: Supervisor | None = None
        self._starting = False
        self._problem = ""
        self._since = datetime.now(UTC)
        self._bar, self._steps, self._page = SetUpBar(), StepsView(TITLES), PageView()
        self._left, self._right = Pane(0, id="steps"), Pane(0, id="page")

    def compose(self) -> ComposeResult:
        """Bar, two panes, footer."""
        yield self._bar
        with Horizontal():
            with self._left:
                yield self._steps
            yield Divider()
            with self._right:
                yield self._page
        yield FooterLine()

    def on_mount(self) -> None:
        """Look at once."""
        self._left.set_title((0, "Set-up"))
        self._show()
        self._look()

    def on_resize(self) -> None:
        """The steps stand beside the page where there is room for both."""
        self.set_class(self.size.width < _NARROW, "-narrow")

    # Looking

    @on(PageView.AskedAgain)
    def _look(self) -> None:
        if self._supervisor is None:
            self._facts = None
            self._show()
            self.run_worker(self._look_around, thread=True, exclusive=True)

    def _look_around(self) -> None:
        facts, models = self._machine.look()
        self.app.call_from_thread(self._saw, facts, models)

    def _saw(self, facts: Facts, models: list[Model]) -> None:
        self._facts, self._models = facts, models
        self._cursor = preferred(models, self._wanted)
        self._go_to(self._step, pause=False)

    # Going

    def _go_to(self, step: int, *, pause: bool = True) -> None:
        """Show ``step``; without ``pause`` go on from it for as long as nothing wants a person."""
        while not pause and step < FIRST and not self._page_of(step).wrong:
            step += 1
        self._step, self._furthest = step, max(self._furthest, step)
        if step == FIRST and self._supervisor is None and not self._starting:
            self._starting, self._problem = True, ""
            self.run_worker(self._start())
        self._show()

    @on(PageView.Used)
    def _used(self) -> None:
        if self._step == FIRST:
            if self._supervisor is not None:
                self._leave()
            else:
                self._go_to(FIRST)
        elif self._facts is not None:
            self._go_to(self._step + 1, pause=False)

    def action_previous_step(self) -> None:
        """Look at the step before."""
        if self._step:
            self._go_to(self._step - 1)

    def action_skip(self) -> None:
        """Go on without a local model."""
        if self._facts is not None and self._step in (SERVER, MODELS):
            self._models = []
            self._go_to(PORTS, pause=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is something to skip, or to go back to."""
        match action:
            case "skip":
                return self._step in (SERVER, MODELS)
            case "previous_step":
                return self._step > 0
        return True

    @on(PageView.Moved)
    def _moved(self, event: PageView.Moved) -> None:
        self._cursor = event.index
        self._show()

    @on(PageView.Copied)
    def _copied(self, event: PageView.Copied) -> None:
        self._machine.copy(event.command)

    # The last step

    async def _start(self) -> None:
        assert self._facts is not None
        self._since = datetime.now(UTC)  # a client may be quicker than we are
        try:
            supervisor = await self._machine.capture(self._facts)
        except CodexTuiError as error:
            self._problem = str(error)
        except Exception as error:  # noqa: BLE001  the page would say for ever that it starts
            self._problem = str(unexpected(__name__, error))
        else:
            self._supervisor = supervisor
            if commands := self._commands():
                self._machine.copy(commands[0])
            self.set_interval(_GLANCE, self._glance)
        finally:
            self._starting = False
        self._show()

    def _glance(self) -> None:
        if self._machine.came(self._since):
            self._leave()
        elif self._step == FIRST and self.is_current:
            self._show()

    def _leave(self) -> None:
        if self.is_current:
            self.dismiss()

    def _commands(self) -> list[str]:
        running = self._supervisor.running if self._supervisor else None
        if running is None or self._facts is None:
            return []
        chosen = self._models[self._cursor].name if self._models else None
        return [recipe.command for recipe in commands_for(running, self._facts.codex, chosen)]

    def _first_page(self) -> Page:
        if self._problem:
            text = f"{self._problem} Then try again."
            return Page("The capture could not be started", text, button="Try again", wrong=True)
        if self._supervisor is None or self._facts is None:
            return Page("The capture is starting", "It takes a second.")
        status: Status = self._supervisor.status
        checks = [why_nothing(status, self._facts.codex)] if status.seen.connections or not status.running else []
        return Page(
            "It records. Now start Codex in another terminal",
            "The command leads it through the capture, and is in your clipboard. The first exchange opens by itself.",
            checks=checks,
            commands=self._commands(),
            note="Nothing of Codex is changed: the command leads it by its environment, and only this once.",
            button="Open the inspector",
        )

    # Showing

    def _page_of(self, step: int) -> Page:
        if self._facts is None:
            return LOOKING
        if step == FIRST:
            return self._first_page()
        chosen = self._models[self._cursor] if self._models else None
        page = page_of(step, self._facts, self._models, chosen, self._wanted)
        running = self._supervisor.running if self._supervisor else None
        if step == PORTS and running is not None:
            ports = ", ".join(str(port) for port in (running.port, running.ollama_port) if port)
            return page._replace(heading=f"The capture listens on {ports}", value=ports, checks=[], wrong=False)
        return page

    def _show(self) -> None:
        page = self._page_of(self._step)
        settled = self._supervisor is not None
        self._page.show(page, self._cursor if page.models else 0, first=self._step == 0, settled=settled)
        self._right.set_title((0, TITLES[self._step]))
        running = self._supervisor.running if self._supervisor else None
        self._bar.show(f"{running.listen_host}:{running.port}" if running else "", self._step)
        seen = [
            self._page_of(step) if self._facts and step <= self._furthest else None for step in range(CAPTURES + 1)
        ]
        done = [(not self._is_wrong(step, page), page.value) if page else None for step, page in enumerate(seen)]
        self._steps.show(done, self._step)
        self.refresh_bindings()

    def _is_wrong(self, step: int, page: Page) -> bool:
        return page.wrong and not (step == MODELS and bool(self._models))
