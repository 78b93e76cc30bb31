"""One exchange, read: its summary and its conversation, as far as it has come."""

from dataclasses import dataclass
from functools import cached_property

from msgspec import UNSET
from msgspec.structs import replace

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.apis import OTHER, api_of
from codex_tui.dialects.asked import asked_of
from codex_tui.dialects.conversation import Conversation, Part
from codex_tui.dialects.descending import Trail, lineage_of, linked, trail_of
from codex_tui.dialects.dialect import DIALECTS
from codex_tui.dialects.estimate import characters_of, tokens_of
from codex_tui.dialects.outcome import one_line, outcome_of, preview_of, request_line, tools_of
from codex_tui.dialects.raw import body_parts
from codex_tui.dialects.session import session_of
from codex_tui.dialects.shapes import Object, parse, text
from codex_tui.dialects.title import asking_of, opening_of
from codex_tui.dialects.verdict import error_of, is_error, state_of
from codex_tui.dialects.warnings import warnings_of
from codex_tui.history.exchange import Exchange
from codex_tui.history.lineage import Lineage
from codex_tui.history.summary import Session, Sizes, State, Summary, Timing, Usage
from codex_tui.wire.event import Event

_BURST = 0.01
"""Seconds."""


@dataclass(frozen=True)
class _Sent:
    """The request: its body where it is an object, and what follows from it."""

    body: Object
    parts: list[Part]
    session: Session | None
    preview: str
    words: str
    asked: str | None
    trail: Trail
    characters: int


def read(exchange: Exchange) -> "Reading":
    """A reading of ``exchange`` by the dialect of its API."""
    return Reading(exchange)


class Reading:
    """Reads events once each. What it tells is as new as the exchange is when it is asked."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        record = exchange.record
        self.api = api_of(record.method, record.url, websocket_turn=record.ws is not None)
        self._dialect = DIALECTS[self.api]
        self._answer = self._dialect.answer()
        self._seen = 0
        self._first_message: str | None = None

    def advance(self) -> None:
        """Read the events that came since the last call."""
        events = self.exchange.events
        for index in range(self._seen, len(events)):
            self._take(events[index])
        self._seen = len(events)
        if not self.exchange.live:
            self._answer.close()

    @property
    def sent(self) -> list[Part]:
        """The parts of the request; the same list each time, until more of the request comes."""
        self.advance()
        return self._sent.parts

    @property
    def response_id(self) -> str | None:
        """By which a later request may go on from this answer."""
        self.advance()
        return self._answer.response_id

    @property
    def continues(self) -> str | None:
        """The response that the request goes on from."""
        self.advance()
        is_responses = self.api == "openai.responses"
        return text(self._sent.body, "previous_response_id") or None if is_responses else None

    def summary(self) -> Summary:
        """The exchange in a line."""
        self.advance()
        record, sent, state, error = self.exchange.record, self._sent, self._state, self._error
        lineage, usage = self._lineage, self._usage
        return Summary(
            id=record.id,
            number=record.number,
            started_at=record.started_at,
            state=state,
            api=self.api,
            transport=record.transport,
            method=record.method,
            url=record.url,
            status=record.status,
            model=self._model,
            session=self._session(lineage),
            preview=sent.preview,
            words=sent.words,
            asked=sent.asked,
            outcome=self._outcome(state, error),
            tools=tools_of(self._answer.drafts),
            usage=usage,
            timing=self._timing(usage),
            sizes=Sizes(request=record.sizes.request, response=record.sizes.response),
            finish=self._answer.finish,
            error=error,
            warnings=warnings_of(self.exchange, self._answer, state),
            lineage=lineage or UNSET,
        )

    def conversation(self) -> Conversation:
        """The whole of it; parts that did not change are the same objects as before."""
        self.advance()
        state, usage = self._state, self._usage
        return Conversation(
            api=self.api,
            state=state,
            started_at=self.exchange.record.started_at,
            parts=[*self._sent.parts, *self._answer_parts()],
            model=self._model,
            session=self._session(self._lineage),
            usage=usage,
            timing=self._timing(usage),
            longest_gap=self._answer.longest_gap,
            finish=self._answer.finish,
            error=self._error,
            warnings=warnings_of(self.exchange, self._answer, state),
        )

    def _take(self, event: Event) -> None:
        if event.source == "client":
            if self._first_message is None:
                self._first_message = event.data
                self.__dict__.pop("_sent", None)
        elif not is_error(self.exchange.record):
            self._answer.feed(event)

    @cached_property
    def _sent(self) -> _Sent:
        record = self.exchange.record
        content = self.exchange.request_body if self._first_message is None else self._first_message.encode()
        body = parse(content) if content and self.api != OTHER else None
        known = body if isinstance(body, dict) else {}
        make, is_read = self._dialect.request_parts, self._dialect.asks_model
        parts = make(known) if make and known else body_parts(content, "request")
        session = session_of(record.request.headers, known)
        opening = opening_of(parts) if session and session.kind == "title" else None
        preview = one_line(opening) if opening else preview_of(parts)
        words = one_line(asking_of(parts) or "")
        return _Sent(
            body=known,
            parts=parts,
            session=session,
            preview=preview,
            words="" if opening or words == preview else words,
            trail=trail_of(parts) if is_read and not (session and session.id) else Trail([], [], []),
            asked=asked_of(parts) if is_read else None,
            characters=characters_of(parts) if is_read else 0,
        )

    def _answer_parts(self) -> list[Part]:
        """What was read; the body itself, where nobody could read it or what it says is no conversation."""
        return self._answer.parts() or (body_parts(self.exchange.response_body, "response") if self._is_mute else [])

    @property
    def _is_mute(self) -> bool:
        """Whether the dialect made nothing of the answer: of a model's only where it did not stream."""
        if self._answer.understood:
            return False
        record = self.exchange.record
        is_body = record.transport == "http" and not self.exchange.live and not is_error(record)
        return is_body or not self._dialect.asks_model

    def _session(self, lineage: Lineage | None) -> Session | None:
        """One that the client does not name is called by how it begins, until it is known what it goes on from."""
        session = self._sent.session
        if lineage is None or not lineage.first:
            return session
        return replace(session or Session(), id=lineage.name)

    @property
    def _lineage(self) -> Lineage | None:
        """None where the client names the session, and of its answer nothing is kept that others may go on from."""
        live, trail = self.exchange.live, self._sent.trail
        answers = self._answer.choices() if self._state == "complete" and not live else []
        lineage = lineage_of(trail, answers=answers, live=live) if trail.ends else None
        kept = self.api == "openai.responses" and self._sent.body.get("store") is not False and not live
        return linked(
            lineage,
            continues=self.continues if lineage else None,
            response=self._answer.response_id if kept and self._answer.complete else None,
        )

    @property
    def _state(self) -> State:
        return state_of(self.exchange, self._answer, self.api)

    @property
    def _error(self) -> str | None:
        return error_of(self.exchange, self._answer, self._state)

    @property
    def _model(self) -> str | None:
        return self._answer.model or text(self._sent.body, "model", "name") or None

    def _outcome(self, state: State, error: str | None) -> str:
        if not self._dialect.asks_model:
            return request_line(self.exchange.record, f"failed: {error}" if state == "failed" else self._answer.did)
        kind = self._sent.session.kind if self._sent.session else None
        return outcome_of(self.exchange, self._answer, state, error, kind)

    @property
    def _usage(self) -> Usage:
        if self._answer.usage is not None:
            return self._answer.usage
        if not self._dialect.asks_model:
            return Usage()
        came = self._answer.characters
        return Usage(
            input=tokens_of(self._sent.characters),
            output=tokens_of(came) if came else None,
            source="estimated",
        )

    def _timing(self, usage: Usage) -> Timing:
        timing = self.exchange.record.timing
        return Timing(
            first_byte=timing.first_byte,
            first_token=self._answer.first_token,
            last_byte=timing.last_byte,
            tokens_per_second=_speed(self._answer, usage),
        )


def _speed(answer: Answer, usage: Usage) -> float | None:
    """Tokens a second: as the server measured it, else from the first to the last that was seen.

    Tokens of a hidden reasoning came before those. What came as one burst tells the network's speed, not the model's.
    """
    if answer.tokens_per_second is not None:
        return answer.tokens_per_second
    if answer.first_token is None or answer.last_token is None or not usage.output:
        return None
    seconds = (answer.last_token - answer.first_token) / 1_000
    shown = any(draft.kind == "reasoning" for draft in answer.drafts)
    tokens = usage.output - (0 if shown else usage.reasoning or 0)
    return round(tokens / seconds, 1) if seconds >= _BURST and tokens > 0 else None
