"""Parts into blocks: what belongs together, and what is folded when it arrives."""

from collections.abc import Sequence

from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.steps import steps_of
from codex_tui.tui.widgets.transcript.blocks import Block, Role

_DEVELOPER_ROLES = frozenset({"developer", "system"})


def request_blocks(parts: Sequence[Part]) -> list[Block]:
    """The blocks of what was sent, oldest first."""
    blocks: list[Block] = []
    for step in steps_of(parts):
        part, role = step.part, role_of(step.part)
        last = blocks[-1] if blocks else None
        if last is not None and role == last.role == "developer" and _joins(last.parts[0], part):
            last.parts.append(part)
            continue
        blocks.append(Block(role, name_of(part), [part, *step.outputs], folded=_folds(part)))
    return blocks


def answer_blocks(conversation: Conversation, sent: int, before: list[Block]) -> tuple[list[Block], dict[int, int]]:
    """The blocks of the answer so far, after ``sent`` parts; those that were there ``before`` are kept and grow.

    Also which of them changed, and from which slab on; -1: all of it.
    """
    live = conversation.state == "live"
    parts = conversation.parts[sent:]
    reasoning = [part for part in parts if part.kind == "reasoning"]
    blocks: list[Block] = []
    changed: dict[int, int] = {}
    for index, part in enumerate(parts):
        block = before[index] if index < len(before) else None
        if block is None or block.name != name_of(part):
            block = Block(role_of(part), name_of(part), [part], folded=part.kind == "reasoning", live=live)
            changed[index] = -1
        elif (grown := block.update(part, live=live)) is not None:
            changed[index] = grown
        if len(reasoning) == 1 and part is reasoning[0]:
            block.tokens = conversation.usage.reasoning
        block.speed = conversation.timing.tokens_per_second
        blocks.append(block)
    return blocks, changed


def role_of(part: Part) -> Role:
    """Whose part it is."""
    match part.kind:
        case "instructions" | "tools":
            return "developer"
        case "reasoning":
            return "reasoning"
        case "tool_call" | "tool_output":
            return "tool"
    if part.role in _DEVELOPER_ROLES:
        return "developer"
    if part.role == "tool":
        return "tool"
    return "user" if part.role == "user" else "assistant"


def name_of(part: Part) -> str:
    """What the heading calls it."""
    match part.kind:
        case "tools":
            return "tools"
        case "tool_call":
            return part.name or "tool call"
        case "tool_output":
            return part.name or "tool output"
        case "reasoning":
            return "reasoning"
        case "image":
            return "image"
        case "instructions":
            return "system"
        case "other":
            return "other"
    return part.role or "assistant"


def _joins(first: Part, part: Part) -> bool:
    return (first.kind == "tools") == (part.kind == "tools") and name_of(first) == name_of(part)


def _folds(part: Part) -> bool:
    return role_of(part) == "developer" or part.kind in ("image", "other")
