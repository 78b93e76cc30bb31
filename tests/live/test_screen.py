"""The inspector in a real terminal, on real traffic."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_tui.demo.server import ModelServer
from tests.captured import records
from tests.deadline import eventually
from tests.http_client import prompt, request
from tests.live.codex import ASKED, TURN, codex_environment, codex_exec, needs_codex, workspace
from tests.live.held import FIRST_HALF, SECOND_HALF, Held, read_first_half
from tests.processes import PROGRAM, Processes
from tests.terminal import Terminal, needs_tmux

pytestmark = needs_tmux

QUESTION = "what do you say first?"
LAST_WORDS = SECOND_HALF.split()[-1]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the programs make their temporary directories; it must be empty in the end."""
    directory = tmp_path / "tmp"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    yield directory
    eventually(lambda: not list(directory.iterdir()), "an empty temporary directory")


def port_of(captures: Path, terminal: Terminal) -> int:
    """Where the proxy of the inspector in the terminal listens, once it does."""
    terminal.wait_for("● rec")
    port = json.loads((captures / "proxy.json").read_bytes())["port"]
    assert isinstance(port, int)
    return port


@pytest.mark.parametrize(("width", "height"), [(160, 45), (120, 35)])
def test_a_partial_answer_is_on_the_screen_while_the_server_holds_the_rest(
    width: int, height: int, captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    held = Held()
    server = model_server(held.scenario())
    with Terminal(width, height) as terminal:
        terminal.start([*PROGRAM, "--captures", captures, "--port", "0", "--ollama-port", "0"])
        port = port_of(captures, terminal)
        terminal.wait_for("codex")
        with request(f"{server.url}/v1/responses", prompt(QUESTION), proxy=port) as response:
            read_first_half(response)
            screen = terminal.wait_for(FIRST_HALF)
            assert QUESTION in screen
            assert LAST_WORDS not in screen
            assert records(captures) == []
            held.gate.open()
            response.read()
        terminal.wait_for(LAST_WORDS)
        terminal.press("q")
        assert terminal.wait_for_end() == 0


@needs_codex
def test_what_codex_does_in_another_terminal_appears_on_the_screen(
    tmp_path: Path, captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    server = model_server(TURN)
    with Terminal() as terminal:
        terminal.start([*PROGRAM, "--captures", captures, "--port", "0", "--ollama-port", "0"])
        port_of(captures, terminal)
        ran = processes.run(
            [*PROGRAM, "run", "--", *codex_exec(ASKED)],
            env=codex_environment(tmp_path, server.url),
            cwd=workspace(tmp_path),
        )
        assert ran.code == 0, ran
        screen = terminal.wait_for("It says naïve ⟨text⟩.")
        assert "✓ 2 tries, $ cat note.txt" in screen
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert len(records(captures)) == len(server.ledger)


def test_the_demo_shows_its_traffic_and_leaves_nothing_when_it_is_quit(temporary: Path, processes: Processes) -> None:
    with Terminal() as terminal:
        terminal.start([*PROGRAM, "demo"])
        terminal.wait_for("courier")
        terminal.wait_for("why does tests/test_retry.py flake?")
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0
        assert "The captures were temporary and are removed." in terminal.text()


def test_a_demo_that_cannot_start_says_why(temporary: Path, processes: Processes) -> None:
    with Terminal() as terminal:
        terminal.start([*PROGRAM, "demo", "--mitmdump", temporary / "nowhere"])
        assert terminal.wait_for_end() == 1
        assert "codex-tui: " in terminal.text()
        assert f"{temporary}/nowhere" in terminal.text().replace("\n", "")


def test_a_demo_that_is_killed_leaves_nothing(temporary: Path, processes: Processes) -> None:
    with Terminal() as terminal:
        terminal.start([*PROGRAM, "demo"])
        terminal.wait_for("courier")
        terminal.program.kill()
        assert terminal.wait_for_end() == 137
