"""What a list says of one exchange: the object that ``codex-tui list --json`` prints.

There are as many as exchanges, and none refers to what refers to it: the garbage collector need not look at them.
"""

from functools import cache
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from codex_tui.history.lineage import Lineage

State = Literal["live", "complete", "failed", "aborted", "interrupted"]


class Session(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where an exchange belongs.

    ``parent``: of a sub-agent's thread, the thread that started it. ``kind``: turn, title, compaction, prewarm,
    review, …
    """

    id: str | None = None
    thread: str | None = None
    parent: str | None = None
    turn: str | None = None
    agent: str | None = None
    kind: str | None = None

    @property
    def work(self) -> str:
        """What a sub-agent is called: its name, unless it has but the root's, else its work; "" where unknown."""
        name = (self.agent or "").strip("/").rpartition("/")[2]
        if name and name != "root":
            return name
        return self.kind if self.kind and self.kind != "turn" else ""


#: A server that reused less than this share of what it had cached has lost it.
_KEPT = 0.5
#: Below so many tokens servers cache nothing, or keep it only by chance.
_LEAST_CACHED = 1_024


class Usage(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Tokens. ``source`` says who counted: the server, our estimate by size, or derived from both."""

    input: int | None = None
    cached: int | None = None
    output: int | None = None
    reasoning: int | None = None
    source: Literal["reported", "estimated", "derived"] | None = None

    def lost_cache_of(self, before: "Usage") -> bool:
        """Whether the server reports that it reused less than half of what it had cached for ``before``."""
        if self.cached is None or self.source != "reported" or before.source != "reported":
            return False
        return before.cached is not None and before.cached >= _LEAST_CACHED and self.cached < before.cached * _KEPT

    def collapsed_since(self, before: "Usage") -> bool:
        """Whether it lost that cache, and not because the prompt is a shorter one."""
        if not (self.lost_cache_of(before) and self.input and before.input and before.cached):
            return False
        return (self.cached or 0) / self.input < before.cached / before.input * _KEPT


class Timing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Milliseconds after ``started_at``; tokens per second over the generation."""

    first_byte: float | None = None
    first_token: float | None = None
    last_byte: float | None = None
    tokens_per_second: float | None = None


class Sizes(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Body bytes on the wire."""

    request: int = 0
    response: int = 0


class ExchangeWarning(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """``code`` is a snake_case word such as ``stream_cut``; ``message`` a sentence for people."""

    code: str
    message: str


class Summary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One exchange in a line. ``api`` is ``other`` where no dialect knows it; ``outcome`` what the model did.

    ``tools``: names of those that the model called, each once, in the order of the calls.

    ``asked``: a short digest of the newest words or tool output that the client itself sends, of a model call that
    was read whole; empty while that is not known. See :meth:`tries_again`. ``words``: the user's own that stand last,
    where ``preview`` is of something else, such as a tool's output. ``lineage``: unset once the session is known.
    """

    id: str
    number: int
    started_at: str
    state: State
    api: str
    transport: str
    method: str
    url: str
    status: int | None
    model: str | None = None
    session: Session | None = None
    preview: str = ""
    words: str = ""
    asked: str | None = None
    outcome: str = ""
    tools: tuple[str, ...] = ()
    usage: Usage = Usage()
    timing: Timing = Timing()
    sizes: Sizes = Sizes()
    finish: str | None = None
    error: str | None = None
    warnings: list[ExchangeWarning] = []
    lineage: Lineage | UnsetType = UNSET

    @property
    def asking(self) -> str:
        """What it is about, as the user put it if that is known."""
        return self.words or self.preview

    @property
    def is_model_call(self) -> bool:
        """Whether a model was asked; the rest is side traffic."""
        return _asks_model(self.api)

    def tries_again(self, before: "Summary") -> bool:
        """Whether this asks once more what ``before``, the model call before it in its thread, got no answer to.

        A retry need not have the same body: Codex adds what the failed answer had finished, and over a new
        WebSocket sends all of the conversation where it sent only what was new. What it asks last stays.
        """
        return (
            self.asked is not None
            and (self.asked, self.api, self.session) == (before.asked, before.api, before.session)
            and before.state in {"failed", "aborted", "interrupted"}
        )


@cache
def _asks_model(api: str) -> bool:
    return api != "other" and api.rsplit(".", 1)[-1] in _MODEL_APIS


_MODEL_APIS = frozenset({"responses", "chat", "completions", "generate", "messages"})
