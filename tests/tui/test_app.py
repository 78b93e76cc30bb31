"""The application round the screen: its terminal and its proxy."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from textual.geometry import Region

from codex_tui.errors import CodexTuiError
from codex_tui.logs import log_file
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.tui.app import Inspector
from codex_tui.tui.preferences import Preferences
from codex_tui.tui.start import run_inspector
from codex_tui.tui.widgets.empty.empty import Advice
from tests import records
from tests.processes import Processes
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, rows, sees, settle, text

RUN = """
import sys
from pathlib import Path
from codex_tui.tui.start import run_inspector
run_inspector(Path(sys.argv[1]), None)
"""


def test_without_a_terminal_it_says_so(captures: Path) -> None:
    with pytest.raises(CodexTuiError, match="needs a terminal") as raised:
        run_inspector(captures, None)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("term", "stderr", "said"), [("dumb", True, "TERM=dumb"), ("xterm", False, "draws on stderr")]
)
def test_a_terminal_that_cannot_show_it_is_told(
    term: str, stderr: bool, said: str, captures: Path, processes: Processes
) -> None:
    ours, theirs = pty.openpty()
    try:
        ran = processes.start(
            [sys.executable, "-c", RUN, captures],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs if stderr else subprocess.PIPE,
            env={**os.environ, "TERM": term},
        )
        os.close(theirs)
        told = ran.communicate(timeout=60)[1] or ""
        shown = "" if not stderr else os.read(ours, 100_000).decode()
    finally:
        os.close(ours)
    assert ran.returncode == 1
    assert said in told + shown.replace("\r\n", "\n")


def test_it_ends_when_its_terminal_goes_without_a_word(captures: Path, processes: Processes) -> None:
    ours, theirs = pty.openpty()
    try:
        # A session of its own without a controlling terminal: nobody sends it SIGHUP.
        ran = processes.start(
            [sys.executable, "-c", RUN, captures],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)
        shown = b""
        while b"Exchanges" not in shown:
            shown += os.read(ours, 100_000)
    finally:
        os.close(ours)
    ran.wait(30)


async def test_advice_that_comes_after_the_end_is_not_shown(captures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Inspector(captures, None, story.clock)
    async with app.run_test() as pilot:
        await sees(pilot, lambda: "recording" in text(pilot))
    monkeypatch.setattr(app.standing, "advice", lambda _now: Advice("Too late"))
    app._advise()


async def test_a_proxy_that_cannot_start_is_said_with_its_reason(captures: Path, tmp_path: Path) -> None:
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=0, mitmdump=tmp_path / "nowhere"))
    app = Inspector(captures, supervisor, story.clock)
    async with app.run_test(size=(120, 35)) as pilot:
        await sees(pilot, lambda: "The proxy could not be started" in text(pilot))
        assert "nowhere" in text(pilot)
        await sees(pilot, lambda: "○ not recording" in rows(pilot)[0])
        records.append(captures, *story.history()[-3:])
        await sees(pilot, lambda: "OUTCOME" in text(pilot))
        assert "○ not recording" in rows(pilot)[0]


class Broken(Supervisor):
    """Its start fails as nobody reckoned with."""

    async def start(self) -> None:
        raise RuntimeError("so it is")


async def test_an_unexpected_error_of_the_start_is_said_too(captures: Path) -> None:
    app = Inspector(captures, Broken(ProxyOptions(captures=captures, port=0, ollama_port=0)), story.clock)
    async with app.run_test(size=(160, 45)) as pilot:
        await sees(pilot, lambda: "The proxy could not be started" in text(pilot))
        assert "Something unexpected went wrong: RuntimeError. The log has it: " in " ".join(text(pilot).split())
        assert "codex-tui doctor" in text(pilot)
        await sees(pilot, lambda: "○ not recording  Something unexpected" in rows(pilot)[0])
    assert "so it is" in log_file().read_text()


async def test_what_is_wrong_with_the_settings_stays_until_escape_and_costs_no_step_back(
    told: Journal, captures: Path
) -> None:
    wanted = Preferences(theme="nowhere", warnings=("The settings name 'x', which is none.",))
    app = Inspector(captures, None, story.clock, wanted)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert "The settings name 'x', which is none." in text(pilot)
        assert "There is no theme 'nowhere'" in text(pilot)
        assert text(pilot).count("╭") == 1
        assert rows(pilot)[-1].startswith(" esc dismiss   enter fold")
        await press(pilot, "escape")
        await sees(pilot, lambda: "which is none" not in text(pilot))
        assert "━ 2 Detail" in text(pilot)
        assert rows(pilot)[-1].startswith(" esc back")
        await press(pilot, "escape")
        assert "━ 1 Exchanges" in text(pilot)


async def test_what_changed_beneath_a_page_is_not_drawn_among_it(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with inspecting(captures) as pilot:
        await pilot.press("S")
        await sees(pilot, lambda: "Statistics" in text(pilot))
        inspector = pilot.app.screen_stack[0]
        drawn: list[str] = []
        monkeypatch.setattr(pilot.app, "_display", lambda _screen, update: drawn.append(type(update).__name__))
        inspector._compositor_refresh()  # as while it is covered
        inspector._compositor._dirty_regions = {Region(0, 0, 3, 3)}
        gone = pilot.app.pop_screen()
        inspector._compositor_refresh()  # a frame falls due before the screen hears of it
        await gone
        assert drawn[0] == "LayoutUpdate"
