"""A record as it is written: its fields, their order, and the bytes of one line.

Standard library only: the inspector imports this module too.
"""

import base64
import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring  # what json.dumps calls for a string, without its detours

VERSION = 1

#: A body is spliced into its line as JSON up to this many bytes: checking it holds the interpreter's lock.
JSON_LIMIT = 4 * 1024 * 1024
JSON_DEPTH = 100

MODEL_CALL_PATHS = (
    "/responses",
    "/chat/completions",
    "/completions",
    "/messages",
    "/api/chat",
    "/api/generate",
)

Members = Sequence[tuple[str, bytes]]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_JSON_STARTS = frozenset(b'{["-0123456789tfn')
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_TOO_LONG_INTEGER = re.compile(rb"[0-9]{309}")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_AS_SQUARE = bytes.maketrans(b"{}", b"[]")
_SLICE = 256 * 1024


def new_id(at: datetime, entropy: bytes | None = None) -> str:
    """A ULID: 26 characters that sort by time, then by ``entropy`` (10 bytes, random unless given).

    https://github.com/ulid/spec
    """
    number = int(at.timestamp() * 1000) << 80 | int.from_bytes(entropy or os.urandom(10), "big")
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def timestamp(at: datetime) -> str:
    """RFC 3339, UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def is_model_call(method: str, path: str, *, websocket_turn: bool = False) -> bool:
    """Whether a request asks a model: a POST, or a turn on a WebSocket, on one of the known paths."""
    return (method == "POST" or websocket_turn) and path.partition("?")[0].rstrip("/").endswith(MODEL_CALL_PATHS)


def value(anything: object) -> bytes:
    """A small value as JSON; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    text = json.dumps(anything, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def string(text: str) -> bytes:
    """A long text as a JSON string, in slices: one call over all of it would hold the interpreter's lock."""
    if len(text) <= _SLICE:
        return encode_basestring(text).encode()
    slices = (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))
    return b'"%s"' % b"".join(encode_basestring(piece)[1:-1].encode() for piece in slices)


def payload(data: bytes) -> tuple[str, bytes]:
    """Bytes as one member: ``text`` where they are UTF-8, else ``base64``."""
    try:
        return "text", string(data.decode())
    except UnicodeDecodeError:
        return "base64", b'"%s"' % base64.b64encode(data)


def body(data: bytes) -> tuple[str, bytes]:
    """A whole body as one member: ``json`` spliced byte for byte where that is safe, else ``text`` or ``base64``."""
    return ("json", data) if is_spliceable(data) else payload(data)


def message(ms: float, data: bytes, *, is_text: bool) -> bytes:
    """One WebSocket message as a ``messages`` element."""
    name, content = payload(data) if is_text else ("base64", b'"%s"' % base64.b64encode(data))
    return b"[%s,%s]" % (value(ms), content if name == "text" else b'{"base64":%s}' % content)


def splice(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Members, already JSON, as an object."""
    return b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), content) for name, content in members)


def line(members: Members) -> bytes:
    """A record's line of ``history.jsonl``, with its newline."""
    return splice(members) + b"\n"


def page(members: Members) -> bytes:
    """The same object with each top-level field on a line of its own, as in ``latest.json``."""
    return b"{\n%s\n}\n" % b",\n".join(b'"%s":%s' % (name.encode(), content) for name, content in members)


def is_spliceable(data: bytes) -> bool:
    """Whether a body may stand in a line as it is.

    It must be RFC 8259 JSON in UTF-8 that every common reader takes: at most ``JSON_LIMIT`` bytes and
    ``JSON_DEPTH`` levels, no raw LF or CR, no white space around it, no lone surrogate escape and no number
    beyond a double. The cheap tests come first.
    """
    if not data or len(data) > JSON_LIMIT or data[0] not in _JSON_STARTS or data[-1:].isspace():
        return False
    if b"\n" in data or b"\r" in data:
        return False
    try:
        parsed = json.loads(data.decode(), parse_constant=_refuse, parse_float=_double)
        if _SURROGATE_ESCAPE.search(data):
            json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    bare = _STRINGS.sub(b"", data)
    return not _TOO_LONG_INTEGER.search(bare) and _depth_is_fine(bare)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _double(number: str) -> float:
    parsed = float(number)
    if parsed in (float("inf"), float("-inf")):
        raise ValueError(f"{number} is beyond a double")
    return parsed


def _depth_is_fine(bare: bytes) -> bool:
    """Each pass takes the innermost level away, at the speed of ``bytes.replace``."""
    brackets = bare.translate(_AS_SQUARE, _NOT_BRACKETS)
    for _ in range(JSON_DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"")
    return not brackets
