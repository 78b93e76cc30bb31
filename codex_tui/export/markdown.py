"""A conversation as Markdown that people can read, quote and attach; every text in it is exact."""

import re
from collections.abc import Iterator

from codex_tui import formats
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.steps import Step, steps_of
from codex_tui.dialects.tools import OtherCall, Patch, ShellCommand, call_of, definitions_of, output_of
from codex_tui.export.source import Source
from codex_tui.history.record import Record
from codex_tui.history.summary import Usage

_TICKS = re.compile(r"`+")


def export(source: Source) -> bytes:
    """One document: a heading, what is known of the exchange, then a section a part."""
    conversation = source.conversation()
    blocks = [*_head(source.exchange.record, conversation), *_parts(conversation)]
    return ("\n\n".join(blocks) + "\n").encode()


def fenced(text: str, language: str = "") -> str:
    """``text`` as a code block whose fence is longer than any run of backticks in it."""
    fence = "`" * max(3, 1 + _longest_run(text))
    return f"{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"


def inline(text: str) -> str:
    """``text`` as code in a line of prose; its line breaks become spaces."""
    ticks = "`" * (1 + _longest_run(text))
    line = re.sub(r"[\r\n]+", " ", text)
    padding = " " if line[:1] in {"`", " "} or line[-1:] in {"`", " "} else ""
    return f"{ticks}{padding}{line}{padding}{ticks}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def _head(record: Record, conversation: Conversation) -> Iterator[str]:
    yield f"# Exchange {record.number}"
    facts = [
        f"{inline(record.method)} {inline(record.url)}",
        f"started {record.started_at}, id {record.id}",
        f"{conversation.api}, {conversation.state}" + (f", status {record.status}" if record.status else ""),
    ]
    if conversation.model:
        facts.append(f"model {inline(conversation.model)}")
    if conversation.usage.source:
        facts.append(_usage(conversation.usage))
    if times := _times(conversation):
        facts.append(times)
    if conversation.finish:
        facts.append(f"finish {inline(conversation.finish)}")
    if conversation.error:
        facts.append(f"error {inline(conversation.error)}")
    facts += [f"warning {warning.code}: {inline(warning.message)}" for warning in conversation.warnings]
    yield "\n".join(f"- {fact}" for fact in facts)


def _usage(usage: Usage) -> str:
    counts = {"input": usage.input, "cached": usage.cached, "output": usage.output, "reasoning": usage.reasoning}
    known = [f"{count:,} {name}" for name, count in counts.items() if count is not None]
    return f"tokens: {', '.join(known)} ({usage.source})"


def _times(conversation: Conversation) -> str:
    timing = conversation.timing
    said = {"first token": timing.first_token, "total": timing.last_byte}
    return ", ".join(f"{name} {formats.duration(ms)}" for name, ms in said.items() if ms is not None)


def _parts(conversation: Conversation) -> Iterator[str]:
    side = None
    for step in steps_of(conversation.parts):
        if step.part.origin != side:
            side = step.part.origin
            yield f"## {'Request' if side == 'request' else 'Answer'}"
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    part = step.part
    match part.kind:
        case "tool_call":
            yield f"### {_title('tool call', part)}"
            yield _call(part)
        case "tool_output":
            yield f"### {_title('tool output', part)}"
            yield from _output(part)
        case "tools":
            yield "### tools"
            yield "\n".join(f"- {inline(tool.name or '?')}" for tool in definitions_of(part)) or "none"
        case "message" | "instructions":
            yield f"### {_title(_role(part), part)}"
            yield _text(part)
        case _:
            yield f"### {_title(part.kind, part)}"
            yield _text(part)
    for output in step.outputs:
        yield from _output(output)


def _role(part: Part) -> str:
    """One that no API has is quoted, as everything is that others wrote."""
    role = part.role or part.kind
    return role if role.isalpha() else inline(role)


def _title(word: str, part: Part) -> str:
    return f"{word} {inline(part.name)}" if part.name else word


def _text(part: Part) -> str:
    if not part.text:
        return f"({formats.size(part.size)} that are no text)" if part.size else "(empty)"
    return fenced(part.text, "json" if part.kind == "other" and part.text[:1] in {"{", "["} else "")


def _call(part: Part) -> str:
    match call_of(part):
        case ShellCommand(command=command):
            return fenced(command, "sh")
        case Patch() as patch:
            return fenced(_patch_text(patch), "diff")
        case OtherCall(arguments=arguments):
            return fenced(arguments, "json" if arguments[:1] in {"{", "["} else "")


def _patch_text(patch: Patch) -> str:
    lines = []
    for file in patch.files:
        moved = f" → {file.moved_to}" if file.moved_to else ""
        lines.append(f"{file.action} {file.path}{moved}")
        for hunk in file.hunks:
            lines.append(f"@@ {hunk.header}".rstrip())
            lines += [sign + text for sign, text in hunk.lines]
    return "\n".join(lines)


def _output(part: Part) -> Iterator[str]:
    if part.kind != "tool_output":
        yield _text(part)
        return
    output = output_of(part)
    said = []
    if output.exit_code is not None:
        said.append(f"exit code {output.exit_code}")
    if output.duration_ms is not None:
        said.append(formats.duration(output.duration_ms))
    yield f"Output{': ' + ', '.join(said) if said else ''}"
    yield fenced(output.text) if output.text else "(empty)"
