"""The user's pager and editor, and what is handed to them."""

import os
import stat
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.tui import programs
from codex_tui.tui.naming import named
from codex_tui.tui.widgets.raw.document import Document
from codex_tui.tui.widgets.raw.value import value_at
from tests.records import Journal
from tests.tui import story
from tests.tui.host import inspecting, press, settle, text


def install(directory: Path, name: str, script: str = "exit 0") -> Path:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_users_own_program_comes_first(tmp_path: Path) -> None:
    path = {"PATH": str(tmp_path)}
    for name in ("less", "bat", "vi", "nano", "ed"):
        install(tmp_path, name)
    assert programs.pager(path) == ["less"]
    assert programs.pager(path | {"PAGER": "bat --paging 'always'"}) == ["bat", "--paging", "always"]
    assert programs.editor(path) == ["nano"]
    assert programs.editor(path | {"EDITOR": "vi", "VISUAL": "ed -s"}) == ["ed", "-s"]


@pytest.mark.parametrize(
    ("wanted", "command"),
    [
        ("code", ["code", "--wait"]),
        ("code --wait", ["code", "--wait"]),
        ("code -w -n", ["code", "-w", "-n"]),
        ("gvim -f", ["gvim", "-f"]),
        ("gvim -u NONE", ["gvim", "-f", "-u", "NONE"]),
    ],
)
def test_an_editor_with_a_window_of_its_own_is_waited_for(wanted: str, command: list[str], tmp_path: Path) -> None:
    install(tmp_path, command[0])
    assert programs.editor({"PATH": str(tmp_path), "EDITOR": wanted}) == command


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = {"PATH": str(tmp_path)}
    with pytest.raises(CodexTuiError, match=r"There is no pager here\. Set PAGER, or install less"):
        programs.pager(path)
    with pytest.raises(CodexTuiError, match="EDITOR is 'nowhere', which is no program here"):
        programs.editor(path | {"EDITOR": "nowhere"})


def test_a_pager_gets_no_control(tmp_path: Path) -> None:
    pager = install(tmp_path, "pager", f'cat > {tmp_path}/paged; echo "$LESS" > {tmp_path}/less')
    programs.page([str(pager)], "a\x1b[31mb\x9bc\u202ed\n".encode() + b"\xff")
    assert (tmp_path / "paged").read_text() == "a␛[31mb⟨9B⟩c⟨RLO⟩d\n\\xff"
    assert (tmp_path / "less").read_text().endswith("-+F\n")


def test_an_editor_gets_the_exact_bytes_in_a_file_that_goes(tmp_path: Path) -> None:
    editor = install(tmp_path, "editor", f'cp -p "$1" {tmp_path}/seen; echo "$1" > {tmp_path}/name')
    content = b'{"a": "\x1b\xff"}'
    programs.edit([str(editor)], content, "codex-7.json")
    assert (tmp_path / "seen").read_bytes() == content
    assert stat.S_IMODE((tmp_path / "seen").stat().st_mode) == 0o600
    path = Path((tmp_path / "name").read_text().strip())
    assert path.name == "codex-7.json"
    assert not path.parent.exists()


def test_one_that_fails_is_said_and_its_file_goes_too(tmp_path: Path) -> None:
    editor = install(tmp_path, "editor", f'echo "$1" > {tmp_path}/name; exit 3')
    with pytest.raises(CodexTuiError, match=r"/editor ended with 3\."):
        programs.edit([str(editor)], b"x", "codex-7.json")
    assert not Path((tmp_path / "name").read_text().strip()).exists()
    pager = install(tmp_path, "pager", "kill -INT $$")
    programs.page([str(pager)], b"x")


def test_the_value_of_a_line_is_named() -> None:
    document = Document.of(b'{"a": [1, {"b": "x\\ny"}], "c": null, "d": {}}')
    assert document is not None
    lines = document.lines.text.split("\n")
    found = {line.strip(): value_at(document, number) for number, line in enumerate(lines)}
    assert value_at(document, 0) is None
    assert found['"a": ['][1] == '[\n  1,\n  {\n    "b": "x\\ny"\n  }\n]'  # type: ignore[index]
    assert found["1,"] == ("value", "1", True)
    assert found['"b": "x\\ny"'] == ("b", "x\ny", False)
    assert found['"c": null,'] == ("c", "null", True)
    assert found['"d": {}'] == ("d", "{}", True)
    assert found["],"] is None


NAMED = {
    "list": ((), "exchange", ".md", "# "),
    "part": (("2",), "assistant", ".md", story.ANSWER[:20]),
    "body": (("3",), "request body", ".json", '{"model": "gpt-oss:20b"'),
    "string": (("3", "j"), "model", ".txt", "gpt-oss:20b"),
    "node": (("3", "j", "j", "j"), "input", ".json", '[\n  {\n    "type": "message"'),
    "event": (("3", "l", "l", "g"), "event 1", ".json", '{"type": "response.created"'),
    "headers": (("3", "l", "l", "l"), "headers", ".txt", "POST http://localhost:11434/v1/responses"),
    "timing": (("3", "h"), "response body", ".txt", "event: response.created"),
}


@pytest.mark.parametrize("name", NAMED)
async def test_what_the_view_names(name: str, told: Journal, captures: Path) -> None:
    keys, called, suffix, beginning = NAMED[name]
    async with inspecting(captures, (200, 50)) as pilot:
        await press(pilot, *keys)
        inspector = pilot.app.inspector  # type: ignore[attr-defined]
        it = named(inspector._panes, inspector._pane, inspector.desk.opened)
        assert (it.name, it.suffix) == (called, suffix)
        assert it.content.decode().startswith(beginning)


async def test_the_copy_menu_offers_the_value_under_the_cursor(told: Journal, captures: Path) -> None:
    async with inspecting(captures, (200, 50)) as pilot:
        screen = await press(pilot, "3", "j", "y")
        assert "this, model" in screen


async def test_where_the_terminal_cannot_be_left_it_says_so(
    told: Journal, captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "less")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    async with inspecting(captures) as pilot:
        await press(pilot, "o")
        await settle(pilot)
        assert "This terminal can only be the inspector's." in text(pilot)
        monkeypatch.setenv("VISUAL", "nowhere")
        await press(pilot, "O")
        assert "VISUAL is 'nowhere'" in text(pilot)
