"""A conversation with each tool call beside what it printed."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from codex_tui.dialects.conversation import Part


@dataclass
class Step:
    """A part; of a tool call also its ``outputs``, a part each where it gave several pieces."""

    part: Part
    outputs: list[Part] = field(default_factory=list)

    @property
    def new(self) -> bool:
        """Whether any of it was not in the previous request: of a call that was, the output may be."""
        return self.part.new or any(output.new for output in self.outputs)


def steps_of(parts: Iterable[Part]) -> list[Step]:
    """The parts in order, outputs joined to the newest call before them that has their id.

    Where neither has one, as with Ollama, they are joined to the oldest call of their name that has no output yet.
    """
    steps: list[Step] = []
    calls: dict[str, Step] = {}
    nameless: dict[str, deque[Step]] = {}
    for part in parts:
        is_output = part.role == "tool" and part.kind in {"tool_output", "image", "other"}
        call = _call_of(part, calls, nameless) if is_output else None
        if call is not None:
            call.outputs.append(part)
            continue
        steps.append(Step(part))
        if part.kind == "tool_call" and part.call_id:
            calls[part.call_id] = steps[-1]
        elif part.kind == "tool_call" and part.name:
            nameless.setdefault(part.name, deque()).append(steps[-1])
    return steps


def _call_of(output: Part, calls: dict[str, Step], nameless: dict[str, deque[Step]]) -> Step | None:
    if output.call_id:
        return calls.get(output.call_id)
    waiting = nameless.get(output.name or "")
    return waiting.popleft() if waiting else None
