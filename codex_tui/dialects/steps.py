"""A conversation with each tool call beside what it printed."""

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
    """The parts in order, outputs joined to the newest call before them that has their id."""
    steps: list[Step] = []
    calls: dict[str, Step] = {}
    for part in parts:
        call = calls.get(part.call_id or "")
        if call is not None and part.kind in {"tool_output", "image", "other"} and part.role == "tool":
            call.outputs.append(part)
            continue
        steps.append(Step(part))
        if part.kind == "tool_call" and part.call_id:
            calls[part.call_id] = steps[-1]
    return steps
