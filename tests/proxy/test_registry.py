"""Which proxies run, as every program of ours finds them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.proxy.registry import Running, find_running, note_stop, register, stop_was_noted, unregister
from tests.processes import Processes


def entry(captures: Path, pid: int | None = None, *, port: int = 18110, started: timedelta = timedelta()) -> Running:
    """A proxy of this very process, unless told otherwise, that started now."""
    at = (datetime.now(UTC) + started).isoformat()
    return Running(pid=pid or os.getpid(), started_at=at, listen_host="127.0.0.1", port=port, captures=captures)


def test_a_live_proxy_is_found_from_anywhere(tmp_path: Path) -> None:
    register(entry(tmp_path))
    assert find_running() == find_running(captures=tmp_path) == find_running(port=18110)
    assert find_running(captures=tmp_path / "other") is None
    assert find_running(port=1) is None


def test_a_directory_is_the_same_by_any_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    register(entry(tmp_path / "link"))
    assert find_running(captures=tmp_path / "real") is not None


def test_of_several_the_newest_is_found(tmp_path: Path, processes: Processes) -> None:
    other = processes.start(["sleep", "60"])
    register(entry(tmp_path / "older", started=timedelta(minutes=1)))
    register(entry(tmp_path / "newer", other.pid, port=18112, started=timedelta(minutes=2)))
    newest, by_port = find_running(), find_running(port=18110)
    assert newest is not None
    assert newest.captures == tmp_path / "newer"
    assert by_port is not None
    assert by_port.captures == tmp_path / "older"


def test_one_whose_captures_go_with_it_is_found_only_by_name(tmp_path: Path) -> None:
    register(msgspec.structs.replace(entry(tmp_path), temporary=True))
    assert find_running() is None
    assert find_running(captures=tmp_path) == find_running(port=18110) is not None


def test_one_whose_process_has_ended_is_forgotten(tmp_path: Path, processes: Processes) -> None:
    ended = processes.start(["true"])
    ended.wait(10)
    register(entry(tmp_path, ended.pid))
    assert find_running() is None
    assert not list(registered())


def test_one_whose_pid_another_process_took_over_is_forgotten(tmp_path: Path) -> None:
    register(entry(tmp_path, started=timedelta(days=-1000)))
    assert find_running() is None
    assert not list(registered())


def test_one_is_still_known_where_the_clock_was_set_forward(tmp_path: Path, processes: Processes) -> None:
    proxy = processes.start(["sh", "-c", "read nothing", "mitmdump", "--scripts", "/of/ours/capture_codex.py"])
    register(entry(tmp_path, proxy.pid, started=timedelta(hours=-9)))
    assert find_running() is not None


def test_one_that_was_unregistered_is_gone(tmp_path: Path) -> None:
    register(entry(tmp_path))
    unregister(os.getpid())
    unregister(os.getpid())
    assert find_running() is None


def test_a_wanted_stop_is_of_that_proxy_and_of_no_later_one_with_its_pid(tmp_path: Path) -> None:
    stopped, later = entry(tmp_path), entry(tmp_path, started=timedelta(minutes=1))
    assert not stop_was_noted(stopped)
    note_stop(stopped)
    assert stop_was_noted(stopped)
    assert not stop_was_noted(later)


def test_an_entry_is_private(tmp_path: Path) -> None:
    register(entry(tmp_path))
    (path,) = registered()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff", b'{"pid": 1}', b'{"x": ' + b"[" * 10_000]
)
def test_a_damaged_entry_is_passed_over(content: bytes, tmp_path: Path) -> None:
    register(entry(tmp_path))
    (path,) = registered()
    (path.parent / "1.json").write_bytes(content)
    assert find_running() is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), started=st.text(max_size=30))
def test_junk_never_raises(content: bytes, started: str, tmp_path: Path) -> None:
    register(Running(pid=os.getpid(), started_at=started, listen_host="", port=1, captures=tmp_path))
    (Path(os.environ["CODEX_TUI_STATE_DIR"]) / "running" / "1.json").write_bytes(content)
    find_running()


def registered() -> list[Path]:
    return list((Path(os.environ["CODEX_TUI_STATE_DIR"]) / "running").glob("*.json"))
