"""What many exchanges come to: tokens, times, how they ended, by model."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from codex_tui.analysis.distribution import Distribution, distribution, round_edges
from codex_tui.history.summary import State, Summary

#: Milliseconds at which the ranges of the time to the first token end.
FIRST_TOKEN_EDGES = (500.0, 1_000.0, 2_000.0, 5_000.0)
#: Kinds of requests that hold no conversation.
ASIDE = frozenset({"title", "prewarm"})


@dataclass(frozen=True)
class Request:
    """One model call. ``turn``: from 1 in its thread; ``cached`` None where that was not reported.

    ``kind``: what its session says that it is for. ``agent``: what the sub-agent is called that sent it; None in the
    session's own thread.
    """

    id: str
    number: int
    session: str | None
    thread: str | None
    agent: str | None
    kind: str | None
    turn: int
    state: State
    input: int | None
    cached: int | None
    output: int | None
    estimated: bool


@dataclass
class Tokens:
    """Sums; of ``input`` those that were ``cached``. ``estimated``: requests whose tokens nobody reported."""

    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0
    estimated: int = 0

    def add(self, summary: Summary) -> None:
        """One more request."""
        usage = summary.usage
        self.input += usage.input or 0
        self.cached += usage.cached or 0
        self.output += usage.output or 0
        self.reasoning += usage.reasoning or 0
        self.estimated += usage.source == "estimated"


@dataclass
class OfModel:
    """What one model was asked."""

    name: str
    requests: int = 0
    failed: int = 0
    tokens: Tokens = field(default_factory=Tokens)


@dataclass
class Statistics:
    """Fed with summaries in the order of the list; what it tells is as new as the last of them.

    ``exchanges``: with side traffic, which counts nowhere else. ``requests``: model calls. ``retries``: those that
    ask once more what failed before; ``retried``: the requests that were tried again. ``errors``: by what the server
    or the wire said. ``agents``: the threads of sub-agents.
    """

    exchanges: int = 0
    retries: int = 0
    retried: int = 0
    sent: int = 0
    received: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    requests: list[Request] = field(default_factory=list)
    states: Counter[State] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    models: dict[str, OfModel] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    agents: set[tuple[str | None, str | None]] = field(default_factory=set)
    _turns: dict[tuple[str | None, str | None], dict[str | None, int]] = field(default_factory=dict)
    _newest: dict[tuple[str | None, str | None], Summary] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _first_tokens: list[float] = field(default_factory=list)
    _speeds: list[float] = field(default_factory=list)
    _ran: list[tuple[float, float]] = field(default_factory=list)
    _begun: str = ""
    _ended: float = 0.0

    def add(self, summary: Summary) -> None:
        """One more exchange."""
        self.exchanges += 1
        self.sent += summary.sizes.request
        self.received += summary.sizes.response
        if summary.is_model_call:
            self._add_request(summary)

    @property
    def turns(self) -> int:
        """Of all sessions, without their sub-agents'."""
        return sum(len(turns) for thread, turns in self._turns.items() if thread not in self.agents)

    @property
    def waiting(self) -> float:
        """Milliseconds in which some model call ran: those of sub-agents run beside each other."""
        waited = until = 0.0
        for begun, ended in sorted(self._ran):
            waited += max(0.0, ended - max(begun, until))
            until = max(until, ended)
        return waited

    @property
    def span(self) -> float:
        """Milliseconds from the first model call's beginning to the last one's end."""
        return max(0.0, self._ended - _ms(self._begun)) if self._begun else 0.0

    @property
    def first_token(self) -> Distribution:
        """Milliseconds until the first token came."""
        return distribution(self._first_tokens, FIRST_TOKEN_EDGES)

    @property
    def speed(self) -> Distribution:
        """Tokens a second."""
        return distribution(self._speeds, round_edges(self._speeds))

    def _add_request(self, summary: Summary) -> None:
        session = summary.session
        thread = (session.id, session.thread) if session else (None, None)
        turns = self._turns.setdefault(thread, {})
        turn = len(turns) + 1
        if session is None or session.turn is not None or session.kind not in ASIDE:
            turn = turns.setdefault(session.turn if session else None, turn)
        agent = (session.work or "sub-agent") if session and session.parent else None
        if agent is not None:
            self.agents.add(thread)
        usage, timing = summary.usage, summary.timing
        estimated = usage.source == "estimated"
        self.requests.append(
            Request(
                summary.id,
                summary.number,
                *thread,
                agent,
                session.kind if session else None,
                turn,
                summary.state,
                usage.input,
                usage.cached,
                usage.output,
                estimated,
            )
        )
        self.states[summary.state] += 1
        self.tokens.add(summary)
        model = self.models.setdefault(summary.model or "", OfModel(summary.model or ""))
        model.requests += 1
        model.failed += summary.state == "failed"
        model.tokens.add(summary)
        if summary.error:
            self.errors[summary.error] += 1
        self.warnings.update(warning.code for warning in summary.warnings)
        if session and session.id:
            self.sessions.add(session.id)
        self._count_tries(thread, summary)
        if timing.first_token is not None:
            self._first_tokens.append(timing.first_token)
        if timing.tokens_per_second is not None:
            self._speeds.append(timing.tokens_per_second)
        self._begun = self._begun or summary.started_at
        if timing.last_byte is not None:
            begun = _ms(summary.started_at)
            self._ran.append((begun, begun + timing.last_byte))
            self._ended = max(self._ended, begun + timing.last_byte)

    def _count_tries(self, thread: tuple[str | None, str | None], summary: Summary) -> None:
        before = self._newest.get(thread)
        self._newest[thread] = summary
        if before is not None and summary.tries_again(before):
            self.retries += 1
            self.retried += before.id not in self._again
            self._again.add(summary.id)


def statistics_of(summaries: Iterable[Summary]) -> Statistics:
    """All of them."""
    found = Statistics()
    for summary in summaries:
        found.add(summary)
    return found


def _ms(started_at: str) -> float:
    return datetime.fromisoformat(started_at).timestamp() * 1_000
