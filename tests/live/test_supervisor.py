"""A proxy comes up, is watched, mended, and ended."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from codex_tui.errors import CodexTuiError
from codex_tui.logs import log_file
from codex_tui.proxy import ProxyOptions, Supervisor, doors
from codex_tui.proxy.ports import any_free_port
from codex_tui.proxy.registry import find_running
from tests.deadline import eventually_async
from tests.processes import Processes

Supervise = Callable[..., Supervisor]


@pytest_asyncio.fixture
async def supervise(captures: Path, processes: Processes) -> AsyncIterator[Supervise]:
    """Called with options it gives a supervisor, not yet started, that is stopped when the test ends."""
    async with AsyncExitStack() as stack:

        def make(**options: object) -> Supervisor:
            defaults = {"captures": captures, "port": 0, "ollama_port": 0}
            supervisor = Supervisor(ProxyOptions(**defaults | options))  # type: ignore[arg-type]
            stack.push_async_callback(supervisor.stop)
            return supervisor

        yield make


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def listens(port: int | None) -> bool:
    assert port
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


async def test_where_any_port_will_do_one_that_was_taken_meanwhile_gives_way_to_another(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken: int = other.getsockname()[1]
        told = iter([taken])
        monkeypatch.setattr(doors, "any_free_port", lambda host, but=(): next(told, 0) or any_free_port(host, but))
        supervisor = supervise(ollama_port=None)
        await supervisor.start()
        assert supervisor.status.port not in (None, taken)
        assert listens(supervisor.status.port)


async def test_a_proxy_that_started_listens_at_both_doors(captures: Path, supervise: Supervise) -> None:
    supervisor = supervise()
    assert not supervisor.status.running
    await supervisor.start()
    status = supervisor.status
    assert supervisor.owned
    assert status.running
    assert status.problem is None
    assert status.mitmproxy
    assert status.captures == captures
    assert listens(status.port)
    assert listens(status.ollama_port)


async def test_what_it_writes_is_private(captures: Path, home: Path, supervise: Supervise) -> None:
    await supervise().start()
    assert mode(captures) == 0o700
    assert mode(captures / "proxy.log") == 0o600
    assert mode(home / "state" / "mitmproxy") == 0o700


async def test_a_stopped_proxy_is_gone_and_says_so(captures: Path, supervise: Supervise) -> None:
    supervisor = supervise()
    await supervisor.start()
    status = supervisor.status
    await supervisor.stop()
    assert not supervisor.status.running
    assert not supervisor.owned
    assert not psutil.pid_exists(status.pid or 0)
    assert not listens(status.port)
    assert not (captures / "proxy.json").exists()
    assert find_running() is None
    await supervisor.stop()


async def test_the_users_own_mitmproxy_does_not_apply(
    tmp_path: Path, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".mitmproxy").mkdir()
    (tmp_path / ".mitmproxy" / "config.yaml").write_text("scripts: [/no/such/script.py]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    supervisor = supervise()
    await supervisor.start()
    assert supervisor.status.running


async def test_a_killed_proxy_comes_back_on_the_same_ports(supervise: Supervise) -> None:
    supervisor = supervise()
    await supervisor.start()
    before = supervisor.status
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)
    await eventually_async(lambda: "signal 9" in (supervisor.status.problem or ""), "the notice of its end")
    await eventually_async(lambda: supervisor.status.running, "the new proxy")
    after = supervisor.status
    assert after.pid != before.pid
    assert (after.port, after.ollama_port) == (before.port, before.ollama_port)
    assert after.problem is None
    assert listens(after.port)


async def test_a_proxy_that_cannot_come_back_says_why_and_is_tried_again(supervise: Supervise) -> None:
    supervisor = supervise(ollama_port=None)
    await supervisor.start()
    before = supervisor.status
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)
    await eventually_async(lambda: not supervisor.status.running, "its end")
    with socket.create_server(("127.0.0.1", before.port or 0)):
        await eventually_async(lambda: "is taken" in (supervisor.status.problem or ""), "the reason")
        assert not supervisor.status.running
    await eventually_async(lambda: supervisor.status.running, "the new proxy")
    assert supervisor.status.port == before.port


async def test_whatever_goes_wrong_with_it_the_watch_goes_on(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise()
    await supervisor.start()
    with monkeypatch.context() as broken:
        broken.setattr("codex_tui.proxy.supervisor.plan_doors", lambda *_: 1 / 0)
        os.kill(supervisor.status.pid or 0, signal.SIGKILL)
        await eventually_async(lambda: "ZeroDivisionError" in (supervisor.status.problem or ""), "the reason")
    await eventually_async(lambda: supervisor.status.running, "the new proxy")
    assert "division by zero" in log_file().read_text()


async def test_a_second_inspector_attaches_and_leaves_the_proxy_when_it_goes(supervise: Supervise) -> None:
    first, second = supervise(), supervise()
    await first.start()
    await second.start()
    assert not second.owned
    assert second.status == first.status
    await second.stop()
    assert first.status.running


async def test_a_door_that_the_running_proxy_lacks_is_told(supervise: Supervise) -> None:
    first, second = supervise(), supervise(ollama_port=_free_port(), ollama_port_required=True)
    await first.start()
    await second.start()
    assert not second.owned
    assert "no door to Ollama on port" in second.notices[0]


async def test_if_the_owner_goes_the_second_starts_its_own_on_the_same_ports(supervise: Supervise) -> None:
    first, second = supervise(), supervise()
    await first.start()
    await second.start()
    before = first.status
    await first.stop()
    await eventually_async(lambda: second.owned and second.status.running, "a proxy of the second's own")
    assert (second.status.port, second.status.ollama_port) == (before.port, before.ollama_port)


async def test_of_two_that_start_at_once_one_owns_the_proxy(supervise: Supervise) -> None:
    both = [supervise(), supervise()]
    await asyncio.gather(*(supervisor.start() for supervisor in both))
    assert sorted(supervisor.owned for supervisor in both) == [False, True]
    assert both[0].status.pid == both[1].status.pid


async def test_another_port_on_the_same_directory_is_a_second_proxy(captures: Path, supervise: Supervise) -> None:
    first, second = supervise(), supervise()
    await first.start()
    free = _free_port()
    second = supervise(port=free, port_required=True)
    await second.start()
    assert second.owned
    assert second.status.port == free
    assert second.status.mitmproxy
    assert json.loads((captures / "proxy.json").read_bytes())["pid"] == first.status.pid
    assert (captures / f"proxy-{second.status.pid}.json").exists()


async def test_a_taken_port_is_an_error_and_starts_nothing(
    tmp_path: Path, processes: Processes, supervise: Supervise
) -> None:
    first = supervise()
    await first.start()
    port = first.status.port
    second = supervise(captures=tmp_path / "other", port=port)
    with pytest.raises(CodexTuiError, match=f"Port {port} is taken by the capture into {first.status.captures}"):
        await second.start()
    assert "is taken" in (second.status.problem or "")
    assert len(processes.alive()) == 1


async def test_a_taken_door_to_ollama_is_told_and_left_out(supervise: Supervise) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        supervisor = supervise(ollama_port=server.getsockname()[1])
        await supervisor.start()
    assert supervisor.status.running
    assert supervisor.status.ollama_port is None
    assert "without its door to Ollama" in supervisor.notices[0]


async def test_a_capture_directory_that_cannot_be_made_is_an_error(tmp_path: Path, supervise: Supervise) -> None:
    (tmp_path / "file").touch()
    supervisor = supervise(captures=tmp_path / "file" / "captures")
    with pytest.raises(CodexTuiError, match="cannot be made"):
        await supervisor.start()


async def test_a_proxy_that_ends_at_once_is_an_error_with_its_first_words(
    tmp_path: Path, processes: Processes, supervise: Supervise
) -> None:
    supervisor = supervise(mitmdump=_program(tmp_path, "echo out of luck; exit 1"))
    with pytest.raises(CodexTuiError, match="did not start: out of luck") as told:
        await supervisor.start()
    assert "proxy.log" in told.value.hint
    assert not supervisor.status.running
    assert processes.alive() == []


async def test_a_proxy_that_never_gets_ready_is_ended(
    tmp_path: Path, processes: Processes, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_tui.proxy.child.START_PATIENCE", 0.1)
    monkeypatch.setattr("codex_tui.proxy.child.STOP_PATIENCE", 0.1)
    supervisor = supervise(mitmdump=_program(tmp_path, "trap '' TERM; sleep 60 & wait; wait"))
    with pytest.raises(CodexTuiError, match="not ready within"):
        await supervisor.start()
    await eventually_async(lambda: not processes.alive(), "the end of its whole family")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _program(directory: Path, script: str) -> Path:
    path = directory / "mitmdump"
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo Mitmproxy: 12.0.0 && exit\n{script}\n')
    path.chmod(0o755)
    return path
