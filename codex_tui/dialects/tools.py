"""Tool calls and their outputs as people read them: a command, a patch, an exit code."""

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.partial import parse_partial
from codex_tui.dialects.patch import BEGIN, END, PatchedFile, parse_patch
from codex_tui.dialects.shapes import Object, mapping, objects, parse, text


@dataclass(frozen=True)
class ShellCommand:
    """``command``: the script where a shell was called with one, else its words, quoted as a shell needs them."""

    command: str
    directory: str | None = None


@dataclass(frozen=True)
class Patch:
    """Files that change, in the patch's order."""

    files: list[PatchedFile]

    @property
    def added(self) -> int:
        """Lines added in all files."""
        return sum(file.added for file in self.files)

    @property
    def removed(self) -> int:
        """Lines removed in all files."""
        return sum(file.removed for file in self.files)


@dataclass(frozen=True)
class OtherCall:
    """Any other tool; ``arguments`` as sent, JSON as a rule."""

    name: str
    arguments: str


Call = ShellCommand | Patch | OtherCall


@dataclass(frozen=True)
class ToolOutput:
    """``text``: what the tool printed, without the envelope that Codex puts it in."""

    exit_code: int | None
    duration_ms: float | None
    text: str


_SHELL_TOOLS = frozenset({"shell", "shell_command", "exec_command", "local_shell", "container.exec"})
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "fish", "pwsh", "powershell", "powershell.exe", "pwsh.exe"})
_SCRIPT_FLAGS = frozenset({"-c", "-lc", "-Command", "-command"})
_LARGEST = 10**10  # of exit codes, and of seconds
_PATCH_COMMAND = re.compile(r"\s*(?:cd\s+\S+\s*&&\s*)?(?:apply_patch|applypatch)\b")


def call_of(part: Part) -> Call:
    """What a part of kind ``tool_call`` calls, as far as its arguments have come."""
    name, arguments = part.name or "", part.arguments or ""
    if name == "apply_patch":
        given = (
            arguments if arguments.lstrip().startswith("***") else text(parse_partial(arguments), "input", "patch")
        )
        files = parse_patch(given)
        return Patch(files) if files else OtherCall(name, arguments)
    if name in _SHELL_TOOLS:
        return _shell_call(name, arguments)
    return OtherCall(name, arguments)


def output_of(part: Part) -> ToolOutput:
    """What a part of kind ``tool_output`` says, in any of the forms in which Codex has sent it."""
    return _output_as_json(part.text) or _output_as_text(part.text) or ToolOutput(None, None, part.text)


@dataclass(frozen=True)
class Definition:
    """A tool that the model may call; ``kind`` is ``function`` for most."""

    name: str
    kind: str
    description: str


def definitions_of(part: Part) -> list[Definition]:
    """The tools in a part of kind ``tools``."""
    given = parse(part.text)
    return [_definition(tool) for tool in objects(given if isinstance(given, list) else [])]


def _definition(tool: Object) -> Definition:
    kind = text(tool, "type")
    said = mapping(tool, "function") or mapping(tool, "custom") or tool
    return Definition(text(said, "name") or kind, kind or "function", text(said, "description"))


def _shell_call(name: str, arguments: str) -> Call:
    given = parse_partial(arguments)
    command = _command_text(given.get("command", given.get("cmd")))
    if command is None:
        return OtherCall(name, arguments)
    files = _patch_in(command)
    if files:
        return Patch(files)
    return ShellCommand(command, text(given, "workdir", "working_directory") or None)


def _command_text(command: Any) -> str | None:
    if isinstance(command, str):
        return command
    if not isinstance(command, list) or not command:
        return None
    words = [word if isinstance(word, str) else str(word) for word in command]
    is_script = len(words) == 3 and PurePosixPath(words[0]).name in _SHELLS and words[1] in _SCRIPT_FLAGS
    # A patch as a word stays as it is: quoted, its lines would no longer begin as a patch's lines do.
    return words[2] if is_script else " ".join(word if BEGIN in word else shlex.quote(word) for word in words)


def _patch_in(command: str) -> list[PatchedFile]:
    """The files of a patch that is all a command does; a command that goes on after it stays a command."""
    if not _PATCH_COMMAND.match(command) or BEGIN not in command:
        return []
    patch, _, after = command[command.index(BEGIN) :].partition(END)
    return parse_patch(patch) if len(after.split()) <= 1 else []


def _output_as_json(said: str) -> ToolOutput | None:
    """``{"output", "metadata": {"exit_code", "duration_seconds"}}``."""
    if not said.startswith("{"):
        return None
    value = parse(said)
    if not isinstance(value, dict) or not isinstance(value.get("output"), str):
        return None
    metadata = mapping(value, "metadata")
    code, seconds = metadata.get("exit_code"), metadata.get("duration_seconds")
    # A tool may print what looks like an envelope: JSON numbers have no end, those that people read do.
    return ToolOutput(
        exit_code=code if type(code) is int and abs(code) < _LARGEST else None,
        duration_ms=seconds * 1_000 if isinstance(seconds, int | float) and 0 <= seconds < _LARGEST else None,
        text=value["output"],
    )


#: Lines that say something of the run, then ``Output:``, then what it printed.
_HEADER = re.compile(
    r"(?:(?:Chunk ID|Wall time|Exit code|Original token count|Total output lines): [^\n]*\n"
    r"|Process (?:exited|running) with [^\n]*\n){1,8}Output:\n?"
)
_EXIT_CODE = re.compile(r"^(?:Process exited with code|Exit code:) (-?\d{1,10})$", re.MULTILINE)
_WALL_TIME = re.compile(r"^Wall time: (\d{1,9}(?:\.\d{1,9})?) seconds", re.MULTILINE)


def _output_as_text(said: str) -> ToolOutput | None:
    header = _HEADER.match(said)
    if not header:
        return None
    code, seconds = _EXIT_CODE.search(header[0]), _WALL_TIME.search(header[0])
    return ToolOutput(
        exit_code=int(code[1]) if code else None,
        duration_ms=float(seconds[1]) * 1_000 if seconds else None,
        text=said[header.end() :],
    )
