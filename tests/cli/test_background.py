"""``start``, ``stop``, ``restart``, ``status``, ``logs``: a capture without a terminal, on a real mitmdump."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import psutil
import pytest

from codex_tui.cli import in_flight as in_flight_calls
from codex_tui.cli.in_flight import live_model_calls
from codex_tui.demo.server import ModelServer
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.proxy.registry import Running, find_running, register
from tests.captured import records
from tests.deadline import eventually, eventually_async
from tests.http_client import prompt, request
from tests.live.held import Held, read_first_half
from tests.processes import PROGRAM, Processes
from tests.terminal import Terminal, needs_tmux

FREE = ["--port", "0", "--ollama-port", "0"]


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    return tmp_path / "captures"


@pytest.fixture
def started(captures: Path, processes: Processes) -> Iterator[dict[str, Any]]:
    """What ``start --json`` told; the capture is stopped when the test ends."""
    finished = processes.codex_tui("start", "--captures", captures, *FREE, "--json")
    assert finished.code == 0, finished
    yield json.loads(finished.out)
    processes.codex_tui("stop", "--yes")


@pytest.fixture
def in_flight(started: dict[str, Any], captures: Path, model_server: Callable[..., ModelServer]) -> Iterator[None]:
    """A model call whose answer has begun and does not end."""
    held = Held()
    url = f"{model_server(held.scenario()).url}/v1/responses"
    begun, over = threading.Event(), threading.Event()

    def ask() -> None:
        with request(url, prompt("hello"), proxy=started["port"]) as response:
            read_first_half(response)
            begun.set()
            over.wait(60)

    client = threading.Thread(target=ask)
    client.start()
    assert begun.wait(30)
    eventually(lambda: live_model_calls(captures), "its journal")
    yield
    over.set()
    held.gate.open()
    client.join()


def status(processes: Processes) -> dict[str, Any]:
    finished = processes.codex_tui("status", "--json")
    assert finished.code == 0
    return dict(json.loads(finished.out))


def test_what_start_started_outlives_it_and_is_found_from_anywhere(
    started: dict[str, Any], captures: Path, processes: Processes
) -> None:
    assert started["running"]
    assert psutil.pid_exists(started["pid"])
    assert started["captures"] == str(captures)
    running = find_running()
    assert running
    assert running.owner is None
    found = status(processes)
    assert {name: found[name] for name in started if name != "seen"} == {
        name: started[name] for name in started if name != "seen"
    }


def test_a_second_start_tells_the_first(started: dict[str, Any], captures: Path, processes: Processes) -> None:
    again = processes.codex_tui("start", "--captures", captures, "--json", "--mitmweb")
    assert json.loads(again.out)["pid"] == started["pid"]
    assert "runs already." in again.err
    assert "It has no page of mitmweb's." in again.err


@pytest.mark.usefixtures("started")
def test_stop_ends_it_and_says_so(captures: Path, processes: Processes) -> None:
    stopped = processes.codex_tui("stop")
    assert stopped.code == 0
    assert str(captures) in stopped.err
    assert processes.alive() == []
    assert not (captures / "proxy.json").exists()
    assert status(processes)["running"] is False
    assert "No capture runs." in processes.codex_tui("stop").err


def test_restart_keeps_ports_directory_and_what_was_asked_for(captures: Path, processes: Processes) -> None:
    try:
        processes.codex_tui(
            "start", "--captures", captures, *FREE, "--intercept", "llm.example", "--history-limit", "1G"
        )
        before = find_running()
        assert processes.codex_tui("restart").code == 0
        after = find_running()
        assert before
        assert after
        assert after.pid != before.pid
        assert (after.port, after.ollama_port, after.captures) == (before.port, before.ollama_port, captures)
        assert (after.intercept, after.history_limit) == (("llm.example",), "1G")
    finally:
        processes.codex_tui("stop")


@pytest.mark.usefixtures("in_flight")
def test_without_a_terminal_stop_tells_what_it_cuts(captures: Path, processes: Processes) -> None:
    stopped = processes.codex_tui("stop")
    assert stopped.code == 0
    assert "This cuts 1 model call in flight (#1)." in stopped.err
    (record,) = records(captures)
    assert record.end == "proxy_stopped"


@needs_tmux
@pytest.mark.usefixtures("in_flight")
def test_on_a_terminal_stop_asks_before_it_cuts(started: dict[str, Any]) -> None:
    with Terminal() as terminal:
        terminal.start([*PROGRAM, "stop"])
        terminal.wait_for("Cut 1 model call in flight (#1)?")
        terminal.press("Enter")
        terminal.wait_for("The capture goes on.")
        assert terminal.wait_for_end() == 1
    assert psutil.pid_exists(started["pid"])


def test_who_is_sure_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(in_flight_calls, "live_model_calls", lambda _: [SimpleNamespace(number=1)])
    monkeypatch.setattr(in_flight_calls, "is_answered", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda question, **_: asked.append(question))
    assert in_flight_calls.may_be_cut(tmp_path, sure=True)
    assert not asked
    assert not in_flight_calls.may_be_cut(tmp_path, sure=False)
    assert asked


async def test_stop_is_heeded_by_an_inspector_which_attaches_to_the_next_start(
    captures: Path, processes: Processes
) -> None:
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=None))
    await supervisor.start()
    try:
        before = supervisor.status.pid
        assert "belongs to codex-tui (pid" in processes.codex_tui("start", "--captures", captures).err
        assert processes.codex_tui("stop").code == 0
        await eventually_async(lambda: "was stopped" in (supervisor.status.problem or ""), "the notice")
        assert not supervisor.status.running
        assert find_running() is None
        processes.codex_tui("start", "--captures", captures, *FREE)
        await eventually_async(lambda: supervisor.status.running, "the attachment")
        assert supervisor.status.pid != before
        assert not supervisor.owned
        assert supervisor.status.problem is None
    finally:
        await supervisor.stop()
        processes.codex_tui("stop")


def said(pid: int, started_at: str, captures: Path) -> None:
    captures.mkdir(exist_ok=True)
    content = {"v": 1, "pid": pid, "started_at": started_at, "port": 4321, "captures": str(captures)}
    (captures / "proxy.json").write_text(json.dumps(content))


def test_a_proxy_that_was_killed_is_recognised(captures: Path, processes: Processes) -> None:
    ended = processes.start(["true"])
    ended.wait(10)
    said(ended.pid, datetime.now(UTC).isoformat(), captures)
    told = json.loads(processes.codex_tui("status", "--json", "--captures", captures).out)
    assert told["running"] is False
    assert "was killed" in told["problem"]


def test_a_pid_that_another_process_took_over_is_no_proxy(captures: Path, processes: Processes) -> None:
    said(os.getpid(), "2001-01-01T00:00:00Z", captures)
    told = json.loads(processes.codex_tui("status", "--json", "--captures", captures).out)
    assert told["running"] is False


def test_a_proxy_that_was_started_by_hand_is_told_and_left_to_its_owner(captures: Path, processes: Processes) -> None:
    said(os.getpid(), datetime.now(UTC).isoformat(), captures)
    told = processes.codex_tui("status", "--captures", captures)
    assert "● recording on port 4321" in told.out
    assert "not started by codex-tui" in told.out
    stopped = processes.codex_tui("stop", "--captures", captures)
    assert stopped.code == 1
    assert f"kill {os.getpid()}" in stopped.err


def test_a_stale_registration_is_not_what_stop_ends(captures: Path, processes: Processes) -> None:
    innocent = processes.start(["sleep", "60"])
    entry = Running(
        pid=innocent.pid, started_at="2001-01-01T00:00:00Z", listen_host="127.0.0.1", port=1, captures=captures
    )
    register(entry)
    assert processes.codex_tui("stop").code == 0
    assert innocent.poll() is None


def test_seen_is_what_passed(started: dict[str, Any], processes: Processes) -> None:
    with closing(HTTPConnection("127.0.0.1", started["port"], timeout=30)) as client:
        client.request("GET", "http://127.0.0.1:1/")
        client.getresponse().read()
        client.request("CONNECT", "127.0.0.1:2")
        client.getresponse().read()
    eventually(lambda: status(processes)["seen"]["connect_errors"] == {"127.0.0.1": 2}, "its count")
    assert "0 model calls, 2 not reached" in processes.codex_tui("status").out


def test_logs_follow_what_comes_line_by_line(captures: Path, processes: Processes) -> None:
    captures.mkdir()
    log = captures / "proxy.log"
    log.write_text("one\ntwo\n")
    assert processes.codex_tui("logs", "--captures", captures, "-n", "1").out == "two\n"
    process = processes.start([*PROGRAM, "logs", "-f", "--captures", captures])
    assert process.stdout
    assert [process.stdout.readline() for _ in range(2)] == ["one\n", "two\n"]
    with log.open("a") as file:
        file.write("thr")
        file.flush()
        file.write("ee\n")
    assert process.stdout.readline() == "three\n"
    log.write_text("anew\n")  # as after a rotation
    assert process.stdout.readline() == "anew\n"


def test_logs_say_that_there_is_nothing_to_say(captures: Path, processes: Processes) -> None:
    assert "There is no log" in processes.codex_tui("logs", "--captures", captures).err
    captures.mkdir()
    (captures / "proxy.log").touch()
    assert "nothing went wrong" in processes.codex_tui("logs", "--captures", captures).err
