"""A line of a capture into what it says, or what is wrong with it."""

import base64
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from codex_tui.formats import size
from codex_tui.history.record import Body, Record
from codex_tui.neutral import neutral_line

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_LARGEST_NUMBER = 2**63 - 1


class Damage(msgspec.Struct, frozen=True):
    """A line that cannot be read: where in ``file`` it begins, in bytes, and why, as a clause after "it".

    ``file`` is relative to the capture directory.
    """

    offset: int
    reason: str
    file: str = "history.jsonl"


DOUBTFUL = "ends lines that do not fit their checksum: they are shown, and may be other than they were"
"""The damage of what is packed, told of its last newline, where no line begins."""


class Unreadable(ValueError):
    """What is wrong with a line, as a clause after "it"."""


class _Version(msgspec.Struct):
    v: int


def is_id(text: str) -> bool:
    """Whether ``text`` is a ULID (https://github.com/ulid/spec), as every exchange's id is."""
    return _ULID.fullmatch(text) is not None


@lru_cache(1_024)  # each exchange is asked for it a few times, soon after each other
def instant(started_at: str) -> datetime:
    """A record's ``started_at``; ValueError where it is no time in UTC that a calendar can show."""
    at = datetime.fromisoformat(started_at)
    if at.utcoffset() != timedelta(0) or not 1970 <= at.year < 9999:
        raise ValueError(started_at)
    return at.astimezone(UTC)


def decode_record(line: bytes) -> Record:
    """A finished record, or the head of a live one; raises :class:`Unreadable`.

    What it returns is safe to use: its id is a ULID, its time a time, and its bodies decode.
    """
    try:
        record = _decoder().decode(line)
    except msgspec.ValidationError as error:
        raise Unreadable(_unknown_version(line) or f"is no record: {neutral_line(str(error))}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_broken(line)) from error
    if not _is_known(record.v):
        raise Unreadable(_of_version(record.v))
    _check(record)
    return record


def _broken(line: bytes) -> str:
    """What is no JSON. NULs stand where a disk lost what it held, or for what a damaged frame does not give."""
    lost = line.count(b"\0")
    return f"is damaged, and {size(lost)} of it are lost" if lost > 1 else "is cut, or is not JSON"


@lru_cache(1)
def _decoder() -> msgspec.json.Decoder[Record]:
    """Takes a while to make: a start from an index spares it."""
    return msgspec.json.Decoder(Record)


def decode_base64(text: str) -> bytes:
    """Bytes that a line holds; raises :class:`Unreadable`."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Unreadable("has a body that is no base64") from error


def _unknown_version(line: bytes) -> str | None:
    try:
        version = msgspec.json.decode(line, type=_Version).v
    except (ValueError, RecursionError):
        return None
    return None if _is_known(version) else _of_version(version)


def _is_known(version: int) -> bool:
    from mitm_addons.codex_record import VERSION  # a start from an index spares it

    return version == VERSION


def _of_version(version: int) -> str:
    known = f"version {version}" if 0 <= version < 1_000_000 else "a version"
    return f"is a record of {known} that this codex-tui cannot read"


def _check(record: Record) -> None:
    if not is_id(record.id):
        raise Unreadable("is no record: its id is no ULID")
    if not 1 <= record.number <= _LARGEST_NUMBER:
        raise Unreadable("is no record: its number is out of range")
    try:
        instant(record.started_at)
    except ValueError as error:
        raise Unreadable("is no record: its started_at is no time in UTC") from error
    _check_body(record.request)
    if record.response is not None:
        _check_body(record.response)


def _check_body(body: Body) -> None:
    if body.base64 is not None:
        decode_base64(body.base64)
    for _, payload in body.messages or ():
        if not isinstance(payload, str):
            decode_base64(payload.get("base64", "?"))
