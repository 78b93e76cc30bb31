"""What only a real terminal shows: programs that borrow it, suspension, resizing, and no control of captured text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import PROGRAM
from tests.records import Journal
from tests.terminal import Terminal, needs_tmux
from tests.tui import story
from tests.tui.test_programs import install

pytestmark = needs_tmux

PROMPT = "bash-"


@pytest.fixture
def terminal(told: Journal, captures: Path, tmp_path: Path) -> Iterator[Terminal]:
    """A shell in a terminal, in which the inspector was started on the story."""
    with Terminal(120, 35) as terminal:
        install(tmp_path, "pager", f'cp /dev/stdin {tmp_path}/paged; clear; echo "in the pager"; read _ < /dev/tty')
        install(tmp_path, "editor", f'cat "$1" > {tmp_path}/edited; clear; echo "in the editor"; read _')
        terminal.start(
            ["bash", "--norc", "-i"],
            {"PAGER": str(tmp_path / "pager"), "EDITOR": str(tmp_path / "editor"), "VISUAL": ""},
        )
        terminal.wait_for(PROMPT)
        terminal.press(" ".join(map(str, [*PROGRAM, "--no-proxy", "--captures", captures])), "Enter")
        terminal.wait_for("2 Detail")
        yield terminal


def test_pager_and_editor_get_the_terminal_and_give_it_back(terminal: Terminal, tmp_path: Path) -> None:
    terminal.press("2", "o")
    terminal.wait_for("in the pager")
    assert "2 Detail" not in terminal.text()
    assert (tmp_path / "paged").read_text() == story.ANSWER
    terminal.press("C-c")  # which is the pager's, not ours
    terminal.press("Enter")
    terminal.wait_for("2 Detail")
    terminal.press("O")
    terminal.wait_for("in the editor")
    assert (tmp_path / "edited").read_text() == story.ANSWER
    terminal.press("Enter")
    terminal.wait_for("2 Detail")
    terminal.press("q", "q")
    terminal.wait_for(PROMPT)


def test_it_can_be_suspended_and_resumed(terminal: Terminal) -> None:
    terminal.press("C-z")
    screen = terminal.wait_for("Stopped")
    assert "2 Detail" not in screen
    terminal.press("fg", "Enter")
    terminal.wait_for("2 Detail")
    terminal.press("3")
    terminal.wait_for("POST http://localhost:11434/v1/responses")
