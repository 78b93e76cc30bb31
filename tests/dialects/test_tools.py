"""Tool calls and outputs as people read them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.partial import parse_partial
from codex_tui.dialects.tools import (
    Call,
    OtherCall,
    Patch,
    ShellCommand,
    ToolOutput,
    call_of,
    definitions_of,
    output_of,
)

PATCH = """*** Begin Patch
*** Update File: src/net/retry.py
*** Move to: src/net/again.py
@@ class Policy:
     def delay(self):
-        return 1
+        base = 2
+        return base
@@
-x
*** Add File: notes.md
+# Notes
+
*** Delete File: old.py
*** End Patch"""


def call(name: str, arguments: Any) -> Call:
    given_as = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return call_of(Part(kind="tool_call", origin="request", name=name, arguments=given_as))


def output(text: str) -> ToolOutput:
    return output_of(Part(kind="tool_output", origin="request", text=text))


@pytest.mark.parametrize(
    ("name", "arguments", "command"),
    [
        ("shell", {"command": ["bash", "-lc", "ls | wc -l"]}, "ls | wc -l"),
        ("shell", {"command": ["/bin/zsh", "-c", "ls"]}, "ls"),
        ("shell", {"command": ["powershell.exe", "-Command", "dir"]}, "dir"),
        ("shell", {"command": ["rg", "a b", "src"]}, "rg 'a b' src"),
        ("shell", {"command": ["bash", "-lc", "ls", "more"]}, "bash -lc ls more"),
        ("shell_command", {"command": "ls", "workdir": "/tmp"}, "ls"),
        ("exec_command", {"cmd": "ls"}, "ls"),
        ("local_shell", {"type": "exec", "command": ["ls"]}, "ls"),
        ("exec_command", {"cmd": "cat <<'EOF'\n*** Begin Patch\nEOF"}, "cat <<'EOF'\n*** Begin Patch\nEOF"),
    ],
)
def test_a_shell_tool_runs_a_command(name: str, arguments: Any, command: str) -> None:
    found = call(name, arguments)
    assert isinstance(found, ShellCommand)
    assert found.command == command


def test_a_command_knows_its_directory() -> None:
    assert call("shell", {"command": ["ls"], "workdir": "/tmp"}) == ShellCommand("ls", "/tmp")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("apply_patch", PATCH),
        ("apply_patch", {"input": PATCH}),
        ("shell", {"command": ["apply_patch", PATCH]}),
        ("shell", {"command": ["bash", "-lc", f"apply_patch <<'EOF'\n{PATCH}\nEOF\n"]}),
        ("exec_command", {"cmd": f"cd sub && apply_patch << 'PATCH'\n{PATCH}\nPATCH"}),
    ],
)
def test_a_patch_is_told_by_its_files_however_it_is_sent(name: str, arguments: Any) -> None:
    patch = call(name, arguments)
    assert isinstance(patch, Patch)
    assert (patch.added, patch.removed) == (4, 2)
    update, add, delete = patch.files
    assert (update.path, update.action, update.moved_to) == ("src/net/retry.py", "update", "src/net/again.py")
    assert [hunk.header for hunk in update.hunks] == ["class Policy:", ""]
    assert update.hunks[0].lines[:2] == [(" ", "    def delay(self):"), ("-", "        return 1")]
    assert (add.path, add.action, add.hunks[0].lines) == ("notes.md", "add", [("+", "# Notes"), ("+", "")])
    assert (delete.path, delete.action, delete.hunks) == ("old.py", "delete", [])


def test_a_command_that_goes_on_after_a_patch_stays_a_command() -> None:
    found = call("exec_command", {"cmd": f"apply_patch <<'EOF'\n{PATCH}\nEOF\npytest -q"})
    assert isinstance(found, ShellCommand)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("update_plan", '{"plan": []}'),
        ("shell", "not json"),
        ("shell", '{"command": []}'),
        ("exec_command", '{"cmd": 7}'),
        ("apply_patch", '{"input": "no patch"}'),
        ("apply_patch", ""),
        ("", ""),
    ],
)
def test_anything_else_stays_as_it_was_sent(name: str, arguments: str) -> None:
    assert call(name, arguments) == OtherCall(name, arguments)


@pytest.mark.parametrize("length", range(len('{"cmd": "pyt'), len('{"cmd": "pytest -q", "wait": [1, {"a": 2}]}') + 1))
def test_a_command_is_there_as_far_as_it_has_streamed(length: int) -> None:
    found = call("exec_command", '{"cmd": "pytest -q", "wait": [1, {"a": 2}]}'[:length])
    assert isinstance(found, ShellCommand)
    assert "pytest -q".startswith(found.command)
    assert found.command.startswith("pyt")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text(max_size=4), JSON, max_size=4), cut=st.integers(0, 200))
def test_the_beginning_of_an_object_holds_nothing_that_the_whole_does_not(value: dict[str, Any], cut: int) -> None:
    text = json.dumps(value, ensure_ascii=len(value) % 2 == 0)
    assert parse_partial(text) == value
    begun = parse_partial(text[:cut])
    for key, found in begun.items():
        if isinstance(value.get(key), str) and isinstance(found, str):
            assert value[key].startswith(found.rstrip("\ufffd"))


@given(text=st.text(max_size=60) | st.text('{}[]":,\\u 1a', max_size=60))
def test_junk_is_no_object_and_no_error(text: str) -> None:
    assert isinstance(parse_partial(text), dict)
    for name in ("apply_patch", "shell", "exec_command", "f"):
        call(name, text)
    output(text)
    definitions_of(Part(kind="tools", origin="request", text=text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"output":"hi\\n","metadata":{"exit_code":2,"duration_seconds":0.5}}', ToolOutput(2, 500.0, "hi\n")),
        ('{"output":"hi"}', ToolOutput(None, None, "hi")),
        ('{"output":"a","metadata":{"exit_code":1,"duration_seconds":1e400}}', ToolOutput(1, None, "a")),
        ('{"output":"a","metadata":{"exit_code":1,"duration_seconds":1e308}}', ToolOutput(1, None, "a")),
        ('{"output":"a","metadata":{"exit_code":1,"duration_seconds":NaN}}', ToolOutput(1, None, "a")),
        (f'{{"output":"a","metadata":{{"exit_code":{10**99}}}}}', ToolOutput(None, None, "a")),
        (
            "Chunk ID: 7467a6\nWall time: 0.25 seconds\nProcess exited with code 0\n"
            "Original token count: 4\nOutput:\nhi\n",
            ToolOutput(0, 250.0, "hi\n"),
        ),
        (
            "Chunk ID: 7467a6\nWall time: 10.0 seconds\nProcess running with session ID 5\nOutput:\n",
            ToolOutput(None, 10_000.0, ""),
        ),
        (
            "Exit code: -1\nWall time: 2 seconds\nTotal output lines: 9\nOutput:\nExit code: 3\n",
            ToolOutput(-1, 2_000.0, "Exit code: 3\n"),
        ),
        ("Exit code: 1\nand more", ToolOutput(None, None, "Exit code: 1\nand more")),
        ('{"result": 1}', ToolOutput(None, None, '{"result": 1}')),
        ("{cut", ToolOutput(None, None, "{cut")),
        ("", ToolOutput(None, None, "")),
    ],
)
def test_an_output_is_free_of_its_envelope(text: str, expected: ToolOutput) -> None:
    assert output(text) == expected


def test_definitions_of_every_form_have_a_name() -> None:
    tools = [
        {"type": "function", "name": "a", "description": "does a"},
        {"type": "function", "function": {"name": "b"}},
        {"type": "custom", "name": "c"},
        {"type": "web_search"},
    ]
    found = definitions_of(Part(kind="tools", origin="request", text=json.dumps(tools)))
    assert [(tool.name, tool.kind) for tool in found] == [
        ("a", "function"),
        ("b", "function"),
        ("c", "custom"),
        ("web_search", "web_search"),
    ]
    assert found[0].description == "does a"
