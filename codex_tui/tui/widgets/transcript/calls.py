"""A tool call and its output as one part: what it ran, what that printed, how it ended and how long it took."""

from dataclasses import dataclass

import msgspec

from codex_tui import formats
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.tools import Call, OtherCall, Patch, ShellCommand, ToolOutput, call_of, output_of
from codex_tui.neutral import neutral, neutral_line
from codex_tui.tui import glyphs
from codex_tui.tui.widgets.lines.pieces import Piece, Pieces
from codex_tui.tui.widgets.raw.highlight import json_pieces
from codex_tui.tui.widgets.transcript.bodies import Body, Shortened, Stack, Text, Wrapped, text_body
from codex_tui.tui.widgets.transcript.flow import Flow, Plain
from codex_tui.tui.widgets.transcript.patch import PatchBody

OUTPUT_LINES = 12
_ARGUMENT_LINES = 40
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
                return ", ".join(neutral_line(file.path) for file in files[:3])
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


def call_body(reading: CallReading, outputs: list[Part]) -> Body:
    """What the call did, then what it gave."""
    bodies: list[Body] = []
    match reading.call:
        case ShellCommand() as command:
            bodies.append(_command(command))
        case Patch() as patch:
            bodies.append(PatchBody(patch))
        case OtherCall(arguments=arguments):
            bodies.append(_arguments(arguments, growing=reading.growing))
    if reading.output is not None and not _is_silent(reading):
        texts = [reading.output.text, *(part.text for part in outputs[1:])]
        bodies += [text_body(text, Plain("role-output"), OUTPUT_LINES, 4_000) for text in texts]
    return Stack(bodies)


def plain_call_body(part: Part, outputs: list[Part]) -> Body:
    """The arguments and outputs as they were sent."""
    sent = [Text(Flow(Plain("foreground"), part.arguments or ""))]
    return Stack(sent + [Text(Flow(Plain("role-output"), output.text)) for output in outputs])


def _is_silent(reading: CallReading) -> bool:
    """A patch that went well only repeats the names of its files."""
    output = reading.output
    return isinstance(reading.call, Patch) and output is not None and output.exit_code == 0


def _command(command: ShellCommand) -> Body:
    first, *rest = neutral(command.command).strip("\n").split("\n")
    lines: list[Pieces] = [[("$ ", "role-tool"), (first.expandtabs(4), "foreground bold")]]
    lines += [[("  ", "role-tool"), (line.expandtabs(4), "foreground bold")] for line in rest[:_ARGUMENT_LINES]]
    whole = Wrapped(lines, hanging=2)
    hidden = rest[_ARGUMENT_LINES:]
    if not hidden:
        return whole
    more: list[Pieces] = [[("  ", "role-tool"), (line.expandtabs(4), "foreground bold")] for line in hidden]
    return Shortened(whole, formats.count(len(hidden), "more line"), lambda: Wrapped(lines + more, hanging=2))


def _arguments(arguments: str, *, growing: bool) -> Body:
    try:
        pretty = "" if growing else msgspec.json.format(arguments, indent=2)
    except (ValueError, RecursionError):
        pretty = ""
    if not pretty or len(pretty) > 200_000:
        return text_body(arguments, Plain("foreground"), _ARGUMENT_LINES) if not growing else _growing(arguments)
    lines: list[Pieces] = [json_pieces(line) for line in neutral(pretty).split("\n")]
    if len(lines) <= _ARGUMENT_LINES:
        return Wrapped(lines, hanging=4)
    missing = formats.count(len(lines) - _ARGUMENT_LINES, "more line")
    return Shortened(Wrapped(lines[:_ARGUMENT_LINES], hanging=4), missing, lambda: Wrapped(lines, hanging=4))


def _growing(arguments: str) -> Body:
    return Text(Flow(Plain("foreground"), arguments))
