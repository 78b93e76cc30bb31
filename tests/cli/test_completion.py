"""What a shell completes, and the examples that help shows."""

import itertools
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from codex_tui.cli.examples import examples
from codex_tui.cli.main import COMMANDS, main
from tests.cli import captures as made
from tests.processes import PROGRAM


def completed(*words: str, shell: str = "bash") -> list[str]:
    """What ``shell`` is told while the last word is being typed; each candidate follows its kind."""
    asked = {"_CODEX_TUI_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(["codex-tui", *words])}
    environment = dict(os.environ) | asked | {"COMP_CWORD": str(len(words))}
    ran = subprocess.run(PROGRAM, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == ""
    return [line.removeprefix("plain,") for line in ran.stdout.splitlines() if line]


def test_commands_and_options_are_completed() -> None:
    assert completed("sta") == ["stats", "start", "status"]
    assert completed("start", "--po") == ["--port"]
    assert completed("config", "s") == ["show"]


def test_exchanges_are_completed_newest_first_with_what_they_were(tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    named = ["show", "--captures", str(tmp_path)]
    assert completed(*named, "") == ["latest", "4", "3", "2", "1"]
    assert completed(*named, "3") == ["3"]
    assert completed(*named, "la") == ["latest"]
    assert completed(*named, "0" * 30) == []
    told = completed(*named, "2", shell="zsh")
    assert told == ["plain", "2", "$ pytest -q"]


def test_an_id_is_completed_from_its_beginning(tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    (found, *_) = completed("export", "--captures", str(tmp_path), "01")
    assert len(found) == 26


def test_filters_are_completed_by_what_the_history_has(tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    named = ["list", "--captures", str(tmp_path), "--filter"]
    assert "status:" in completed(*named, "sta")
    assert completed(*named, "model:g") == ["model:gpt-oss:20b"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on the PATH")
@pytest.mark.parametrize(
    ("pieces", "offered"),
    [
        # As readline cuts it: a colon is a word of its own.
        (["--filter", "model", ":", "g"], ["gpt-oss:20b"]),
        (["--filter", "model", ":"], ["gpt-oss:20b"]),
        (["--filter", "model", ":", "gpt-oss", ":", "2"], ["20b"]),
        (["--filter", '"model:g'], ["model:gpt-oss:20b"]),
        (["--filter", "sta"], ["state:", "status:"]),
        (["--filter", "sess"], ["nospace", "session:"]),  # a value follows
    ],
)
def test_bash_completes_what_has_a_colon(pieces: list[str], offered: list[str], tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    us = command_in(tmp_path)
    words = ["codex-tui", "list", "--captures", str(tmp_path), *pieces]
    typed = "".join(
        word if word == ":" or before == ":" else f" {word}" for before, word in itertools.pairwise(["", *words])
    )
    quoted = " ".join(map(shlex.quote, words))
    script = f"""
eval "$({us} completion bash)"
COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; COMP_LINE={shlex.quote(typed.strip())}; COMP_POINT=${{#COMP_LINE}}
compopt() {{ printf '%s\n' "$2"; }}
_codex_tui_completion {us}
printf '%s\n' "${{COMPREPLY[@]}}"
"""
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert sorted(ran.stdout.split()) == offered


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish on the PATH")
def test_fish_tells_the_whole_of_what_a_command_does(tmp_path: Path) -> None:
    script = f'{command_in(tmp_path)} completion fish | source; complete -C "codex-tui stats"'
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == f"stats\t{COMMANDS['stats']}\n"


def command_in(directory: Path) -> Path:
    """``codex-tui`` as a shell finds it."""
    us = directory / "codex-tui"
    us.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} "$@"\n')
    us.chmod(0o755)
    return us


def test_where_nothing_was_captured_nothing_is_offered_or_told(tmp_path: Path) -> None:
    assert completed("show", "--captures", str(tmp_path / "none"), "9") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell_calls_us_by_name(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_CODEX_TUI_COMPLETE={shell}_complete" in script
    # Of click's own scripts, what is mended in them.
    assert {"bash": "nospace", "zsh": "-S '' -a qualifiers", "fish": 'split -m 1 ","'}[shell] in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=60)


def test_examples_stand_in_the_help_of_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("", *COMMANDS):
        assert main([*name.split(), "--help"]) == 0
        assert f"codex-tui {name}".rstrip() in capsys.readouterr().out.partition("Examples:")[2], name


def test_remarks_stand_under_each_other() -> None:
    assert examples("a # one", "longer  # two", "no remark").splitlines() == [
        "\b",
        "Examples:",
        "  a       # one",
        "  longer  # two",
        "  no remark",
    ]
