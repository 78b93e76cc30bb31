"""``wizard --plain``: questions and answers through pipes, on a real proxy and a server like Ollama."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_tui.demo.scenario import Answer, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from codex_tui.proxy.registry import Running, find_running
from tests import records
from tests.deadline import eventually
from tests.http_client import prompt, request
from tests.processes import PROGRAM, Processes
from tests.tui import story

HELLO = Scenario((Turn((Answer(items=(Message("Hello to you."),)),)),))
FREE = ["--port", "0", "--ollama-port", "0"]


@pytest.fixture
def captures(tmp_path: Path, processes: Processes) -> Iterator[Path]:
    yield tmp_path / "captures"
    processes.codex_tui("stop", "--captures", tmp_path / "captures")


def begun(captures: Path) -> Running:
    return eventually(lambda: find_running(captures), "the capture", 60)


def test_it_takes_the_answers_shows_the_command_and_then_the_first_exchange(
    captures: Path, model_server: Callable[..., ModelServer], processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = model_server(HELLO, models=("gpt-oss:20b", "qwen3:8b"))
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.port}")
    captures.mkdir()
    old = story.stream(story.message("assistant", "of yesterday"))
    records.append(captures, story.exchange(1, 0, story.BASE, old))  # is not what is waited for
    process = processes.start([*PROGRAM, "wizard", "--captures", captures, *FREE])
    assert process.stdin
    process.stdin.write("2\n")
    process.stdin.flush()
    port = begun(captures).port
    with request(f"{server.url}/v1/responses", prompt("hi"), proxy=port) as response:
        response.read()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Ollama" not in err.split("Which model")[0]
    assert f"codex-tui run --port {port} -- codex exec --oss --local-provider ollama -m qwen3:8b" in out
    assert "OLLAMA_CONTEXT_LENGTH=65536" in out
    assert "Hello to you." in out.split("recording")[1]
    assert "of yesterday" not in out
    assert "records on" in err
    assert find_running(captures)


def test_without_answers_and_without_ollama_it_goes_on_with_what_there_is(
    captures: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    process = processes.start([*PROGRAM, "wizard", "--plain", "--captures", captures, *FREE])
    assert process.stdin
    process.stdin.close()
    begun(captures)
    assert process.stdout
    said = []
    while not (said and said[-1].startswith("  codex-tui run")):
        said.append(process.stdout.readline())
        assert said[-1], said
    assert any("▲ ollama" in line for line in said)
    assert any("ollama serve" in line for line in said)
    process.kill()
