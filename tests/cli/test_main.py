"""``codex-tui`` itself: which command runs, what is loaded, how errors are told."""

import os
import pty
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from codex_tui import __version__
from codex_tui.cli import main as program
from codex_tui.cli.main import COMMANDS, main
from codex_tui.cli.output import has_screen
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.tui import later
from tests.cli import captures as made
from tests.processes import PROGRAM, Processes

# Runs with the arguments given and tells which modules that loaded.
LOADED = """
import sys
from codex_tui.cli.main import main
code = max(main(arguments.split()) for arguments in sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
DRAWING = {"textual", "rich", "aiohttp", "mitmproxy"}


def loaded_by(*commands: str) -> set[str]:
    """The modules that commands load, run one after another."""
    finished = subprocess.run([sys.executable, "-c", LOADED, *commands], capture_output=True, text=True, timeout=60)
    assert finished.returncode == 0, finished.stderr
    return set(finished.stderr.split())


def fails_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code where ``list`` ends with ``error``."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(program.cli, "get_command", lambda *_: click.Command("list", callback=fail))
    return main(["list"])


def test_the_version_is_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"codex-tui {__version__}\n"


def test_the_version_loads_nothing_heavy() -> None:
    loaded = loaded_by("--version")
    ours = {name for name in loaded if name.startswith("codex_tui")}
    assert ours == {"codex_tui", "codex_tui.errors"} | {
        f"codex_tui.cli{name}" for name in ("", ".commands", ".interrupts", ".main", ".options")
    }
    assert not loaded & {"asyncio", "logging", "msgspec", "platformdirs", "psutil", "rich", "textual"}


def test_no_command_loads_what_draws_before_it_draws() -> None:
    assert not loaded_by(*(f"{name} --help" for name in COMMANDS)) & DRAWING


@pytest.mark.parametrize("command", ["list", "list --json", "show 2", "search gauge", "export 2 --format json"])
def test_what_goes_into_a_pipe_is_not_drawn(command: str, tmp_path: Path) -> None:
    made.tool_session(tmp_path)
    assert not loaded_by(f"{command} --captures {tmp_path}") & DRAWING


def test_the_newest_out_of_an_index_load_next_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.tool_session(tmp_path)
    assert main(["list", "--captures", str(tmp_path)]) == 0
    monkeypatch.setenv("CODEX_CAPTURE_DIR", str(tmp_path))
    for command in ("list --json -n 3", f"list --json -n 3 --captures {tmp_path}"):
        loaded = loaded_by(command)
        assert "codex_tui.history.newest" in loaded
        assert not loaded & {"asyncio", "logging", "msgspec", "platformdirs", "psutil", "tomllib", *DRAWING}
        assert not loaded & {"codex_tui.dialects", "codex_tui.proxy", "codex_tui.wire", "codex_tui.config"}


def test_the_inspector_starts_without_what_stands_beside_the_list_or_only_a_key_or_a_proxy_asks_for() -> None:
    code = "import sys, codex_tui.tui.app; print(*sys.modules)"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(finished.stdout.split())
    late = {f"codex_tui.{name}" for name in ("analysis.comparison", "analysis.statistics", "doctor", "export")}
    late |= {f"codex_tui.{name}" for name in ("proxy.supervisor", "tui.wizard")}
    late |= {f"codex_tui.{name}" for name in ("dialects.reading", "history.search", "history.query.query")}
    late |= {f"codex_tui.tui.widgets.{name}" for name in ("raw.raw", "transcript.transcript", "find.hits")}
    late |= {f"codex_tui.{name}" for name in later.MODULES}
    assert all(find_spec(name) for name in late)
    assert not loaded & {"http.client", "importlib.metadata", "psutil", "tomllib", "urllib.request", *late}


def test_help_names_every_command_and_loads_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert not {f"codex_tui.cli.{name.replace('-', '_')}" for name in COMMANDS} & loaded_by("-h")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"Usage: codex-tui {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["lisst"], "There is no command 'lisst'. Did you mean 'list'?\n  Try `codex-tui --help`."),
        (["--nonsense"], "No such option"),
        (["--port", "65536"], "65536 is not in the range"),
        (["env", "--port", "x"], "'x' is not a valid integer range"),
        (["run"], "Missing argument"),
        (["--port", "1", "env"], "An option stands before the command.\n  Put it after 'env'."),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("codex-tui: ")
    assert told in shown.err


def test_without_a_terminal_there_is_no_inspector(processes: Processes) -> None:
    finished = processes.codex_tui()
    assert finished.code == 2
    assert "needs a terminal" in finished.err


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (CodexTuiError("It broke.", "Mend it."), 1, "codex-tui: It broke.\n  Mend it.\n"),
        (WrongUsage("Not so."), 2, "codex-tui: Not so.\n"),
        (CodexTuiError("\x1b]0;evil\x07"), 1, "codex-tui: ␛]0;evil␇\n"),
        (click.Abort(), 130, ""),
        (KeyboardInterrupt(), 130, "\n"),
    ],
)
def test_an_error_is_told_and_ends_with_its_code(
    error: BaseException,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fails_with(error, monkeypatch) == code
    assert capsys.readouterr().err == told


def test_a_bug_is_one_sentence_and_its_traceback_is_in_the_log(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails_with(ZeroDivisionError("oops"), monkeypatch) == 1
    log = home / "state" / "codex-tui.log"
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert str(log) in told
    assert "Traceback" not in told
    assert "ZeroDivisionError: oops" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_what_the_system_refuses_is_told_with_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = tmp_path / ("x" * 300)
    assert main(["status", "--captures", str(long)]) == 1
    assert capsys.readouterr().err.startswith(f"codex-tui: {long}: File name too long.\n")


def test_without_any_output_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)  # as Python has it where the caller closed it
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["status", "--captures", str(tmp_path)]) == 0
    assert not has_screen()


def test_a_reader_that_has_enough_ends_it_quietly(tmp_path: Path, processes: Processes) -> None:
    (tmp_path / "proxy.log").write_text("one\n")
    process = processes.start([*PROGRAM, "logs", "-f", "--captures", tmp_path])
    assert process.stdout
    assert process.stdout.readline() == "one\n"
    process.stdout.close()
    with (tmp_path / "proxy.log").open("a") as log:
        log.write("two\n")
    assert process.wait(30) == 1
    assert process.stderr
    assert process.stderr.read() == ""


def test_the_log_is_kept_small(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_tui.logs.LIMIT", 10)
    for _ in range(3):
        fails_with(ZeroDivisionError(), monkeypatch)
    assert sorted(path.name for path in (home / "state").glob("*.log*")) == ["codex-tui.log", "codex-tui.log.1"]


def test_a_log_that_cannot_be_written_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "state").touch()
    assert fails_with(ZeroDivisionError(), monkeypatch) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_package_runs_as_a_module() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "codex_tui", "--version"],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=60,
    )
    assert finished.stdout == f"codex-tui {__version__}\n"


@pytest.mark.parametrize(("term", "has"), [("xterm-256color", True), ("dumb", False)])
def test_a_screen_is_for_terminals_that_can_be_drawn_on(term: str, *, has: bool) -> None:
    ours, theirs = pty.openpty()
    told = subprocess.run(
        [sys.executable, "-c", "from codex_tui.cli.output import has_screen; raise SystemExit(has_screen())"],
        stdin=theirs,
        stdout=theirs,
        env={**os.environ, "TERM": term},
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert told.returncode == has
