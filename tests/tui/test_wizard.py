"""The set-up on the screen, before a machine that is made up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from codex_tui.doctor.facts import Door, Facts, Ollama
from codex_tui.doctor.models import Model
from codex_tui.errors import CodexTuiError
from codex_tui.proxy import ProxyOptions, Status
from codex_tui.proxy.status import Seen
from codex_tui.tui import set_up
from codex_tui.tui.set_up import SetUp
from tests import records
from tests.doctor.facts import RUNNING, stopped
from tests.tui import story
from tests.tui.host import sees, style_at, text

TOOLS = ("completion", "tools")
MODELS = [
    Model(name="gpt-oss:20b", size=13_800_000_000, context=16_384, abilities=TOOLS),
    Model(name="qwen3-coder:30b", size=18_600_000_000, context=32_768, abilities=TOOLS),
    Model(name="qwen3:8b", size=5_200_000_000, context=32_768, abilities=TOOLS),
    Model(name="nomic-embed-text", size=300_000_000, context=2_048, abilities=("embedding",)),
]
NO_OLLAMA = Ollama(url="http://127.0.0.1:11434", problem="Connection refused")


class Standing:
    """A supervisor whose proxy runs at once; ``problem``: why it does not."""

    problem = ""
    seen = Seen()
    notices: tuple[str, ...] = ()
    owned = True

    def __init__(self, options: ProxyOptions) -> None:
        self.running = replace(RUNNING, port=options.port or 4321)
        self.status = Status(running=True, captures=options.captures, port=self.running.port, seen=self.seen)

    async def start(self) -> None:
        if self.problem:
            raise CodexTuiError(self.problem, "Mend it.")

    async def stop(self) -> None:
        pass


class Machine:
    """What the set-up finds; a test changes it."""

    def __init__(self) -> None:
        self.facts: Facts = stopped()
        self.models: list[Model] = MODELS
        self.looked = 0

    def gather(self, *_: object) -> Facts:
        self.looked += 1
        return self.facts


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(set_up, "gather", made.gather)
    monkeypatch.setattr(set_up, "ask_models", lambda _ollama: made.models)
    monkeypatch.setattr(set_up, "Supervisor", Standing)
    monkeypatch.setattr(Standing, "problem", "")
    monkeypatch.setattr(Standing, "seen", Seen())
    return made


@asynccontextmanager
async def setting_up(
    captures: Path, size: tuple[int, int] = (120, 35), model: str = "gpt-oss:20b"
) -> AsyncIterator[Pilot[Any]]:
    app = SetUp(captures, ProxyOptions(captures=captures), model)
    async with app.run_test(size=size, notifications=True) as pilot:
        await sees(pilot, lambda: "Looking at" not in text(pilot))
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    return text(pilot)


async def test_it_stops_first_where_it_wants_an_answer(machine: Machine, captures: Path) -> None:
    async with setting_up(captures) as pilot:
        screen = text(pilot)
        assert "step 3 of 6" in screen
        assert "✓ Codex" in screen
        assert "Ollama 0.13.5" in screen
        assert "Use gpt-oss:20b" in screen
        assert "A context of 16.4k is soon full" in screen
        screen = await press(pilot, "down")
        assert "Use qwen3-coder:30b" in screen
        assert "is soon full" not in screen
        assert "13.8 GB     16.4k   ▲ too small for long work" in screen
        assert "embeddings only" in screen
        assert "Use gpt-oss:20b" in await press(pilot, "up")
        await pilot.press("q")
        await sees(pilot, lambda: not pilot.app.is_running)


async def test_enter_starts_the_capture_and_the_first_call_opens_the_inspector(
    machine: Machine, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("codex_tui.tui.acting.Acting.copy", lambda _self, command: copied.append(command))
    async with setting_up(captures) as pilot:
        await press(pilot, "down", "enter")
        await sees(pilot, lambda: "It records." in text(pilot))
        screen = text(pilot)
        assert "● rec 127.0.0.1:18110" in screen
        assert "step 6 of 6" in screen
        assert "qwen3-coder:30b" in screen
        assert copied == [
            "codex-tui run -- codex exec --oss --local-provider ollama -m qwen3-coder:30b --skip-git-repo-check "
            '"say hello"'
        ]
        await press(pilot, "Y")
        assert copied[1].startswith("codex-tui run -- codex --oss")
        old = story.exchange(1, 0, story.BASE, story.stream(story.message("assistant", "old")))
        records.append(captures, old)
        await pilot.pause(0.3)
        assert "It records." in text(pilot)  # what was there before is not what is waited for
        new = records.record(2, records.sse(*story.stream(story.message("assistant", "fresh"))), started_at=_soon())
        records.append(captures, new)
        await sees(pilot, lambda: "1 Exchanges" in text(pilot) and "fresh" in text(pilot))


def _soon() -> datetime:
    return datetime.now().astimezone() + timedelta(seconds=1)


async def test_without_ollama_it_says_how_to_start_it_and_looks_again(machine: Machine, captures: Path) -> None:
    well, machine.facts = machine.facts, stopped(ollama=NO_OLLAMA)
    async with setting_up(captures) as pilot:
        screen = text(pilot)
        assert "step 2 of 6" in screen
        assert "$ OLLAMA_CONTEXT_LENGTH=65536" in screen
        machine.facts = well
        await press(pilot, "r")
        await sees(pilot, lambda: "Which model" in text(pilot))


async def test_what_is_to_be_typed_stands_out_and_not_in_back_ticks(machine: Machine, captures: Path) -> None:
    machine.facts = stopped(ollama=NO_OLLAMA)
    async with setting_up(captures) as pilot:
        assert "For local models: ollama serve; set OLLAMA_HOST" in text(pilot)
        assert style_at(pilot, "ollama serve;").bold


async def test_without_a_local_model_the_command_is_for_openai(machine: Machine, captures: Path) -> None:
    machine.facts, machine.models = stopped(ollama=NO_OLLAMA), []
    async with setting_up(captures) as pilot:
        await press(pilot, "s")
        await sees(pilot, lambda: "It records." in text(pilot))
        assert "codex-tui run -- codex --no-daemon" in text(pilot)


async def test_where_a_port_is_taken_another_is_used(machine: Machine, captures: Path) -> None:
    machine.facts = stopped(doors=(Door(port=18110, problem="Port 18110 is taken by nginx."), Door(port=18111)))
    async with setting_up(captures) as pilot:
        await press(pilot, "enter")
        await sees(pilot, lambda: "It records." in text(pilot))
        assert "--port 4321" in text(pilot)
        assert "4321, 18111" in text(pilot)


async def test_without_mitmproxy_it_says_how_to_get_it(machine: Machine, captures: Path) -> None:
    machine.facts = stopped(mitmdump=None)
    async with setting_up(captures) as pilot:
        screen = await press(pilot, "enter")
        assert "There is no mitmproxy to capture with" in screen
        assert "$ pip install mitmproxy" in screen


async def test_escape_looks_at_the_step_before(machine: Machine, captures: Path) -> None:
    async with setting_up(captures) as pilot:
        assert "Ollama answers" in await press(pilot, "escape")
        screen = await press(pilot, "escape")
        assert "Codex 0.169.0 is here" in screen
        assert "Back" not in screen
        assert "Codex 0.169.0 is here" in await press(pilot, "escape")
        assert "Which model" in await press(pilot, "enter")


async def test_a_capture_that_does_not_start_says_why_and_can_be_tried_again(
    machine: Machine, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "problem", "Port 18110 is taken.")
    async with setting_up(captures) as pilot:
        await press(pilot, "enter")
        await sees(pilot, lambda: "could not be started" in text(pilot))
        assert "Port 18110 is taken. Mend it." in text(pilot)
        monkeypatch.setattr(Standing, "problem", "")
        await press(pilot, "enter")
        await sees(pilot, lambda: "It records." in text(pilot))


async def test_who_goes_back_and_forth_while_it_starts_has_one_capture(
    machine: Machine, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_start, starts = asyncio.Event(), 0

    async def start(_: Standing) -> None:
        nonlocal starts
        starts += 1
        await may_start.wait()

    monkeypatch.setattr(Standing, "start", start)
    async with setting_up(captures) as pilot:
        await press(pilot, "enter")
        await sees(pilot, lambda: "is starting" in text(pilot))
        await press(pilot, "escape", "enter")
        assert "is starting" in text(pilot)
        may_start.set()
        await sees(pilot, lambda: "It records." in text(pilot))
        assert starts == 1


async def test_without_any_model_the_one_that_was_named_is_to_be_fetched(machine: Machine, captures: Path) -> None:
    machine.models = []
    async with setting_up(captures, model="qwen3:8b") as pilot:
        assert "$ ollama pull qwen3:8b" in text(pilot)


async def test_while_it_waits_it_tells_why_nothing_comes(
    machine: Machine, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "seen", Seen(connections=2, tls_refused={"api.openai.com": 2}))
    async with setting_up(captures) as pilot:
        await press(pilot, "enter")
        await sees(pilot, lambda: "did not trust the proxy's certificate" in text(pilot))


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_small_terminal_shows_what_matters(machine: Machine, captures: Path, size: tuple[int, int]) -> None:
    async with setting_up(captures, size) as pilot:
        screen = text(pilot)
        assert "Which model shall Codex use?" in screen
        assert "gpt-oss:20b" in screen
        await press(pilot, "enter")
        await sees(pilot, lambda: "codex-tui run -- codex exec" in text(pilot))


async def test_a_click_chooses_and_a_click_on_the_button_goes_on(machine: Machine, captures: Path) -> None:
    async with setting_up(captures) as pilot:
        row = next(y for y, line in enumerate(text(pilot).splitlines()) if "qwen3:8b" in line)
        await pilot.click(offset=(60, row))
        assert "Use qwen3:8b" in text(pilot)
        row, line = next((y, line) for y, line in enumerate(text(pilot).splitlines()) if "Use qwen3:8b" in line)
        await pilot.click(offset=(line.index("Use"), row))
        await sees(pilot, lambda: "It records." in text(pilot))


@pytest.mark.parametrize("size", [(120, 35), (80, 24)], ids=["120x35", "80x24"])
def test_screen(size: tuple[int, int], machine: Machine, captures: Path, snap_compare: Callable[..., bool]) -> None:
    async def prepare(pilot: Pilot[Any]) -> None:
        await sees(pilot, lambda: "Which model" in text(pilot))

    assert snap_compare(SetUp(captures, ProxyOptions(captures=captures)), terminal_size=size, run_before=prepare)
