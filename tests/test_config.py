"""What the user sets, and what comes before what."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.cli.main import main
from codex_tui.config import Settings, load, template
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.paths import captures_directory, config_file


def write(text: str | bytes) -> Path:
    path = config_file()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_a_file_everything_is_as_it_comes() -> None:
    loaded = load({})
    assert loaded.settings == Settings()
    assert loaded.origins == {}
    assert loaded.warnings == []


def test_the_environment_comes_before_the_file() -> None:
    path = write('port = 4000\nmodel = "qwen3:8b"\n')
    loaded = load({"CODEX_TUI_PORT": "5000"})
    assert (loaded.settings.port, loaded.settings.model) == (5000, "qwen3:8b")
    assert loaded.origins == {"port": "CODEX_TUI_PORT", "model": str(path)}


def test_an_empty_variable_sets_nothing() -> None:
    assert load({"CODEX_TUI_PORT": ""}).settings.port == 18110


def test_a_variable_that_is_a_list_has_commas() -> None:
    assert load({"CODEX_TUI_INTERCEPT": "one.example, *.two.example"}).settings.intercept == (
        "one.example",
        "*.two.example",
    )


def test_a_path_may_not_start_at_nobodys_home() -> None:
    with pytest.raises(WrongUsage, match="nobody's home"):
        load({"CODEX_TUI_MITMDUMP": "~no-such-user/mitmdump"})


def test_a_path_may_start_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    write('captures = "~/captures"\n')
    assert load({}).settings.captures == Path("/home/me/captures")


def test_what_is_no_setting_is_a_warning_and_no_failure() -> None:
    write("prot = 1\nmodel = 'm'\n[colours]\nred = 1\n")
    loaded = load({})
    assert loaded.settings.model == "m"
    assert [warning.split("sets ")[1] for warning in loaded.warnings] == [
        "'prot', which is no setting. Did you mean 'port'?",
        "'colours', which is no setting.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 'x'\n", "sets port to 'x'"),
        ("port = 65536\n", "65535"),
        ("intercept = 'one'\n", "sets intercept"),
        ("captures = 1\n", "Expected a path"),
        ("history_limit = 'much'\n", "sets history_limit to 'much'"),
        ("port = \n", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
    ],
)
def test_a_value_that_cannot_be_meant_is_told_with_its_place(text: str | bytes, told: str) -> None:
    path = write(text)
    with pytest.raises(WrongUsage) as error:
        load({})
    assert told in str(error.value)
    assert str(path) in str(error.value)


def test_a_variable_that_cannot_be_meant_is_named() -> None:
    with pytest.raises(WrongUsage, match="CODEX_TUI_OLLAMA_PORT sets ollama_port to 'door'"):
        load({"CODEX_TUI_OLLAMA_PORT": "door"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_junk_is_an_error_of_ours_or_nothing(content: bytes) -> None:
    write(content)
    try:
        load({})
    except CodexTuiError:
        return


def test_the_template_sets_nothing_and_names_everything() -> None:
    assert tomllib.loads(template()) == {}
    said = tomllib.loads("\n".join(line[2:] for line in template().splitlines()[1:] if " = " in line))
    assert list(said) == list(Settings.__struct_fields__)
    write("\n".join(line[2:] for line in template().splitlines() if " = " in line))
    assert not load({}).warnings


def test_the_settings_captures_come_after_what_runs_and_before_what_is_here(tmp_path: Path) -> None:
    assert captures_directory(None, None, tmp_path / "usual") == tmp_path / "usual"
    assert captures_directory(None, tmp_path / "running", tmp_path / "usual") == tmp_path / "running"


def test_show_tells_values_and_where_they_come_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write('model = "m"\n')
    monkeypatch.setenv("CODEX_TUI_INTERCEPT", "a.example")
    assert main(["config", "show", "--json"]) == 0
    told = {each["setting"]: each for each in map(json.loads, capsys.readouterr().out.splitlines())}
    assert told["model"] == {"setting": "model", "value": "m", "from": str(path)}
    assert told["intercept"] == {"setting": "intercept", "value": ["a.example"], "from": "CODEX_TUI_INTERCEPT"}
    assert told["port"]["from"] == "default"
    assert main(["config", "show"]) == 0
    assert f"m                     from {path}" in capsys.readouterr().out


def test_edit_opens_a_file_that_says_what_can_be_set_and_checks_it_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ngrep -q "^# port = 18110" "$1" && echo "prot = 1" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert main(["config", "edit"]) == 0
    assert "Did you mean 'port'?" in capsys.readouterr().err
    assert config_file().stat().st_mode & 0o777 == 0o600
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{config_file()}\n"


def test_edit_waits_for_an_editor_with_a_window_of_its_own_and_says_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = tmp_path / "code"
    editor.write_text('#!/bin/sh\n[ "$1" = --wait ] && echo "prot = 1" >> "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert main(["config", "edit"]) == 0
    assert "Did you mean 'port'?" in capsys.readouterr().err
    monkeypatch.setenv("VISUAL", "nowhere")
    assert main(["config", "edit"]) == 1
    assert "VISUAL is 'nowhere', which is no program here." in capsys.readouterr().err


def test_a_command_tells_what_is_set_in_vain_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("prot = 1\n")
    assert main(["print-cmds"]) == 0
    assert capsys.readouterr().err.count("'prot'") == 1


def test_a_command_takes_what_is_set_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("port = 4000\nmodel = 'qwen3:8b'\n")
    assert main(["print-cmds"]) == 0
    shown = capsys.readouterr().out
    assert "-m qwen3:8b" in shown
    assert "--proxy http://127.0.0.1:4000" in shown
    monkeypatch.setenv("CODEX_TUI_PORT", "5000")
    assert main(["print-cmds", "-m", "other"]) == 0
    shown = capsys.readouterr().out
    assert "-m other" in shown
    assert ":5000" in shown
    assert main(["print-cmds", "--port", "6000"]) == 0
    assert ":6000" in capsys.readouterr().out
