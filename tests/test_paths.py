"""Where things lie."""

import os
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.paths import captures_directory, config_directory, data_directory, private_directory, state_directory


@pytest.fixture(autouse=True)
def own_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEX_CAPTURE_DIR", raising=False)
    monkeypatch.setenv("CODEX_TUI_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.mark.parametrize(
    ("variable", "directory"),
    [
        ("CODEX_TUI_STATE_DIR", state_directory),
        ("CODEX_TUI_DATA_DIR", data_directory),
        ("CODEX_TUI_CONFIG_DIR", config_directory),
    ],
)
def test_a_variable_moves_each_directory(
    variable: str, directory: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(directory)
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    assert directory() == tmp_path / "elsewhere"
    monkeypatch.delenv(variable)
    assert directory().name == "codex-tui"


def test_the_option_comes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_CAPTURE_DIR", str(tmp_path / "named"))
    assert captures_directory(Path("mine")) == tmp_path / "work" / "mine"


def test_the_variable_comes_before_a_running_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_CAPTURE_DIR", str(tmp_path / "named"))
    assert captures_directory(None, running=tmp_path / "live") == tmp_path / "named"


def test_a_running_proxy_comes_before_the_working_directory(tmp_path: Path) -> None:
    _history_in(tmp_path / "work" / "captures")
    assert captures_directory(None, running=tmp_path / "live") == tmp_path / "live"


def test_captures_here_count_where_they_hold_a_history(tmp_path: Path) -> None:
    _history_in(tmp_path / "work" / "captures")
    assert captures_directory(None) == tmp_path / "work" / "captures"


def test_captures_here_count_in_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "work" / "captures").mkdir()
    (tmp_path / "work" / "codex_tui").mkdir()
    (tmp_path / "work" / "mitm_addons").mkdir()
    (tmp_path / "work" / "mitm_addons" / "capture_codex.py").touch()
    assert captures_directory(None) == tmp_path / "work" / "captures"


def test_a_strange_captures_directory_here_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "work" / "captures").mkdir()
    assert captures_directory(None) == tmp_path / "data" / "captures"


def test_a_symlink_here_is_not_followed(tmp_path: Path) -> None:
    _history_in(tmp_path / "theirs")
    (tmp_path / "work" / "captures").symlink_to(tmp_path / "theirs")
    assert captures_directory(None) == tmp_path / "data" / "captures"


def test_a_strangers_captures_here_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _history_in(tmp_path / "work" / "captures")
    stranger = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    assert captures_directory(None) == tmp_path / "data" / "captures"


def test_a_working_directory_that_is_gone_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "work").rmdir()
    assert captures_directory(None) == tmp_path / "data" / "captures"


def test_a_name_within_a_working_directory_that_is_gone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "work").rmdir()
    with pytest.raises(CodexTuiError, match="is gone"):
        captures_directory(Path("mine"))


@pytest.mark.parametrize("name", ["~no-such-user/captures", "/tmp/\udcff"])
def test_a_path_that_cannot_be_meant_is_wrong_usage(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_CAPTURE_DIR", name)
    with pytest.raises(WrongUsage):
        captures_directory(None)


def test_private_directories_are_closed_to_others(tmp_path: Path) -> None:
    assert private_directory(tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_of_a_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CodexTuiError, match="cannot be made"):
        private_directory(tmp_path / "file" / "captures")


def _history_in(captures: Path) -> None:
    captures.mkdir()
    (captures / "history.jsonl").touch()
