"""``codex-tui demo`` without a screen: real traffic through a real mitmdump."""

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui import dialects
from codex_tui.history import History
from codex_tui.history.summary import Summary
from tests.captured import records
from tests.deadline import eventually
from tests.processes import PROGRAM, Processes

HOLD = [*PROGRAM, "demo", "--no-tui", "--hold"]


def summaries(captures: Path) -> list[Summary]:
    history = History(captures, dialects.read)
    while history.poll().more:
        pass
    return list(history.summaries)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the children make their temporary directories; it must be empty in the end."""
    directory = tmp_path / "tmp"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    yield directory
    assert list(directory.iterdir()) == []


def test_it_plays_every_kind_of_exchange_and_captures_it(
    captures: Path, temporary: Path, processes: Processes
) -> None:
    ran = processes.codex_tui("demo", "--no-tui", "--captures", captures)
    assert ran.code == 0, ran
    assert ran.err == ""
    assert ran.out.endswith(f"15 exchanges captured in {captures}.\n")

    told = [(call.state, call.status, call.outcome) for call in summaries(captures) if call.is_model_call]
    assert told == [
        ("complete", 200, "answer"),
        ("complete", 200, "$ rg -n 'random|sleep|delay' src tests"),
        ("complete", 200, "$ pytest -q tests/test_retry.py --count 20"),
        ("complete", 200, "answer"),
        ("complete", 200, "± 2 files +7 −4"),
        ("failed", 500, "500 the model runner has stopped"),
        ("complete", 200, "$ pytest -q tests/test_retry.py --count 20"),
        ("complete", 200, "answer"),
        ("complete", 200, "answer"),
        ("failed", 200, "answer, cut off"),
        ("complete", 200, "answer"),
        ("aborted", 200, "answer, aborted"),
    ]
    ends = [record.end for record in records(captures)]
    assert (ends[-3], ends[-1]) == ("server_closed", "client_closed")
    assert [line.split()[0] for line in ran.out.splitlines()[:-1]] == [
        {"complete": "✓", "failed": "✗", "aborted": "■"}[summary.state] for summary in summaries(captures)
    ]


def test_without_a_terminal_it_needs_no_option_and_leaves_nothing(temporary: Path, processes: Processes) -> None:
    ran = processes.codex_tui("demo")
    assert ran.code == 0, ran
    assert f"15 exchanges captured in {temporary}/codex-tui-demo-" in ran.out
    assert "removed" in ran.err


def test_in_the_background_it_ends_and_tidies_up_when_its_starter_is_gone(
    temporary: Path, processes: Processes
) -> None:
    child = processes.start(HOLD)
    assert child.stdout
    assert child.stdin
    told = json.loads(child.stdout.readline())
    captures = Path(told["captures"])
    assert captures.parent == temporary
    eventually(lambda: len(records(captures)) >= 5, "the first exchanges")
    child.stdin.close()
    assert child.wait(20) == 0
    eventually(lambda: not processes.alive(), "the end of its proxy")


def test_a_terminated_demo_tidies_up(temporary: Path, processes: Processes) -> None:
    child = processes.start(HOLD)
    assert child.stdout
    child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    assert child.wait(20) == 130
    eventually(lambda: not processes.alive(), "the end of its proxy")


def test_a_port_that_is_taken_is_a_sentence(temporary: Path, processes: Processes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = processes.codex_tui("demo", "--no-tui", "--port", str(port))
    assert ran.code == 1, ran
    assert str(port) in ran.err
    assert "Traceback" not in ran.err
