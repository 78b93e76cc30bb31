"""The server of pages that belongs to no terminal."""

from datetime import UTC, datetime
from pathlib import Path

from codex_tui.web.background import end_serving
from codex_tui.web.serving import Serving, find_serving, register
from tests.processes import Processes


def test_one_in_the_background_is_ended_and_one_in_a_terminal_left_alone(
    tmp_path: Path, processes: Processes
) -> None:
    process = processes.start(["sleep", "60"])
    for background in (False, True):
        now = datetime.now(UTC).isoformat()
        entry = Serving(pid=process.pid, started_at=now, port=1, token="t", captures=tmp_path, background=background)
        register(entry)
        end_serving(tmp_path)
        assert (find_serving(tmp_path) is None) == background
    assert process.wait(10) == -15
