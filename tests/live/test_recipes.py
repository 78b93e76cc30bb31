"""The commands that are printed do what they say: as they stand, in a real shell, with the real Codex."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_tui.demo.scenario import Answer, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from tests.captured import model_calls, records
from tests.deadline import eventually
from tests.live.codex import codex_environment, find_codex, needs_codex
from tests.processes import Processes

_SAID = "Every printed command works."
_QUIET = 'analytics.enabled = false\nfeatures.plugins = false\notel.metrics_exporter = "none"\n'


@pytest.fixture
def server(model_server: Callable[..., ModelServer], monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """An Ollama that answers the same to everything, where OLLAMA_HOST says."""
    started = model_server(Scenario((Turn((Answer(items=(Message(_SAID),)),)),)))
    monkeypatch.setenv("OLLAMA_HOST", started.url)
    return started


@pytest.fixture
def environment(tmp_path: Path, server: ModelServer) -> dict[str, str]:
    """Of a shell that finds Codex and codex-tui."""
    codex = find_codex()
    programs = [str(Path(sys.executable).parent), *([str(Path(codex).parent)] if codex else []), os.environ["PATH"]]
    found = codex_environment(tmp_path, server.url) | {"PATH": os.pathsep.join(programs)}
    (Path(found["CODEX_HOME"]) / "config.toml").write_text(_QUIET)
    return found


@pytest.fixture
def recipes(captures: Path, environment: dict[str, str], processes: Processes) -> Iterator[dict[str, str]]:
    """What is printed while a capture runs, by title."""
    started = processes.codex_tui("start", "--captures", captures, "--port", "0", "--ollama-port", "0")
    assert started.code == 0, started
    printed = processes.codex_tui("print-cmds", "--shell", "bash", env=environment)
    lines = [line for line in printed.out.splitlines()[1:] if line]
    yield {title.partition(". ")[2]: command for title, command in zip(lines[::2], lines[1::2], strict=True)}
    processes.codex_tui("stop", "--yes")


def in_shell(script: str, environment: dict[str, str], processes: Processes, tmp_path: Path) -> str:
    finished = processes.run(["sh", "-c", script], env=environment, cwd=tmp_path)
    assert finished.code == 0, finished
    return finished.out


@needs_codex
@pytest.mark.parametrize(
    "title", ["One shot", "One shot, by the door to Ollama instead of the proxy", "The same without codex-tui"]
)
def test_one_shot_is_captured(
    title: str,
    recipes: dict[str, str],
    environment: dict[str, str],
    captures: Path,
    server: ModelServer,
    processes: Processes,
    tmp_path: Path,
) -> None:
    assert _SAID in in_shell(recipes[title], environment, processes, tmp_path)
    (call,) = model_calls(captures, at_least=1)
    assert call.url == f"{server.url}/v1/responses"
    eventually(lambda: '"model_calls":1' in processes.codex_tui("status", "--json").out, "its count")
    told = processes.codex_tui("doctor", "--json", env=environment).out.splitlines()
    states = {each["check"]: each for each in map(json.loads, told)}
    assert states["traffic"]["evidence"] == "1 model call passed."
    assert states["forwarding"]["state"] == states["ollama"]["state"] == states["model"]["state"] == "ok"


@needs_codex
def test_a_shell_that_evaluated_it_leads_all_through_the_capture(
    recipes: dict[str, str], environment: dict[str, str], captures: Path, processes: Processes, tmp_path: Path
) -> None:
    shell = recipes["A shell whose programs all go through the capture"]
    codex = recipes["One shot"].partition(" -- ")[2]
    assert _SAID in in_shell(f"{shell}; {codex}", environment, processes, tmp_path)
    assert len(model_calls(captures, at_least=1)) == 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on the PATH")
@pytest.mark.parametrize("title", ["Check the proxy", "Check the door to Ollama"])
def test_a_check_by_curl_passes_through_the_capture(
    title: str,
    recipes: dict[str, str],
    environment: dict[str, str],
    captures: Path,
    processes: Processes,
    tmp_path: Path,
) -> None:
    # What curl would heed is not in the way.
    environment |= {"NO_PROXY": "localhost,127.0.0.1", "http_proxy": "http://127.0.0.1:1"}
    assert "gpt-oss:20b" in in_shell(recipes[title], environment, processes, tmp_path)
    eventually(lambda: [record.url.endswith("/api/tags") for record in records(captures)] == [True], "its record")
