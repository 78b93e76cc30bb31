"""``start --web``: the capture and its pages in the background, one command."""

import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from codex_tui.web.serving import find_serving
from tests.processes import Processes

FREE = ["--port", "0", "--ollama-port", "0", "--web-port", "0"]


def told(processes: Processes, *arguments: str | Path) -> dict[str, Any]:
    finished = processes.codex_tui(*arguments, "--json")
    assert finished.code == 0, finished
    return dict(json.loads(finished.out))


@pytest.fixture
def web(captures: Path, processes: Processes) -> Any:
    """What ``start --web`` told."""
    yield told(processes, "start", "--web", *FREE, "--captures", captures)
    processes.codex_tui("stop", "--captures", captures)


def test_the_link_works_is_told_again_and_survives_a_restart(
    web: dict[str, Any], captures: Path, home: Path, processes: Processes
) -> None:
    with urlopen(web["web"]) as page:
        assert page.status == 200
    assert told(processes, "status")["web"] == web["web"]
    assert web["web"] in processes.codex_tui("status").out
    assert told(processes, "start", "--web", "--captures", captures)["web"] == web["web"]
    again = told(processes, "restart")
    assert again["web"] == web["web"]
    assert again["pid"] != web["pid"]
    with urlopen(web["web"]) as page:
        assert page.status == 200
    assert processes.codex_tui("stop").code == 0
    assert processes.alive() == []
    assert find_serving(captures) is None
    assert told(processes, "status", "--captures", captures)["web"] is None


def test_a_taken_port_is_told_and_the_capture_stays(
    web: dict[str, Any], tmp_path: Path, processes: Processes
) -> None:
    port = web["web"].split(":")[2].split("/")[0]
    other = tmp_path / "other"
    failed = processes.codex_tui(
        *("start", "--captures", other, "--port", "0", "--ollama-port", "0", "--web-port", port)
    )
    try:
        assert failed.code == 1
        assert f"The pages are not served: Port {port} is taken" in failed.err
        assert told(processes, "status", "--captures", other)["running"]
    finally:
        processes.codex_tui("stop", "--captures", other)
