import json
from pathlib import Path
from typing import Any

import codex_status
import pytest
from codex_status import Status


@pytest.fixture
def status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Status:
    """Of a proxy that listens, and is due for a rewrite at any time."""
    monkeypatch.setattr(codex_status, "INTERVAL", 0.0)
    made = Status(tmp_path)
    made.ready({"nonce": "n"})
    assert not made.tend()
    return made


def told(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "proxy.json").read_bytes())
    return found


def test_an_error_is_told(tmp_path: Path, status: Status) -> None:
    assert told(tmp_path)["errors"] == {"count": 0, "last": None, "over": False}
    status.failed("storing: No space left on device")
    status.tend()
    assert told(tmp_path)["errors"] == {"count": 1, "last": "storing: No space left on device", "over": False}
    status.stored()
    status.tend()
    assert told(tmp_path)["errors"] == {"count": 1, "last": "storing: No space left on device", "over": True}
    status.failed("storing: No space left on device")
    status.tend()
    assert told(tmp_path)["errors"] == {"count": 2, "last": "storing: No space left on device", "over": False}


def test_a_record_that_is_written_is_no_news_where_nothing_failed(tmp_path: Path, status: Status) -> None:
    status.stored()
    assert not status.tend()
    assert told(tmp_path)["errors"] == {"count": 0, "last": None, "over": False}


def test_an_error_that_comes_while_the_file_is_written_is_told_next(
    tmp_path: Path, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = codex_status.replace_file

    def interrupted(path: Path, data: bytes) -> None:
        monkeypatch.setattr(codex_status, "replace_file", write)
        status.failed("a hook")
        write(path, data)

    monkeypatch.setattr(codex_status, "replace_file", interrupted)
    status.count("requests")
    assert status.tend()
    assert not status.tend()
    assert told(tmp_path)["errors"]["last"] == "a hook"


def test_what_could_not_be_written_waits(tmp_path: Path, status: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(codex_status, "replace_file", full)
        status.count("requests")
        (tmp_path / "proxy.json").unlink()
        with pytest.raises(OSError, match="No space"):
            status.tend()
    assert not status.tend()
    assert told(tmp_path)["seen"]["requests"] == 1


def test_a_full_disk_is_told_in_the_room_that_is_there(
    tmp_path: Path, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    room = (tmp_path / "proxy.json").stat().st_size
    with monkeypatch.context() as patch:
        patch.setattr(codex_status, "replace_file", full)
        status.failed("storing: No space left on device")
        status.happened("tunnelled", "a.host.of.some.length", None, None)
        assert status.tend()
        assert told(tmp_path)["errors"]["count"] == 1
        assert (tmp_path / "proxy.json").stat().st_size == room
        status.failed("storing: " + "a reason that is long" * 50)
        with pytest.raises(OSError, match="No space"):
            status.tend()
    assert not status.tend()
    assert told(tmp_path)["errors"]["count"] == 2
    assert told(tmp_path)["seen"]["tunnelled"] == {"a.host.of.some.length": 1}


def test_a_flood_of_hosts_counts_under_one_name(
    tmp_path: Path, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codex_status, "HOSTS", 2)
    for host in ("a", "b", "c", "d", "a"):
        status.happened("tunnelled", host, None, None)
    status.tend()
    assert told(tmp_path)["seen"]["tunnelled"] == {"a": 2, "b": 1, "…": 2}
