"""``codex-tui demo``: what it prints, and what it loads."""

import subprocess
import sys

import pytest

from codex_tui.cli.demo import _line, _typed
from codex_tui.cli.main import main
from codex_tui.cli.options import ProxyFlags
from codex_tui.history.summary import Summary, Timing


def summary(**fields: object) -> Summary:
    known = {
        "id": "01KAMNRP00000000000000000A",
        "number": 7,
        "started_at": "2025-11-22T10:00:07.000000Z",
        "state": "complete",
        "api": "openai.responses",
        "transport": "sse",
        "method": "POST",
        "url": "http://127.0.0.1:11434/v1/responses",
        "status": 200,
        "outcome": "$ pytest -q",
        "timing": Timing(last_byte=2_345.0),
    }
    return Summary(**known | fields)  # type: ignore[arg-type]


def test_a_line_says_how_it_ended_what_was_called_what_came_of_it_and_how_long_it_took() -> None:
    assert _line(summary()).split() == ["✓", "7", "POST", "/v1/responses", "$", "pytest", "-q", "2.3", "s"]


def test_a_call_is_not_named_twice() -> None:
    line = _line(summary(method="GET", url="http://localhost:11434/api/tags", outcome="GET /api/tags"))
    assert line.count("/api/tags") == 1


def test_lines_stand_in_columns() -> None:
    lines = [_line(summary()), _line(summary(number=142, outcome="x" * 500)), _line(summary(state="failed"))]
    assert len({len(line) for line in lines}) == 1
    assert "…" in lines[1]


def test_captured_text_cannot_steer_the_terminal() -> None:
    line = _line(summary(outcome="\x1b]0;owned\x07 \u202e", url="http://x/\x1b[2J"))
    assert "\x1b" not in line
    assert "\u202e" not in line


def test_what_was_typed_is_handed_on_to_the_child() -> None:
    assert _typed(ProxyFlags(port=0, listen_host="::1", intercept=("a.example", "*"))) == [
        *("--port", "0", "--listen-host", "::1", "--intercept", "a.example", "--intercept", "*")
    ]


def test_the_help_keeps_how_the_child_is_called_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--help"]) == 0
    out = capsys.readouterr().out
    assert "--no-tui" in out
    assert "--hold" not in out


def test_a_demo_without_a_screen_loads_none() -> None:
    code = "import sys, codex_tui.cli.demo, codex_tui.demo.traffic; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
