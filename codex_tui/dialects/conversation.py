"""The one model that every API is read into."""

from typing import Literal

import msgspec

from codex_tui.history.summary import ExchangeWarning, Session, State, Timing, Usage

Kind = Literal["instructions", "message", "reasoning", "tool_call", "tool_output", "tools", "image", "other"]
Origin = Literal["request", "response"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a conversation.

    ``text`` is exact, joined over its deltas. ``arguments`` is a tool call's argument text as sent. ``new``: the
    previous request of the session did not hold it. ``began`` and ``ended``: milliseconds after ``started_at``
    of its first and last event, for parts of the response; ``ended`` None while it streams. ``size``: bytes of
    the JSON it came in, where it has no text of its own (an image, encrypted reasoning); of reasoning that has one,
    of the encrypted content that came with it. ``waited``: of a tool's
    output, milliseconds from the end of its call, in the exchange before, to the request that brought it.
    """

    kind: Kind
    origin: Origin
    role: str | None = None
    text: str = ""
    name: str | None = None
    call_id: str | None = None
    arguments: str | None = None
    new: bool = True
    began: float | None = None
    ended: float | None = None
    size: int | None = None
    waited: float | None = None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nothing came, in milliseconds after ``started_at``."""

    began: float
    ended: float


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer, as far as it has come.

    ``started_at``: as in the record. ``longest_gap``: between two tokens of the answer.
    """

    api: str
    state: State
    parts: list[Part]
    started_at: str = ""
    model: str | None = None
    session: Session | None = None
    usage: Usage = Usage()
    timing: Timing = Timing()
    longest_gap: Gap | None = None
    finish: str | None = None
    error: str | None = None
    warnings: list[ExchangeWarning] = []
