"""``proxy.json`` is followed cheaply, and never trusted to be whole."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.proxy.proxy_file import ProxyFileReader


def said(pid: int, nonce: str = "n", **fields: object) -> str:
    times = {"v": 1, "pid": pid, "started_at": "2025-01-01T00:00:00Z", "captures": "/c", "nonce": nonce}
    return json.dumps(times | fields)


def test_a_replaced_file_is_read_again(tmp_path: Path) -> None:
    reader = ProxyFileReader(tmp_path)
    assert reader.by_pid(7) is None
    for count in (1, 2):
        new = tmp_path / "new"
        new.write_text(said(7, errors={"count": count, "last": "x"}))
        new.replace(tmp_path / "proxy.json")
        found = reader.by_pid(7)
        assert found is not None
        assert found.errors.count == count


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "proxy.json").write_text(said(7))
    reader = ProxyFileReader(tmp_path)
    assert reader.by_pid(7) is reader.by_pid(7)


def test_a_removed_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "proxy.json").write_text(said(7))
    reader = ProxyFileReader(tmp_path)
    assert reader.by_nonce("n") is not None
    (tmp_path / "proxy.json").unlink()
    assert reader.by_nonce("n") is None


def test_a_second_proxy_on_the_directory_is_told_from_the_first(tmp_path: Path) -> None:
    (tmp_path / "proxy.json").write_text(said(7, "first"))
    (tmp_path / "proxy-8.json").write_text(said(8, "second"))
    reader = ProxyFileReader(tmp_path)
    second = reader.by_nonce("second")
    assert second is not None
    assert second.pid == 8
    assert reader.by_pid(8) == second


def test_fields_of_a_later_version_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "proxy.json").write_text(said(7, v=2, more={"a": 1}))
    assert ProxyFileReader(tmp_path).by_pid(7) is not None


DEEP = b'{"more": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80) | st.sampled_from([said(7).encode()[:40], b'{"v": 1, "pid": "x"}', DEEP]))
def test_junk_says_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "proxy.json").write_bytes(content)
    assert ProxyFileReader(tmp_path).by_pid(7) is None
