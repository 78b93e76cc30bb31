"""What only a real terminal shows: programs that borrow it, suspension, resizing, and no control of captured text."""

import base64
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import records
from tests.deadline import eventually
from tests.processes import PROGRAM
from tests.records import Journal
from tests.terminal import Terminal, needs_tmux
from tests.tui import story
from tests.tui.test_hostile import EVIL, evil_history
from tests.tui.test_programs import install

pytestmark = needs_tmux

PROMPT = "bash-"


EVIL_BYTES = (b"\x1b]0;owned", b"\x1b[31m\xc2\x9b", b"\xc2\x9b", b"\x9b2J", "\u202e".encode(), "\u2066".encode())


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


def frame(terminal: Terminal) -> list[str]:
    """What stands still while an answer goes on: the first line and the last, the titles, and the divider."""
    lines = terminal.text().splitlines()
    divider = max(lines[1].find("┬"), 0)
    return [lines[0], lines[1], *(line[divider : divider + 1] for line in lines[2:-1]), lines[-1]]


def test_it_can_be_suspended_and_resumed(terminal: Terminal) -> None:
    terminal.wait_for("✗ 1 error")  # then all is read
    terminal.wait_for("so the variable is")
    before = frame(terminal)
    terminal.press("C-z")
    screen = terminal.wait_for("Stopped")
    assert "2 Detail" not in screen
    terminal.press("fg", "Enter")
    eventually(lambda: frame(terminal) == before, "the whole frame")
    terminal.press("3")
    terminal.wait_for("POST http://localhost:11434/v1/responses")


def test_what_is_copied_reaches_the_buffer_of_tmux(terminal: Terminal) -> None:
    terminal.press("2", "Y")
    terminal.wait_for("by tmux")
    assert terminal.buffer == story.ANSWER


def test_what_is_copied_is_told_to_the_terminal_itself(told: Journal, captures: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    with Terminal(120, 35) as terminal:
        terminal.start(["env", "-u", "TMUX", *PROGRAM, "--no-proxy", "--captures", captures])
        terminal.wait_for("2 Detail")
        terminal.record(raw)
        terminal.press("2", "Y")
        terminal.wait_for("by OSC 52")
        sequence = b"\x1b]52;c;" + base64.b64encode(story.ANSWER.encode()) + b"\x07"
        eventually(lambda: sequence in raw.read_bytes(), "the sequence")


def point(terminal: Terminal, *places: tuple[int, int]) -> None:
    """What a terminal sends while its left button goes down, is held, and goes up again; cells from 0."""
    codes = ["0M", *["32M"] * (len(places) - 1), "0m"]
    for code, (x, y) in zip(codes, [*places, places[-1]], strict=True):
        terminal.press("-l", f"\x1b[<{code[:-1]};{x + 1};{y + 1}{code[-1]}")


def test_the_mouse_copies_what_it_is_dragged_over_and_pulls_a_divider(terminal: Terminal) -> None:
    terminal.wait_for("✗ 1 error")  # then all is read
    terminal.wait_for("so the variable is")
    lines = terminal.text().splitlines()
    divider, row = lines[1].index("┬"), next(y for y, line in enumerate(lines) if "20 passed in" in line)
    x = lines[row].index("20 passed")
    point(terminal, (x, row), (x + 4, row), (x + 8, row))
    terminal.wait_for("copied 9 B, by tmux")
    assert terminal.buffer == "20 passed"
    point(terminal, (divider, 12), (divider + 3, 12), (divider + 8, 12))
    eventually(lambda: terminal.text().splitlines()[1].find("┬") == divider + 8, "the divider")


def test_it_can_be_resized_at_any_time(terminal: Terminal) -> None:
    terminal.resize(80, 24)
    terminal.wait_for("1 Exchanges · 2 Transcript · 3 Raw")
    terminal.resize(50, 12)
    terminal.wait_for("codex-tui needs 60 columns and 16 lines")
    terminal.resize(200, 50)
    assert "3 Raw" in terminal.wait_for("2 Transcript")


_FAILING = """
import sys
from codex_tui.cli.main import main
from codex_tui.tui.app import Inspector
Inspector.action_help = lambda self: {}["what was captured"]
sys.exit(main(["--no-proxy", "--captures", sys.argv[1]]))
"""


def test_a_bug_is_told_in_a_sentence_and_shows_nothing_that_was_captured(told: Journal, captures: Path) -> None:
    with Terminal(120, 35) as terminal:
        terminal.start([sys.executable, "-c", _FAILING, captures])
        terminal.wait_for("2 Detail")
        terminal.press("?")
        screen = terminal.wait_for("Something unexpected went wrong: KeyError.")
        assert "The log has it: " in screen
        assert "Traceback" not in screen
        assert "captured" not in screen
        assert terminal.wait_for_end() == 1


COLOUR = re.compile(rb"\x1b\[(?:[\d:]*;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m")


@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_color_sends_no_colour(no_color: str, told: Journal, captures: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    with Terminal(120, 35) as terminal:
        terminal.start([*PROGRAM, "--no-proxy", "--captures", captures], {"NO_COLOR": no_color})
        terminal.record(raw)
        terminal.wait_for("2 Detail")
        for keys, seen in (
            (["2", "G"], "RETRY_SEED"),
            (["/", *"seed"], " of "),
            (["Enter", "3", "="], "POST"),
            (["l", "l"], "EVENT"),
            (["d"], "Compare"),
            (["q", "S"], "Statistics"),
            (["q", "f", *"state:x"], "not applied"),
            (["Escape"], "f filter"),
            (["?"], "Keys of"),
            (["q", "y"], "its id"),
        ):
            terminal.press(*keys)
            terminal.wait_for(seen)
    sent = raw.read_bytes()
    assert b"\x1b[7m" in sent or no_color == ""
    assert bool(COLOUR.search(sent)) == (no_color == "")


def test_no_byte_of_what_is_captured_drives_the_terminal(captures: Path, tmp_path: Path) -> None:
    records.append(captures, *evil_history())
    with (captures / "history.jsonl").open("a") as file:
        file.write(f"broken {EVIL}\n".replace("\r", ""))
    (captures / "proxy.log").write_text(f"[11:04:27.123] {EVIL}\n" * 3)
    raw = tmp_path / "raw"
    pager = install(tmp_path, "pager", "cat; read _ < /dev/tty")
    with Terminal(120, 35) as terminal:
        terminal.start([*PROGRAM, "--no-proxy", "--captures", captures], {"PAGER": str(pager)})
        terminal.record(raw)
        terminal.wait_for("2 Detail")
        for keys, seen in (
            ("g", "owned"),
            ("2=", "owned"),
            ("G", "owned"),
            ("3=", "POST"),
            ("l=", "owned"),
            ("l=", "EVENT"),
            ("l", "owned"),
            ("L", "Proxy log"),
            ("q", "2 Detail"),
            ("!", "byte"),
            ("q", "2 Detail"),
            ("y", "Copy"),
        ):
            terminal.press(*keys)
            terminal.wait_for(seen)
        terminal.press("q")
        eventually(lambda: " Copy " not in terminal.text(), "the end of the menu")
        terminal.press("2", "o")
        eventually(lambda: "2 Detail" not in terminal.text(), "the pager")
        terminal.press("Enter")
        terminal.wait_for("2 Detail")
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0
    sent = raw.read_bytes()
    assert b"owned" in sent
    assert [evil for evil in EVIL_BYTES if evil in sent] == []
