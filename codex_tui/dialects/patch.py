"""The patches that Codex's ``apply_patch`` takes.

https://github.com/openai/codex/blob/main/codex-rs/apply-patch/apply_patch_tool_instructions.md
"""

from dataclasses import dataclass, field
from typing import Literal

BEGIN = "*** Begin Patch"
END = "*** End Patch"
_ACTIONS: dict[str, Literal["add", "delete", "update"]] = {
    "*** Add File: ": "add",
    "*** Delete File: ": "delete",
    "*** Update File: ": "update",
}
_MOVE = "*** Move to: "
_NO_LINES = frozenset({BEGIN, END, "*** End of File"})

Sign = Literal["+", "-", " "]
_SIGNS: dict[str, Sign] = {"+": "+", "-": "-", " ": " "}


@dataclass
class Hunk:
    """``header``: what stands after ``@@``, a place in the file. ``lines``: (sign, text without it)."""

    header: str = ""
    lines: list[tuple[Sign, str]] = field(default_factory=list)


@dataclass
class PatchedFile:
    """``moved_to``: its new path, where the patch renames it."""

    path: str
    action: Literal["add", "delete", "update"]
    moved_to: str | None = None
    hunks: list[Hunk] = field(default_factory=list)

    @property
    def added(self) -> int:
        """Lines with ``+``."""
        return sum(sign == "+" for hunk in self.hunks for sign, _ in hunk.lines)

    @property
    def removed(self) -> int:
        """Lines with ``-``."""
        return sum(sign == "-" for hunk in self.hunks for sign, _ in hunk.lines)


def parse_patch(text: str) -> list[PatchedFile]:
    """The files it touches, as far as the text goes; [] where it is no patch. A line of no known form is context."""
    files: list[PatchedFile] = []
    for line in text.removesuffix("\n").split("\n"):
        line = line.removesuffix("\r")
        if files and line[:1] in _SIGNS:  # nearly all of them
            _add_line(files[-1], line)
            continue
        start = next((start for start in _ACTIONS if line.startswith(start)), None)
        if start:
            files.append(PatchedFile(line.removeprefix(start).strip(), _ACTIONS[start]))
        elif line.rstrip() in _NO_LINES or not files:
            continue
        elif line.startswith(_MOVE):
            files[-1].moved_to = line.removeprefix(_MOVE).strip()
        elif line.startswith("@@"):
            files[-1].hunks.append(Hunk(line.removeprefix("@@").strip()))
        else:
            _add_line(files[-1], line)
    return files


def _add_line(file: PatchedFile, line: str) -> None:
    if not file.hunks:
        file.hunks.append(Hunk())
    sign = _SIGNS.get(line[:1])
    file.hunks[-1].lines.append((" ", line) if sign is None else (sign, line[1:]))
