"""What of the captures cannot be read is told by every command that reads them, in the same words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codex_tui.cli.main import main
from codex_tui.history.frames import frames
from mitm_addons.codex_history import HistoryFile
from tests import records
from tests.cli import captures as made
from tests.history.packed import pack

COMMANDS = {
    "list": ["list"],
    "list as JSON": ["list", "--json"],
    "search": ["search", "pytest"],
    "search in vain": ["search", "nowhere-in-it"],
    "filter": ["list", "--filter", "pytest"],
    "export": ["export", "2", "3"],
    "stats": ["stats"],
    "diff": ["diff", "2", "3"],
    "show": ["show", "2"],
}


def plain(captures: Path) -> str:
    """Two lines that no reader can miss: one without an end, one without a beginning."""
    records.append(captures, b"{broken\n", b'{"v": 99}\n', made.error(5))
    return "2 lines of history.jsonl could not be read."


def unended(captures: Path) -> str:
    """The last line, where a disk was full."""
    records.append(captures, records.line(made.error(5))[:200])
    return "1 line of history.jsonl could not be read.\n  The first: at byte {size:,} it is cut: no newline ends it."


def packed_cut(captures: Path) -> str:
    """The second half of a packed segment."""
    path = _packed(captures)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return "2 lines of history-20251101T000000Z.jsonl.zst could not be read."


def packed_damaged(captures: Path) -> str:
    """The beginning of a frame's first block: nothing can be had of it."""
    path = _packed(captures)
    content = bytearray(path.read_bytes())
    with path.open("rb") as file:
        at = frames(file.fileno())[-1].at + 9
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(content)
    return "1 line of history-20251101T000000Z.jsonl.zst could not be read."


def journal(captures: Path) -> str:
    """A line of what is in flight."""
    live = captures / "live"
    live.mkdir()
    head = records.line(records.head(9))
    (live / f"{records.head(9)['id']}.jsonl").write_bytes(head + b"{broken\n")
    return f"1 line of live/{records.head(9)['id']}.jsonl could not be read."


def _packed(captures: Path) -> Path:
    lines = [records.line(made.error(number)) for number in range(10, 40)]
    return pack(captures / "history-20251101T000000Z.jsonl.zst", b"".join(lines[:15]), b"".join(lines[15:]))


@pytest.mark.parametrize("damaged", [plain, unended, packed_cut, packed_damaged, journal])
@pytest.mark.parametrize("command", COMMANDS)
def test_damage_is_told_whatever_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, damaged: Callable[[Path], str]
) -> None:
    made.tool_session(tmp_path)
    size = (tmp_path / "history.jsonl").stat().st_size
    words = damaged(tmp_path).format(size=size)
    assert main([*COMMANDS[command], "--captures", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert words in told
    assert told.count("could not be read") == 1
    assert main(["list", "--captures", str(tmp_path)]) == 0
    assert capsys.readouterr().err in told


@pytest.mark.parametrize("command", ["list", "export", "stats", "search", "search in vain"])
def test_what_only_shows_when_a_line_is_read_whole_is_told_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    made.tool_session(tmp_path)
    records.append(tmp_path, records.line(made.error(5)).replace(b"say hello", b"say \x01 pytest"))
    if command == "search in vain":  # it looks into none; but somebody else has
        main(["list", "--captures", str(tmp_path)])
        capsys.readouterr()
    assert main([*COMMANDS[command], "--captures", str(tmp_path)]) == 0
    assert "1 line of history.jsonl could not be read." in capsys.readouterr().err


def test_a_line_that_a_writer_is_about_to_end_is_no_damage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made.tool_session(tmp_path)
    unended(tmp_path)
    with HistoryFile(tmp_path).locked():
        assert main(["search", "pytest", "--captures", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""
