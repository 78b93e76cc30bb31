"""A conversation as lines for a person to read, top to bottom."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby

from codex_tui import formats
from codex_tui.cli.marks import STATE_MARKS
from codex_tui.cli.output import Cell
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.estimate import characters_of, tokens_of
from codex_tui.dialects.steps import Step, steps_of
from codex_tui.dialects.tools import (
    OtherCall,
    Patch,
    ShellCommand,
    ToolOutput,
    call_of,
    definitions_of,
    output_of,
)
from codex_tui.history.summary import Summary

Line = tuple[Cell, ...]

_MUTED = "dim"
_STYLES = {
    "developer": _MUTED,
    "system": _MUTED,
    "user": "blue",
    "assistant": "magenta",
    "reasoning": "dim italic",
    "tool": "cyan",
    "warning": "yellow",
    "error": "red",
}
_NOTICED = 1_000.0  # ms
_BAR = "▎ "
_INDENT = "  "


def transcript(
    summary: Summary, conversation: Conversation, *, unfolded: bool, since: int | None = None
) -> Iterator[Line]:
    """The exchange in a few lines, then its parts.

    Unless ``unfolded``, instructions and tools are a line each, and so is each run of parts that the previous
    request, number ``since``, held already.
    """
    yield from _head(summary, conversation)
    divided = was_folded = False
    for new, run in groupby(steps_of(conversation.parts), key=lambda step: step.new or unfolded):
        steps = list(run)
        if not new:
            yield from () if was_folded else ((),)
            yield _unchanged(steps, since)
            was_folded = True
            continue
        for step in steps:
            if step.part.origin == "response" and not divided:
                divided, was_folded = True, False
                yield from _divider(summary)
            folded = None if unfolded else _folded(step.part)
            yield from () if folded and was_folded else ((),)
            yield from _step(step) if folded is None else (folded,)
            was_folded = folded is not None
    if not divided and summary.is_model_call:
        yield from _divider(summary, "no answer yet" if summary.state == "live" else "no answer")


def _head(summary: Summary, conversation: Conversation) -> Iterator[Line]:
    mark, style = STATE_MARKS[summary.state]
    title = f"#{summary.number}  {summary.api}" + (f"  {summary.model}" if summary.model else "")
    yield Cell(f"{mark} ", style), Cell(title, "bold"), Cell(f"  {summary.state}", style)
    status = f"  {summary.status}" if summary.status else ""
    yield (Cell(f"{_INDENT}{summary.method} {summary.url}{status}", _MUTED),)
    started = datetime.fromisoformat(summary.started_at)
    yield (
        Cell(f"{_INDENT}{formats.clock(started, datetime.now(UTC))}{_measures(summary)}{_gap(conversation)}", _MUTED),
    )
    if summary.session and summary.session.id:
        kind = f"  {summary.session.kind}" if summary.session.kind else ""
        yield (Cell(f"{_INDENT}session {summary.session.id}{kind}", _MUTED),)
    if summary.error:
        yield (Cell(f"✗ {summary.error}", _STYLES["error"]),)
    for warning in conversation.warnings:
        yield Cell("▲ ", _STYLES["warning"]), Cell(warning.message)


def _measures(summary: Summary) -> str:
    timing, usage = summary.timing, summary.usage
    about = "~" if usage.source == "estimated" else ""
    said = [
        ("", timing.last_byte and formats.duration(timing.last_byte)),
        ("", timing.tokens_per_second and formats.speed(timing.tokens_per_second)),
        (" in", usage.input is not None and about + formats.tokens(usage.input)),
        (" cached", usage.cached is not None and formats.tokens(usage.cached)),
        (" out", usage.output is not None and about + formats.tokens(usage.output)),
        (" sent", formats.size(summary.sizes.request)),
        (" received", formats.size(summary.sizes.response)),
    ]
    return "".join(f"  {text}{word}" for word, text in said if text)


def _gap(conversation: Conversation) -> str:
    """The longest silence within the answer, where a person would notice it."""
    gap = conversation.longest_gap
    silence = gap.ended - gap.began if gap else 0.0
    return f"  {formats.duration(silence)} longest gap" if silence >= _NOTICED else ""


def _divider(summary: Summary, word: str = "answer") -> Iterator[Line]:
    first = summary.timing.first_token
    when = f"  first token {formats.duration(first)}" if first is not None and word == "answer" else ""
    yield ()
    yield (Cell(f"── {word} ──{when}", _MUTED),)


def _unchanged(steps: list[Step], since: int | None) -> Line:
    parts = [part for step in steps for part in (step.part, *step.outputs)]
    where = f" since #{since}" if since else ""
    return (Cell(f"▸ {formats.count(len(parts), 'part')} unchanged{where}  {_weight(parts)}", _MUTED),)


def _folded(part: Part) -> Line | None:
    """A line for what is long and seldom looked at; None for the rest."""
    if part.kind == "tools":
        return _fold("tools", _definitions(part), part)
    if part.kind in {"instructions", "message"} and part.role in {"developer", "system"}:
        return _fold(part.role, part.kind, part)
    return None


def _fold(title: str, what: str, part: Part) -> Line:
    return Cell(f"▸ {title}", "bold dim"), Cell(f"  {what}  {_weight([part])}", _MUTED)


def _definitions(part: Part) -> str:
    tools = definitions_of(part)
    return f"{formats.count(len(tools), 'definition')}: {', '.join(tool.name for tool in tools)}"


def _step(step: Step) -> Iterator[Line]:
    part = step.part
    match part.kind:
        case "tool_call":
            yield from _call(step)
        case "tool_output":
            yield from _heading(
                f"output of {part.name or part.call_id or 'a tool'}", "tool", _result(output_of(part))
            )
            yield from _output(part)
        case "tools":
            yield from _heading("tools", "developer", _definitions(part))
            yield from _text(part.text, _MUTED)
        case "reasoning":
            yield from _heading("reasoning", "reasoning", _weight([part]))
            yield from _text(part.text or _placeholder(part), _STYLES["reasoning"])
        case "other" if part.name and part.text:
            yield from _heading(part.name, "developer")
            yield from _text(part.text)
        case _:
            role = part.role or part.kind
            is_said = part.kind in {"message", "instructions"}
            what = part.name if is_said else part.kind if part.role else None
            yield from _heading(f"{role} {what}" if what else role, role, _weight([part]))
            yield from _text(part.text or _placeholder(part))


def _heading(title: str, role: str, note: str = "") -> Iterator[Line]:
    style = _STYLES.get(role, _MUTED)
    yield Cell(_BAR, style), Cell(title, f"bold {style}"), Cell(f"  {note}" if note else "", _MUTED)


def _call(step: Step) -> Iterator[Line]:
    part = step.part
    result = _result(output_of(step.outputs[0]), step.outputs[0].waited) if step.outputs else ""
    yield from _heading(part.name or "a tool", "tool", result)
    match call_of(part):
        case ShellCommand(command=command):
            first, *rest = command.split("\n")
            yield Cell(f"{_INDENT}$ ", _STYLES["tool"]), Cell(first, "bold")
            yield from _text("\n".join(rest), "bold")
        case Patch() as patch:
            yield from _patch(patch)
        case OtherCall(arguments=arguments):
            yield from _text(arguments)
    for output in step.outputs:
        yield from _output(output)


def _patch(patch: Patch) -> Iterator[Line]:
    for file in patch.files:
        moved = f" → {file.moved_to}" if file.moved_to else ""
        yield Cell(f"{_INDENT}{file.path}{moved}", "bold"), Cell(f"  +{file.added} −{file.removed}", _MUTED)
        for number, hunk in enumerate(file.hunks):
            if hunk.header or number:
                yield (Cell(f"{_INDENT}@@ {hunk.header}".rstrip(), _MUTED),)
            for sign, text in hunk.lines:
                yield (Cell(f"{_INDENT}{sign}{text}", {"+": "green", "-": "red"}.get(sign, "")),)


def _output(part: Part) -> Iterator[Line]:
    text = output_of(part).text if part.kind == "tool_output" else part.text
    yield from _text(text.removesuffix("\n") or _placeholder(part), _MUTED)


def _result(output: ToolOutput, waited: float | None = None) -> str:
    """``✓ 0  2.3 s``, as far as the output told; else ``2.4 s later``, as far as the wire did."""
    code = output.exit_code
    later = "" if waited is None else f"{formats.duration(waited)} later"
    said = [
        "" if code is None else f"{'✗' if code else '✓'} {code}",
        later if output.duration_ms is None else formats.duration(output.duration_ms),
    ]
    return "  ".join(filter(None, said))


def _text(text: str, style: str = "") -> Iterator[Line]:
    if text:
        for line in text.removesuffix("\n").split("\n"):
            yield (Cell(_INDENT + line if line else "", style),)


def _placeholder(part: Part) -> str:
    """For what has no text of its own: ``(image/png, 1.4 kB)``."""
    if part.size is None:
        return ""
    return f"({part.name}, {formats.size(part.size)})" if part.name else f"({formats.size(part.size)})"


def _weight(parts: list[Part]) -> str:
    return f"~{formats.tokens(tokens_of(characters_of(parts)))} tok"
