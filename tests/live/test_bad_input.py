"""What is wrong is said in a sentence, with what to do, and costs nothing else."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from codex_tui.demo.scenario import Answer, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from tests import records as build
from tests.processes import Finished, Processes

STARTS = [["run", "--port", "0", "--ollama-port", "0"], ["demo", "--no-tui"]]


def refused(ran: Finished, code: int, *words: str) -> None:
    """It ended with ``code``, a sentence that has these words, and another on what to do."""
    assert ran.code == code, ran
    assert ran.out == "", ran
    assert "Traceback" not in ran.err, ran
    assert ran.err.startswith("codex-tui: "), ran
    assert len(ran.err.splitlines()) >= 2, ran
    for word in words:
        assert word in ran.err, ran


def start(processes: Processes, how: list[str], *options: str | Path) -> Finished:
    command = ["true"] if how[0] == "run" else []
    return processes.codex_tui(*how, *options, *command)


@pytest.mark.parametrize("how", STARTS, ids=lambda how: how[0])
def test_a_file_where_the_capture_directory_should_be(how: list[str], captures: Path, processes: Processes) -> None:
    captures.write_text("mine")
    refused(start(processes, how, "--captures", captures), 2, str(captures), "file")
    refused(start(processes, how, "--captures", captures / "below"), 1, str(captures))
    assert captures.read_text() == "mine"


@pytest.mark.parametrize("how", STARTS, ids=lambda how: how[0])
def test_a_directory_that_the_system_gives_to_nobody(how: list[str], processes: Processes) -> None:
    refused(start(processes, how, "--captures", "/proc/captures"), 1, "/proc/captures")


def test_a_capture_directory_named_by_the_environment_is_checked_too(
    captures: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures.write_text("mine")
    monkeypatch.setenv("CODEX_CAPTURE_DIR", str(captures))
    refused(start(processes, STARTS[0]), 1, str(captures))


@pytest.mark.parametrize("how", STARTS, ids=lambda how: how[0])
@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none(port: str, how: list[str], captures: Path, processes: Processes) -> None:
    refused(start(processes, how, "--captures", captures, f"--port={port}"), 2, port)
    refused(start(processes, how, "--captures", captures, f"--ollama-port={port}"), 2, port)
    assert not captures.exists()


@pytest.mark.parametrize("how", STARTS, ids=lambda how: how[0])
def test_a_mitmdump_that_is_not_there(how: list[str], captures: Path, tmp_path: Path, processes: Processes) -> None:
    missing = tmp_path / "mitmdump"
    refused(start(processes, how, "--captures", captures, "--mitmdump", missing), 1, str(missing))


def test_a_mitmdump_that_is_something_else(captures: Path, processes: Processes) -> None:
    refused(start(processes, STARTS[0], "--captures", captures, "--mitmdump", "/bin/false"), 1, "/bin/false")


def test_no_codex_on_this_machine(
    captures: Path, tmp_path: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = processes.codex_tui("run", "--captures", captures, "--port", "0", "--", "codex", "exec", "hi")
    refused(ran, 127, "codex")


def test_lines_that_cannot_be_read_cost_no_other(
    captures: Path, processes: Processes, model_server: Callable[..., ModelServer]
) -> None:
    captures.mkdir(mode=0o700)
    good = [build.record(1), build.record(5)]
    damage = [b'{"v": 1, "id": "01K', b"\n", b"no JSON at all\n", b"\xff\xfe\n", b'{"v": 99, "id": "01KAMNRP"}\n']
    build.append(captures, good[0], *damage, good[1], b'{"v": 1, "id": "cut off by a full di')

    server = model_server(Scenario((Turn((Answer(items=(Message("hi"),)),)),)))
    url = f"{server.url}/v1/responses"
    ask = f"from urllib.request import urlopen; urlopen('{url}', b'{{\"input\": \"hi\"}}').read()"
    ran = processes.codex_tui(
        *("run", "--captures", captures, "--port", "0", "--ollama-port", "0", "--"),
        *(sys.executable, "-c", ask),
    )
    assert ran.code == 0, ran

    listed = processes.codex_tui("list", "--captures", captures, "--json")
    assert listed.code == 0, listed
    found = [json.loads(line) for line in listed.out.splitlines()]
    assert [one["id"] for one in found[:2]] == [one["id"] for one in good]
    assert len(found) == 3
    assert found[2]["url"] == url
    assert "5" in listed.err
    assert "line" in listed.err
    assert "Traceback" not in listed.err
