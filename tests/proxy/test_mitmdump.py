"""Which mitmdump runs."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.mitmdump import Mitmdump, addon_script, child_environment, find_mitmdump, find_mitmweb


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_ours_is_the_one_beside_our_interpreter() -> None:
    found = find_mitmdump()
    assert found == Mitmdump(Path(sys.executable).parent / "mitmdump", version("mitmproxy"), ours=True)


def test_one_on_the_path_serves_where_ours_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "mitmdump", 'echo "Mitmproxy: 12.1.1 binary"')
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_mitmdump() == Mitmdump(tmp_path / "mitmdump", "12.1.1", ours=False)


def test_no_mitmdump_at_all_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CodexTuiError, match="no mitmdump") as told:
        find_mitmdump()
    assert "pip install mitmproxy" in told.value.hint


def test_a_named_one_comes_first(tmp_path: Path) -> None:
    named = program(tmp_path / "mine", "echo Mitmproxy: 11.0.2")
    assert find_mitmdump(named) == Mitmdump(named, "11.0.2", ours=False)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo Mitmproxy: 10.4.2", "needs 11.0.2 or later"),
        ("echo something else", "no mitmdump"),
        ("exit 3", "no mitmdump"),
        ("printf '\\377\\376'", "no mitmdump"),
    ],
)
def test_a_named_one_that_does_not_serve_is_told(script: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CodexTuiError, match=told):
        find_mitmdump(program(tmp_path / "mine", script))


def test_a_named_one_that_is_missing_or_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Mitmproxy: 12")
    for path in (tmp_path / "missing", tmp_path / "text"):
        with pytest.raises(CodexTuiError, match="cannot be run"):
            find_mitmdump(path)


def test_a_program_of_another_machine_is_told(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_bytes(b"\x7fELF nonsense")
    foreign.chmod(0o755)
    with pytest.raises(CodexTuiError, match="does not run"):
        find_mitmdump(foreign)


def test_our_pythons_settings_do_not_reach_another_installation(tmp_path: Path) -> None:
    ours = {"PYTHONPATH": "/p", "PYTHONHOME": "/h", "PATH": "/bin"}
    foreign = child_environment(Mitmdump(tmp_path, "12", ours=False), ours)
    assert foreign == {"PATH": "/bin", "PYTHONUNBUFFERED": "1"}
    assert child_environment(Mitmdump(tmp_path, "12", ours=True), ours).items() > ours.items()


def test_the_addon_is_there() -> None:
    assert addon_script().is_file()


@pytest.mark.parametrize("version", ["11.0.2", "11.1.1"])
def test_a_mitmweb_that_clients_could_take_over_is_refused(version: str, tmp_path: Path) -> None:
    with pytest.raises(CodexTuiError, match="CVE-2025-23217"):
        find_mitmweb(Mitmdump(tmp_path / "mitmdump", version, ours=False))


def test_the_mitmweb_of_the_same_installation_is_meant(tmp_path: Path) -> None:
    mitmdump = Mitmdump(tmp_path / "mitmdump", "12.2.3", ours=False)
    with pytest.raises(CodexTuiError, match="no mitmweb beside"):
        find_mitmweb(mitmdump)
    (tmp_path / "mitmweb").touch(0o755)
    assert find_mitmweb(mitmdump) == Mitmdump(tmp_path / "mitmweb", "12.2.3", ours=False)
