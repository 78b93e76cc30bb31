"""A conversation as HTML, top to bottom: as in the inspector, a bar and a role a part."""

from collections.abc import Iterator
from itertools import groupby

from codex_tui import formats
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.estimate import characters_of, tokens_of
from codex_tui.dialects.steps import Step, steps_of
from codex_tui.dialects.tools import Patch, ShellCommand, call_of, definitions_of, output_of
from codex_tui.web.markup import Html, joined, tag

_SIGNS = {"+": "add", "-": "remove"}
_FOLDED = {"developer", "system"}


def transcript(conversation: Conversation, since: int | None) -> Iterator[Html]:
    """A block a part; what the request before, number ``since``, held already is one block."""
    answered = False
    number = 0
    for new, run in groupby(steps_of(conversation.parts), key=lambda step: step.new):
        steps = list(run)
        if not new:
            inside = joined(_step(step, number + place) for place, step in enumerate(steps, 1))
            parts = [part for step in steps for part in (step.part, *step.outputs)]
            where = f" since #{since}" if since else ""
            title = f"{formats.count(len(parts), 'part')} unchanged{where}"
            yield _block(number, "developer", title, parts, inside, folded=True)
            number += len(steps) + 1
            continue
        for step in steps:
            if step.part.origin == "response" and not answered:
                answered = True
                yield _divider(conversation)
            yield _step(step, number)
            number += 1
    if not answered:
        yield tag(
            "p", "no answer yet" if conversation.state == "live" else "no answer", class_="divider", id="answer"
        )


def _divider(conversation: Conversation) -> Html:
    first = conversation.timing.first_token
    when = f"first token {formats.duration(first)}" if first is not None else ""
    return tag("p", "answer ", tag("span", when), class_="divider", id="answer")


def _step(step: Step, number: int) -> Html:
    part = step.part
    parts = [part, *step.outputs]
    match part.kind:
        case "tool_call":
            content = joined([*_call(part), *(_output(output) for output in step.outputs)])
            return _block(number, "tool", part.name or "a tool", parts, content)
        case "tool_output":
            return _block(number, "tool", f"output of {part.name or part.call_id or 'a tool'}", parts, _output(part))
        case "tools":
            names = ", ".join(tool.name or "?" for tool in definitions_of(part))
            return _block(number, "developer", "tools", parts, tag("pre", names), folded=True)
        case "reasoning":
            return _block(number, "reasoning", "reasoning", parts, tag("pre", part.text or _placeholder(part)))
    role = part.role or part.kind
    folded = role in _FOLDED or part.kind == "instructions"
    title = role if part.kind in {"message", "instructions"} else f"{role} {part.name or part.kind}"
    return _block(number, role, title, parts, tag("pre", part.text or _placeholder(part)), folded=folded)


def _block(number: int, role: str, title: str, parts: list[Part], content: Html, *, folded: bool = False) -> Html:
    weight = f"~{formats.tokens(tokens_of(characters_of(parts)))} tok"
    known = role if role in {"user", "assistant", "reasoning", "tool", "developer"} else "developer"
    head = tag("summary", tag("b", title), " ", tag("span", weight))
    attributes = {} if folded else {"open": ""}
    return tag("details", head, content, class_=f"part {known}", id=f"part-{number}", **attributes)


def _call(part: Part) -> Iterator[Html]:
    match call_of(part):
        case ShellCommand(command=command):
            yield tag("pre", tag("span", "$ ", class_="sign"), tag("b", command))
        case Patch(files=files):
            for file in files:
                moved = f" → {file.moved_to}" if file.moved_to else ""
                yield tag("p", tag("b", f"{file.path}{moved}"), " ", tag("span", f"+{file.added} −{file.removed}"))
                lines = [(sign, text) for hunk in file.hunks for sign, text in hunk.lines]
                yield tag(
                    "pre", *(tag("span", f"{sign}{text}\n", class_=_SIGNS.get(sign, "same")) for sign, text in lines)
                )
        case other:
            yield tag("pre", other.arguments)


def _output(part: Part) -> Html:
    if part.kind != "tool_output":
        return tag("pre", part.text or _placeholder(part), class_="output")
    output = output_of(part)
    code = output.exit_code
    said = [
        "" if code is None else f"{'✗' if code else '✓'} {code}",
        "" if output.duration_ms is None else formats.duration(output.duration_ms),
    ]
    result = "  ".join(filter(None, said))
    return joined([tag("p", result, class_="result") if result else "", tag("pre", output.text, class_="output")])


def _placeholder(part: Part) -> str:
    return f"({part.name or part.kind}, {formats.size(part.size)})" if part.size is not None else ""
