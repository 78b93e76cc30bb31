"""What the demo plays, both sides of it, as ``story.toml`` tells it."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import msgspec

from codex_tui.demo.scenario import (
    Answer,
    CustomCall,
    Cut,
    Fault,
    FunctionCall,
    HttpError,
    Item,
    Message,
    Reasoning,
    Scenario,
    Turn,
)

_THINKING = 250  # ms before the first token


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer of the model. ``pace``: ms between two tokens.

    ``output``, ``exit_code`` and ``seconds``: what its tool gives. ``error`` (a status) or ``cut_after`` (tokens)
    strikes the first time it is asked for.
    """

    reasoning: str | None = None
    message: str | None = None
    shell: str | None = None
    patch: str | None = None
    output: str | None = None
    exit_code: int = 0
    seconds: float = 0.0513
    pace: float = 12
    error: int | None = None
    cut_after: int | None = None

    def answer(self) -> Answer:
        """As the server plays it."""
        return Answer(items=tuple(self._items()), delay=_THINKING, pace=self.pace, faults=tuple(self._faults()))

    def tool_output(self) -> str | None:
        """As Codex words it; None where no tool was called."""
        if self.output is None:
            return None
        if self.patch is not None:
            return f"Exit code: {self.exit_code}\nWall time: 0 seconds\nOutput:\n{self.output}"
        return (
            f"Chunk ID: {len(self.output) * 40_503 % 0xFFFFFF:06x}\nWall time: {self.seconds:.4f} seconds\n"
            f"Process exited with code {self.exit_code}\nOriginal token count: {len(self.output) // 4}\n"
            f"Output:\n{self.output}"
        )

    def _items(self) -> Iterator[Item]:
        if self.reasoning is not None:
            yield Reasoning(self.reasoning)
        if self.message is not None:
            yield Message(self.message)
        if self.shell is not None:
            yield FunctionCall("exec_command", json.dumps({"cmd": self.shell}))
        if self.patch is not None:
            yield CustomCall("apply_patch", self.patch)

    def _faults(self) -> Iterator[Fault]:
        if self.error is not None:
            yield HttpError(self.error)
        if self.cut_after is not None:
            yield Cut(self.cut_after)


class Scene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One turn. ``new_session``: Codex starts anew. ``leaves_after``: the deltas that are enough for the client."""

    asks: str
    answers: list[Line]
    new_session: bool = False
    leaves_after: int | None = None


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``encores`` are played one after another for as long as somebody watches."""

    scenes: list[Scene]
    encores: list[Scene]

    def scenario(self) -> Scenario:
        """The model's side."""
        scenes = (*self.scenes, *self.encores)
        return Scenario(tuple(Turn(tuple(line.answer() for line in scene.answers), scene.asks) for scene in scenes))


def read_story() -> Story:
    """The story that comes with the program."""
    text = (files("codex_tui.demo") / "story.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Story)
