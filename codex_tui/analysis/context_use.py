"""What fills a model's context: whose words take how much of a prompt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from codex_tui.analysis import part_text
from codex_tui.analysis.part_change import content_of
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.steps import steps_of
from codex_tui.dialects.tools import Patch, ShellCommand, call_of

Share = Literal["developer", "tools", "user", "reasoning", "tool output", "assistant"]

SHARES: tuple[Share, ...] = ("developer", "tools", "user", "reasoning", "tool output", "assistant")
"""In the order in which they are drawn."""


@dataclass(frozen=True)
class ContextUse:
    """One request: ``tokens`` and ``size`` (bytes of text) of each share, estimated; ``reported`` by the server."""

    id: str
    number: int
    live: bool
    tokens: dict[Share, int]
    sizes: dict[Share, int]
    reported: int | None = None

    @property
    def total(self) -> int:
        """Tokens, estimated."""
        return sum(self.tokens.values())


def context_use(id_: str, number: int, parts: Iterable[Part], *, live: bool, reported: int | None) -> ContextUse:
    """``parts``: of a request with all that it goes on from."""
    tokens: dict[Share, int] = dict.fromkeys(SHARES, 0)
    sizes: dict[Share, int] = dict.fromkeys(SHARES, 0)
    for part in parts:
        if part.origin == "request":
            share = share_of(part)
            tokens[share] += part_text.tokens(part)
            sizes[share] += size_of(part)
    return ContextUse(id_, number, live, tokens, sizes, reported)


def share_of(part: Part) -> Share:
    """Whose words a part is; a tool call is the assistant's."""
    match part.kind:
        case "tools":
            return "tools"
        case "reasoning":
            return "reasoning"
        case "tool_output":
            return "tool output"
        case "tool_call":
            return "assistant"
        case "instructions":
            return "developer"
    match part.role:
        case "developer" | "system":
            return "developer"
        case "assistant":
            return "assistant"
        case "tool":
            return "tool output"
    return "user"


def size_of(part: Part) -> int:
    """Bytes of its text, or of the JSON that it came in."""
    text = len(part.text.encode(errors="replace")) + len((part.arguments or "").encode(errors="replace"))
    return text or part.size or 0


@dataclass
class LargePart:
    """A part of a prompt. ``first``: number of the request that first sent it, as far as was looked back.

    ``times``: requests that sent it; ``more``: it was there before those that were looked at. ``place``: which part
    of its request it is.
    """

    place: int
    share: Share
    about: str
    tokens: int
    size: int
    percent: float
    first: int
    times: int = 1
    more: bool = False


class LargestParts:
    """The largest parts of one prompt, and since when each has been sent: look back one request at a time."""

    def __init__(self, number: int, parts: list[Part], most: int = 10) -> None:
        sent = [part for part in parts if part.origin == "request"]
        total = max(1, sum(map(part_text.tokens, sent)))
        about = _abouts(sent)
        ranked = sorted(enumerate(sent), key=lambda placed: -part_text.tokens(placed[1]))[:most]
        self.parts = [
            LargePart(
                place=place,
                share=share_of(part),
                about=about(place),
                tokens=part_text.tokens(part),
                size=size_of(part),
                percent=100 * part_text.tokens(part) / total,
                first=number,
                more=True,
            )
            for place, part in ranked
        ]
        self._contents = [content_of(part) for _, part in ranked]

    @property
    def settled(self) -> bool:
        """Whether it is known of all of them when they were first sent."""
        return not any(large.more for large in self.parts)

    def look_back(self, number: int, parts: Iterable[Part]) -> None:
        """At the request before the last that was looked at."""
        held = {content_of(part) for part in parts if part.origin == "request"}
        for content, large in zip(self._contents, self.parts, strict=True):
            if large.more and content in held:
                large.first, large.times = number, large.times + 1
            else:
                large.more = False

    def end(self) -> None:
        """There is none before."""
        for large in self.parts:
            large.more = False


def _abouts(sent: list[Part]) -> Callable[[int], str]:
    """What a part is, by its place: of an output the command that gave it."""
    calls = {id(output): step.part for step in steps_of(sent) for output in step.outputs}

    def about(place: int) -> str:
        part = sent[place]
        call = calls.get(id(part)) if part.kind == "tool_output" else part if part.kind == "tool_call" else None
        if call is not None:
            return _called(call)
        return part_text.about(part) or " ".join(part.text[:120].split())

    return about


def _called(part: Part) -> str:
    match call_of(part):
        case ShellCommand(command=command):
            return f"$ {' '.join(command.split())}"
        case Patch(files=files):
            return f"± {', '.join(str(file.path) for file in files)}"
    return part.name or "a tool"
