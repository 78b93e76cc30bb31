"""Facts are those of this machine: real files, ports, processes and servers."""

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer
from codex_tui.doctor import gather, machine
from codex_tui.doctor.facts import Daemon, Forwarding
from codex_tui.doctor.ollama import ask_ollama
from codex_tui.proxy import ProxyOptions, Supervisor
from codex_tui.proxy.registry import Running
from tests.captured import records
from tests.deadline import eventually
from tests.processes import Processes

Start = Callable[..., ModelServer]


@contextmanager
def answering(answers: dict[str, bytes]) -> Iterator[str]:
    """The URL of a server that answers so, and 404 to all else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_ollama_tells_its_version_and_models(model_server: Start) -> None:
    ollama = ask_ollama(model_server(Scenario(())).url)
    assert (ollama.version, ollama.models, ollama.problem) == ("0.13.5", ("gpt-oss:20b",), None)


def test_the_environments_proxy_is_not_asked(model_server: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert ask_ollama(model_server(Scenario(())).url).version == "0.13.5"


def test_the_context_that_a_loaded_model_has_is_told() -> None:
    loaded = b'{"models": [{"name": "m", "context_length": 4096}, {"name": "of an older Ollama"}]}'
    answers = {"/api/version": b'{"version": "1"}', "/api/tags": b'{"models": []}', "/api/ps": loaded}
    with answering(answers) as url:
        assert ask_ollama(url).loaded == {"m": 4096, "of an older Ollama": None}


@pytest.mark.parametrize("said", [b"", b"{", b"<html>", b'{"version": 1}', b"[]", b"\xff"])
def test_what_is_no_ollama_is_a_problem(said: bytes) -> None:
    with answering({"/api/version": said}) as url:
        ollama = ask_ollama(url)
    assert ollama.version is None
    assert ollama.problem


def test_what_speaks_no_http_is_a_problem_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as client:
                client.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
                client.recv(4_096)

        greeting = threading.Thread(target=greet)
        greeting.start()
        assert "speaks no HTTP" in (ask_ollama(f"http://127.0.0.1:{server.getsockname()[1]}").problem or "")
        greeting.join()


def test_nothing_there_is_a_problem_in_words() -> None:
    assert ask_ollama("http://127.0.0.1:1").problem == "Connection refused"


def test_a_directory_that_is_not_there_yet_can_be_written(tmp_path: Path) -> None:
    found = machine.look_at_directory(tmp_path / "a" / "b")
    assert found.problem is None
    assert found.free > 0
    assert not (tmp_path / "a").exists()


def test_a_file_in_the_way_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is no directory" in (machine.look_at_directory(tmp_path / "file" / "captures").problem or "")


def test_only_what_others_can_read_is_exposed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "history.jsonl").touch(0o644)
    (tmp_path / "latest.json").touch(0o600)
    (tmp_path / "README.md").touch(0o644)
    assert machine.look_at_directory(tmp_path).exposed == ("history.jsonl",)
    tmp_path.chmod(0o700)
    assert machine.look_at_directory(tmp_path).exposed == ()


def test_a_port_that_is_taken_names_its_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert f"Port {port} is taken" in (machine.look_at_door("127.0.0.1", port, "--port").problem or "")
    assert machine.look_at_door("127.0.0.1", port, "--port").problem is None
    assert machine.look_at_door("127.0.0.1", 0, "--port").problem is None


def test_a_codex_in_the_background_is_found_with_its_proxy(tmp_path: Path, processes: Processes) -> None:
    codex = tmp_path / "codex"
    codex.symlink_to(sys.executable)
    sleep = [str(codex), "-c", "import sys; sys.stdin.read()", "app-server"]
    environment = dict(os.environ) | {"PYTHONHOME": sys.base_prefix}
    led = processes.start(sleep, env=environment | {"HTTPS_PROXY": "http://127.0.0.1:4000"})
    astray = processes.start(sleep, env=environment)
    expected = {Daemon(pid=led.pid, proxy="http://127.0.0.1:4000"), Daemon(pid=astray.pid)}
    eventually(lambda: expected <= set(machine.daemons()), "both")


def test_a_proxy_that_does_not_answer_is_a_problem(tmp_path: Path) -> None:
    now = datetime.now(UTC).isoformat()
    gone = Running(pid=os.getpid(), started_at=now, listen_host="127.0.0.1", port=1, captures=tmp_path)
    assert "refused" in (machine.forward(gone, None).problem or "")


async def test_a_request_of_our_own_passes_through_the_proxy(tmp_path: Path, model_server: Start) -> None:
    server = model_server(Scenario(()))
    supervisor = Supervisor(ProxyOptions(captures=tmp_path / "c", port=0, ollama_port=0, upstream=server.url))
    await supervisor.start()
    try:
        facts = await asyncio.to_thread(gather, tmp_path / "c", supervisor.running)
    finally:
        await supervisor.stop()
    assert facts.forwarding
    assert facts.forwarding.status == 200
    assert facts.ollama.url == server.url
    assert facts.trusted
    assert facts.directory.writers == (facts.status.pid,)
    (record,) = records(tmp_path / "c")
    assert record.client
    assert record.client.user_agent == machine.USER_AGENT


def test_without_a_capture_the_ports_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    monkeypatch.setenv("CODEX_TUI_OLLAMA_PORT", "0")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("CODEX_TUI_PORT", str(port))
        facts = gather(tmp_path, None)
    assert [door.port for door in facts.doors] == [port, 0]
    assert f"Port {port} is taken" in (facts.doors[0].problem or "")
    assert facts.forwarding is None
    assert facts.ollama.problem == "Connection refused"


def test_settings_and_addresses_that_cannot_be_meant_are_facts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "ftp://nowhere")
    monkeypatch.setenv("CODEX_TUI_PORT", "x")
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        now, port = datetime.now(UTC).isoformat(), proxy.getsockname()[1]
        running = Running(pid=os.getpid(), started_at=now, listen_host="127.0.0.1", port=port, captures=tmp_path)
        facts = gather(tmp_path, running)
    assert "CODEX_TUI_PORT sets port" in (facts.config_problem or "")
    assert "ftp://nowhere" in (facts.ollama.problem or "")
    assert facts.forwarding == Forwarding()  # what cannot answer is not asked through the proxy
