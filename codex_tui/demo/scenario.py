"""What the model server answers, and how well it does so."""

import asyncio
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass

from codex_tui.demo.prompt import Prompt


@dataclass(frozen=True)
class Reasoning:
    """Thinking before the answer."""

    text: str


@dataclass(frozen=True)
class Message:
    """Words of the assistant."""

    text: str


@dataclass(frozen=True)
class FunctionCall:
    """A call of a tool; ``arguments`` is JSON text."""

    name: str
    arguments: str


@dataclass(frozen=True)
class CustomCall:
    """A call of a tool that takes plain text, such as ``apply_patch``."""

    name: str
    input: str


Item = Reasoning | Message | FunctionCall | CustomCall


@dataclass(frozen=True)
class HttpError:
    """The request is refused with this status."""

    status: int = 500
    message: str = "the model runner has stopped"


@dataclass(frozen=True)
class Failed:
    """The whole answer, and then ``response.failed`` in place of ``response.completed``."""

    code: str = "server_error"
    message: str = "the model could not finish"


@dataclass(frozen=True)
class Cut:
    """The connection is closed after so many tokens."""

    after: int


Fault = HttpError | Failed | Cut


class Gate:
    """Closed until :meth:`open` is called, from any thread."""

    def __init__(self) -> None:
        self._opened: Future[None] = Future()

    def open(self) -> None:
        """Let through what waits, and all that comes."""
        if not self._opened.done():
            self._opened.set_result(None)

    async def passed(self) -> None:
        """Return once it is open."""
        # Shielded: a handler that is cancelled at the gate must not cancel the gate.
        await asyncio.shield(asyncio.wrap_future(self._opened))


@dataclass(frozen=True)
class Hold:
    """The rest of the stream waits at the gate after so many tokens."""

    after: int
    gate: Gate


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``delay``: milliseconds before the first token; ``pace``: between two. ``faults``: how the first tries end."""

    items: tuple[Item, ...]
    delay: float = 0
    pace: float = 0
    faults: tuple[Fault, ...] = ()
    hold: Hold | None = None


@dataclass(frozen=True)
class Turn:
    """What follows on a user's text: ``answers[n]`` once n tool outputs came, the last one from then on.

    ``asks``: a part of that text; empty fits any.
    """

    answers: tuple[Answer, ...]
    asks: str = ""


_SPEECHLESS = Turn((Answer(items=(Message("There is nothing in my script for that."),)),))


@dataclass(frozen=True)
class Scenario:
    """The turns that the model knows; the first that fits is played."""

    turns: tuple[Turn, ...]

    def answer(self, prompt: Prompt) -> Answer:
        """The answer to this prompt; one that says so where no turn fits."""
        turn = next((turn for turn in self.turns if turn.asks in prompt.user), _SPEECHLESS)
        return turn.answers[min(prompt.outputs, len(turn.answers) - 1)]


class Performance:
    """A scenario as it is played: how often an answer was asked for decides which fault strikes."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._tries: Counter[Answer] = Counter()

    def next(self, prompt: Prompt) -> tuple[Answer, Fault | None]:
        """The answer, and what becomes of it this time."""
        answer = self._scenario.answer(prompt)
        tries = self._tries[answer]
        self._tries[answer] += 1
        return answer, answer.faults[tries] if tries < len(answer.faults) else None
