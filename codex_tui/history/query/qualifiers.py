"""What ``key:value`` means, key by key."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import get_args
from urllib.parse import urlsplit

import msgspec

from codex_tui.history.query.quantities import COUNT, DURATION, SIZE, Units, comparison, moment
from codex_tui.history.summary import State, Summary

Test = Callable[[Summary, datetime], bool]
_STATES: tuple[str, ...] = get_args(State)
_ABOUT_STATES = {
    "live": "still streaming",
    "complete": "ended well",
    "failed": "error status or event",
    "aborted": "the client left",
    "interrupted": "the proxy stopped",
}
_ABOUT_IS = {
    "live": "still streaming",
    "error": "failed, or refused",
    "warning": "with a warning",
    "model": "a model was asked",
    "side": "anything else",
    "marked": "marked with m",
    "noted": "with a note",
}
_STATUS = re.compile(r"([1-5])xx", re.IGNORECASE)
_CALLS = re.compile(r"[$±] |\d+ calls?: ")
_TOOLS = {"shell": "$ ", "patch": "± "}


class Qualifier(msgspec.Struct, frozen=True):
    """``test``: of one value; raises ValueError. ``wants``: what a value is, for people. ``values``: all there are.

    ``of``: what an exchange has there, to offer as values; None where that is no use; ``kin``: the value of
    ``values`` that such a one falls under too. ``about``: what a value means. ``such_as``: examples, which may be
    written instead of a wrong one.
    """

    test: Callable[[str], Test]
    wants: str
    values: tuple[str, ...] = ()
    of: Callable[[Summary], Iterable[str]] | None = None
    about: Mapping[str, str] = {}
    such_as: tuple[str, ...] = ()
    kin: Callable[[str], str] | None = None


def _contains(of: Callable[[Summary], str | None]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        wanted = value.casefold()
        return lambda summary, _now: wanted in (of(summary) or "").casefold()

    return test


def _measures(units: Units, of: Callable[[Summary, datetime], float | None]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        holds = comparison(value, units)

        def measured(summary: Summary, now: datetime) -> bool:
            number = of(summary, now)
            return number is not None and holds(number)

        return measured

    return test


def _status(value: str) -> Test:
    if hundreds := _STATUS.fullmatch(value):
        low = int(hundreds[1]) * 100
        return lambda summary, _now: summary.status is not None and low <= summary.status < low + 100
    holds = comparison(value, {"": 1})
    return lambda summary, _now: summary.status is not None and holds(summary.status)


def _state(value: str) -> Test:
    if value.lower() not in _STATES:
        raise ValueError(value)
    return lambda summary, _now: summary.state == value.lower()


def _session(value: str) -> Test:
    def test(summary: Summary, _now: datetime) -> bool:
        session = summary.session
        ids = (session.id, session.thread, session.turn) if session else ()
        return any(id_ is not None and id_.lower().startswith(value.lower()) for id_ in ids)

    return test


def _tool(value: str) -> Test:
    named, said = value.casefold(), _TOOLS.get(value.lower(), value).casefold()

    def called(summary: Summary, _now: datetime) -> bool:
        return any(named in name.casefold() for name in summary.tools) or said in _calls(summary).casefold()

    return called


_IS: dict[str, Test] = {
    "live": lambda summary, _now: summary.state == "live",
    "error": lambda summary, _now: summary.state == "failed" or _refused(summary),
    "warning": lambda summary, _now: bool(summary.warnings),
    "model": lambda summary, _now: summary.is_model_call,
    "side": lambda summary, _now: not summary.is_model_call,
}


ANNOTATED = ("marked", "noted")
"""What ``is:`` says of an exchange that no summary tells."""


def _is(value: str) -> Test:
    if value.lower() not in _IS:
        raise ValueError(value)
    return _IS[value.lower()]


def _since(value: str) -> Test:
    at = moment(value)
    return lambda summary, now: _started(summary) >= at(now)


def _before(value: str) -> Test:
    at = moment(value)
    return lambda summary, now: _started(summary) < at(now)


def _refused(summary: Summary) -> bool:
    return summary.status is not None and summary.status >= HTTPStatus.BAD_REQUEST


def _started(summary: Summary) -> datetime:
    return datetime.fromisoformat(summary.started_at)


def _taken(summary: Summary, now: datetime) -> float | None:
    if summary.state == "live":
        return (now - _started(summary)).total_seconds() * 1_000
    return summary.timing.last_byte


def _path(summary: Summary) -> str:
    try:
        return urlsplit(summary.url).path
    except ValueError:
        return summary.url


def _calls(summary: Summary) -> str:
    """What its tool calls say, as far as the list shows it."""
    return summary.outcome if _CALLS.match(summary.outcome) else ""


def _tools(summary: Summary) -> Iterable[str]:
    said = _calls(summary)
    return {*summary.tools, *(tool for tool, sign in _TOOLS.items() if sign in said)}


def _session_id(summary: Summary) -> str | None:
    return summary.session.id if summary.session else None


def _one(of: Callable[[Summary], str | None]) -> Callable[[Summary], Iterable[str]]:
    return lambda summary: (value,) if (value := of(summary)) else ()


_TIMES = ("10m", "11:04", "2025-11-22")

QUALIFIERS = {
    "model": Qualifier(
        _contains(lambda summary: summary.model),
        "a part of a model's name",
        of=_one(lambda s: s.model),
        such_as=("gpt-oss",),
    ),
    "status": Qualifier(
        _status,
        "a status as 404, 5xx or >=400",
        ("2xx", "4xx", "5xx"),
        of=_one(lambda s: None if s.status is None else str(s.status)),
        such_as=("404", "5xx", ">=400"),
        kin=lambda value: f"{value[:1]}xx",
    ),
    "state": Qualifier(
        _state, f"one of {', '.join(_STATES)}", _STATES, _one(lambda s: s.state), _ABOUT_STATES, ("failed", "live")
    ),
    "api": Qualifier(
        _contains(lambda summary: summary.api),
        "a part of an API's name",
        of=_one(lambda s: s.api),
        such_as=("responses",),
    ),
    "path": Qualifier(_contains(_path), "a part of a path", of=_one(_path), such_as=("/v1/responses",)),
    "session": Qualifier(
        _session, "the start of a session's, thread's or turn's id", of=_one(_session_id), such_as=("019a",)
    ),
    "tool": Qualifier(
        _tool,
        "a part of a called tool's name or of what the call says, shell or patch",
        tuple(_TOOLS),
        _tools,
        such_as=("pytest", "patch"),
    ),
    "is": Qualifier(
        _is,
        f"one of {', '.join((*_IS, *ANNOTATED))}",
        (*_IS, *ANNOTATED),
        about=_ABOUT_IS,
        such_as=("error", "live"),
    ),
    "dur": Qualifier(
        _measures(DURATION, _taken), "a duration as >2s or 500ms..2s", such_as=(">2s", ">500ms", "1s..1m")
    ),
    "ttft": Qualifier(
        _measures(DURATION, lambda s, _: s.timing.first_token), "a duration as >500ms", such_as=(">500ms", "<2s")
    ),
    "in": Qualifier(
        _measures(COUNT, lambda s, _: s.usage.input), "a number of tokens as >10k", such_as=(">10k", "<1M")
    ),
    "out": Qualifier(
        _measures(COUNT, lambda s, _: s.usage.output), "a number of tokens as <100", such_as=(">1k", "<100")
    ),
    "size": Qualifier(
        _measures(SIZE, lambda s, _: s.sizes.request), "a size of the request as >100kB", such_as=(">100kB", "<2MB")
    ),
    "since": Qualifier(_since, "how long ago as 10m, a time as 11:04, or a day as 2025-11-22", such_as=_TIMES),
    "before": Qualifier(_before, "how long ago as 10m, a time as 11:04, or a day as 2025-11-22", such_as=_TIMES),
}
