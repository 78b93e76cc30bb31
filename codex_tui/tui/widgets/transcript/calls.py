"""A tool call and its output as one part: what it ran, what that printed, how it ended and how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from codex_tui import formats
from codex_tui.analysis.part_text import placeholder
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.tools import Call, OtherCall, Patch, ShellCommand, ToolOutput, call_of, output_of
from codex_tui.neutral import neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece
from codex_tui.tui.widgets.raw.highlight import json_pieces
from codex_tui.tui.widgets.transcript.bodies import Body, Section, Text, text_body
from codex_tui.tui.widgets.transcript.flow import Flow
from codex_tui.tui.widgets.transcript.patch import PatchSection
from codex_tui.tui.widgets.transcript.slabs import indent_of
from codex_tui.tui.widgets.transcript.styling import Plain, Styling

OUTPUT_LINES, OUTPUT_CHARACTERS = 12, 4_000
_ARGUMENT_LINES, _ARGUMENT_CHARACTERS = 40, 20_000
_PRETTY = 200_000
"""Characters of arguments that are shown pretty."""

_NAMED = 3
"""Files of a patch that a heading names."""

_LONG_ARGUMENTS = 4_096
"""Characters beyond which arguments that still stream are shown as they come, not read again and again."""


@dataclass(frozen=True)
class CallReading:
    """A call as it is shown."""

    call: Call
    output: ToolOutput | None
    growing: bool

    @classmethod
    def of(cls, part: Part, outputs: list[Part], *, live: bool) -> "CallReading":
        """``outputs``: the parts that answer the call."""
        growing = live and part.origin == "response" and part.ended is None
        arguments = part.arguments or ""
        if growing and len(arguments) > _LONG_ARGUMENTS:
            call: Call = OtherCall(part.name or "", arguments)
        else:
            call = call_of(part)
        return cls(call, output_of(outputs[0]) if outputs else None, growing)

    @property
    def brief(self) -> str:
        """The call on one line, for a heading whose body is not seen."""
        match self.call:
            case ShellCommand(command=command):
                return f"$ {neutral_line(command[:400])}"
            case Patch(files=files):
                more = f" and {len(files) - _NAMED:,} more" if len(files) > _NAMED else ""
                return ", ".join(neutral_line(file.path) for file in files[:_NAMED]) + more
            case OtherCall(arguments=arguments):
                return neutral_line(arguments[:400])

    def weight(self) -> list[Piece]:
        """Exit code and duration; nothing where there is no output."""
        if self.output is None:
            return []
        code, took = self.output.exit_code, self.output.duration_ms
        pieces: list[Piece] = []
        if code is not None:
            glyph, ink = (glyphs.COMPLETE, "success") if code == 0 else (glyphs.FAILED, "error")
            shown = "" if isinstance(self.call, Patch) and code == 0 else f" {code}"
            pieces.append((glyph + shown, ink))
        if took is not None:
            lead = "" if not pieces else " " if isinstance(self.call, Patch) else "  "
            pieces.append((lead + formats.duration(took), "muted"))
        return pieces


class Command(Styling):
    """A script behind its prompt."""

    def turns(self, text: str, start: int) -> Iterable[int]:
        """The prompt stands before the first line only."""
        return (0,) if start == 0 else ()

    def style(self, line: str, carry: int) -> tuple[list[Piece], int]:
        """One line of it."""
        return [("  " if carry else "$ ", "role-tool"), (line, "foreground bold")], 2


class Json(Styling):
    """Pretty arguments."""

    def style(self, line: str, carry: int) -> tuple[list[Piece], int]:
        """In the colours of its tokens."""
        return json_pieces(line), indent_of(line) + 4


def call_body(reading: CallReading, outputs: list[Part]) -> Body:
    """What the call did, then what it gave."""
    sections: list[Section] = []
    match reading.call:
        case ShellCommand(command=command):
            sections.append(text_body(command.strip("\n") or " ", Command(), _ARGUMENT_LINES, _ARGUMENT_CHARACTERS))
        case Patch() as patch:
            sections.append(PatchSection(patch))
        case OtherCall(arguments=arguments):
            sections.append(_arguments(arguments, growing=reading.growing))
    if reading.output is not None and not _is_silent(reading):
        texts = [reading.output.text or placeholder(outputs[0]), *(_said(part) for part in outputs[1:])]
        sections += [text_body(text, Plain("role-output"), OUTPUT_LINES, OUTPUT_CHARACTERS) for text in texts]
    return Body(sections)


def plain_call_body(part: Part, outputs: list[Part]) -> Body:
    """The arguments and outputs as they were sent."""
    sent = Text(Flow(Plain("foreground"), part.arguments or ""))
    return Body([sent, *(Text(Flow(Plain("role-output"), _said(output))) for output in outputs)])


def _said(output: Part) -> str:
    """What a piece of an output says, or what it is: a picture, a file."""
    return output.text or placeholder(output)


def _is_silent(reading: CallReading) -> bool:
    """A patch that went well only repeats the names of its files."""
    output = reading.output
    return isinstance(reading.call, Patch) and output is not None and output.exit_code == 0


def _arguments(arguments: str, *, growing: bool) -> Section:
    if growing:
        return Text(Flow(Plain("foreground"), arguments))
    try:
        pretty = msgspec.json.format(arguments, indent=2) if len(arguments) <= _PRETTY else ""
    except (ValueError, RecursionError):
        pretty = ""
    styling = Json() if pretty else Plain("foreground")
    return text_body(pretty or arguments, styling, _ARGUMENT_LINES, _ARGUMENT_CHARACTERS)
