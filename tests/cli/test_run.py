"""``codex-tui run``: a command with its traffic captured, and nothing else changed about it."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codex_tui.cli.run import _ended
from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.proxy.registry import find_running
from tests.captured import records
from tests.deadline import eventually
from tests.processes import PROGRAM, Processes

if TYPE_CHECKING:
    import subprocess

FREE = ["--port", "0", "--ollama-port", "0"]

# Says when it is ready, then ends with 7 at the signal that it was named.
TRAP = """
import signal, sys, time
signal.signal(getattr(signal, sys.argv[1]), lambda *_: sys.exit(7))
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    return tmp_path / "captures"


@pytest.fixture
def run(captures: Path) -> list[str]:
    """The words before the command's own."""
    return [*PROGRAM, "run", "--captures", str(captures), *FREE, "--"]


def test_what_passed_is_on_disk_when_it_returns(
    captures: Path, run: list[str], processes: Processes, model_server: Callable[..., ModelServer]
) -> None:
    server = model_server(Scenario(()))
    get = f"import urllib.request as r; print(r.urlopen('{server.url}/api/version').read().decode())"
    finished = processes.run([*run, sys.executable, "-c", get])
    assert finished.code == 0, finished
    (record,) = records(captures)
    assert record.url == f"{server.url}/api/version"
    assert record.response
    assert finished.out == record.response.content().decode() + "\n"
    assert processes.alive() == []
    assert find_running() is None


def test_input_output_and_exit_code_are_the_commands_own(run: list[str], processes: Processes) -> None:
    process = processes.start([*run, "sh", "-c", "cat; echo to stderr >&2; exit 3"])
    out, err = process.communicate("to stdout", timeout=60)
    assert (process.returncode, out) == (3, "to stdout")
    assert err.endswith("to stderr\n")


def test_options_after_the_command_are_the_commands(captures: Path, processes: Processes) -> None:
    finished = processes.codex_tui("run", "--captures", captures, *FREE, "echo", "--port", "x", "--", "-h")
    assert finished.out == "--port x -- -h\n"


def test_a_file_that_the_shell_opened_for_the_command_reaches_it(
    run: list[str], tmp_path: Path, processes: Processes
) -> None:
    (tmp_path / "given").write_text("given\n")
    with (tmp_path / "given").open() as given:
        named = f"/dev/fd/{given.fileno()}"  # as bash's <(…)
        assert processes.run([*run, "cat", named], pass_fds=[given.fileno()]).out == "given\n"


def test_a_command_that_a_signal_ended_is_told_as_a_shell_tells_it(run: list[str], processes: Processes) -> None:
    assert processes.run([*run, "sh", "-c", "kill -9 $$"]).code == 128 + signal.SIGKILL


def test_a_signal_for_us_reaches_the_command(run: list[str], processes: Processes) -> None:
    process = processes.start([*run, sys.executable, "-c", TRAP, "SIGTERM"])
    ready(process)
    process.terminate()
    assert process.wait(30) == 7


async def test_a_signal_that_comes_while_the_command_starts_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    start = asyncio.create_subprocess_exec

    async def start_slowly(*words: str, **options: Any) -> asyncio.subprocess.Process:
        process = await start(*words, **options)
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(9):  # the loop comes round to it
            await asyncio.sleep(0)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start_slowly)
    assert await asyncio.wait_for(_ended(["sleep", "60"], os.environ), 30) == 128 + signal.SIGTERM


def test_ctrl_c_is_for_the_command_to_answer(run: list[str], processes: Processes) -> None:
    process = processes.start([*run, sys.executable, "-c", TRAP, "SIGINT"], start_new_session=True)
    ready(process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to us and to the command
    assert process.wait(30) == 7
    eventually(lambda: not processes.alive(), "the end of the proxy")


def test_ctrl_c_while_the_proxy_starts_leaves_nothing_behind(
    run: list[str], tmp_path: Path, processes: Processes
) -> None:
    never_ready = tmp_path / "mitmdump"
    never_ready.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo Mitmproxy: 12.0.0 && exit\n: > {tmp_path}/on; sleep 600'
    )
    never_ready.chmod(0o755)
    process = processes.start([*run[:-1], "--mitmdump", str(never_ready), "--", "echo", "ran"])
    eventually((tmp_path / "on").exists, "the start of the proxy")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    eventually(lambda: not processes.alive(), "the end of the proxy's own child")


def test_a_signal_that_we_ignore_the_command_ignores_too(run: list[str], processes: Processes) -> None:
    show = "import signal; print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)"
    finished = processes.run(["nohup", *run, sys.executable, "-c", show])
    assert finished.out == "True\n"


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("no-such-command", 127, "There is no command 'no-such-command'."),
        ("codex", 127, "npm install -g @openai/codex"),
        ("/etc/passwd", 126, "no program that may be run"),
    ],
)
def test_a_command_that_cannot_be_run_is_told(
    command: str, code: int, told: str, run: list[str], captures: Path, processes: Processes, tmp_path: Path
) -> None:
    finished = processes.run([*run, command], env={**os.environ, "PATH": str(tmp_path)})
    assert finished.code == code
    assert told in finished.err
    assert not captures.exists()


def test_without_a_mitmdump_nothing_is_run(run: list[str], captures: Path, processes: Processes) -> None:
    finished = processes.run([*run[:-1], "--mitmdump", "/no/such/mitmdump", "--", "echo", "ran"])
    assert finished.code == 1
    assert "/no/such/mitmdump" in finished.err
    assert finished.out == ""


def test_a_proxy_that_was_there_before_is_named(run: list[str], processes: Processes) -> None:
    finished = processes.run([*run, "true"], env={**os.environ, "HTTPS_PROXY": "http://corp:3128"})
    assert "HTTPS_PROXY was http://corp:3128" in finished.err


async def test_a_capture_that_runs_is_used_and_left_running(captures: Path, home: Path, processes: Processes) -> None:
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=None))
    await supervisor.start()
    try:
        finished = processes.codex_tui("run", "sh", "-c", "echo $HTTP_PROXY $SSL_CERT_FILE")
        proxy, trusted = finished.out.split()
        assert proxy == f"http://127.0.0.1:{supervisor.status.port}"
        assert trusted.startswith(str(home / "state"))
        assert finished.err == ""
        assert supervisor.status.running
    finally:
        await supervisor.stop()


SHOW = ["sh", "-c", 'echo "$CODEX_OSS_BASE_URL" "$OLLAMA_HOST" "[$HTTP_PROXY]" "$NO_PROXY"']


def test_by_the_door_there_is_no_proxy(run: list[str], processes: Processes) -> None:
    environment = {**os.environ, "NO_PROXY": "corp.example"}
    shown = processes.run([*run[:-1], "--reverse", "--", *SHOW], env=environment).out.split()
    assert shown[0] == f"{shown[1]}/v1"
    assert shown[1].startswith("http://127.0.0.1:")
    assert shown[2:] == ["[]", "corp.example,localhost,127.0.0.1,::1"]


def test_what_passed_by_the_door_is_on_disk(
    captures: Path, run: list[str], processes: Processes, model_server: Callable[..., ModelServer]
) -> None:
    server = model_server(Scenario(()))
    get = "import os, urllib.request as r; r.urlopen(os.environ['OLLAMA_HOST'] + '/api/version').read()"
    environment = {**os.environ, "OLLAMA_HOST": server.url}
    finished = processes.run([*run[:-1], "--reverse", "--", sys.executable, "-c", get], env=environment)
    assert finished.code == 0, finished
    assert [record.url for record in records(captures)] == [f"{server.url}/api/version"]


def test_ollamas_own_client_is_led_to_the_door_and_its_server_is_not(
    tmp_path: Path, run: list[str], processes: Processes
) -> None:
    (tmp_path / "ollama").write_text('#!/bin/sh\necho "$OLLAMA_HOST"\n')
    (tmp_path / "ollama").chmod(0o755)
    assert processes.run([*run, tmp_path / "ollama", "run", "m"]).out.startswith("http://127.0.0.1:")
    assert processes.run([*run, tmp_path / "ollama", "serve"]).out == "\n"


async def test_without_a_door_that_is_told(captures: Path, processes: Processes) -> None:
    supervisor = Supervisor(ProxyOptions(captures=captures, port=0, ollama_port=None))
    await supervisor.start()
    try:
        finished = processes.codex_tui("run", "--reverse", "true")
        assert finished.code == 1
        assert "has no door to Ollama" in finished.err
    finally:
        await supervisor.stop()


def ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
