"""JSON whose shape nobody promised: each function gives what was asked for, or its empty form."""

import json
from typing import Any

import msgspec

Object = dict[str, Any]

_decode = msgspec.json.Decoder().decode


def parse(text: str | bytes) -> Any:
    """JSON as Python values, or None where it is none. A lone surrogate becomes U+FFFD, as UTF-8 cannot hold it."""
    try:
        return _decode(text)
    except (ValueError, RecursionError):
        return _parse_leniently(text)


def _parse_leniently(text: str | bytes) -> Any:
    """For what the strict decoder refuses and others write: escaped halves of a surrogate pair, NaN."""
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
        return json.loads(plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except (ValueError, RecursionError):
        return None


def compact(value: Any) -> str:
    """A value as JSON without white space."""
    try:
        return msgspec.json.encode(value).decode()
    except (ValueError, TypeError, RecursionError):
        return "(nested too deeply)"


def text(value: Object, *keys: str) -> str:
    """The first of ``keys`` that holds a non-empty string; else ""."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, str) and found:
            return found
    return ""


def mapping(value: Object, key: str) -> Object:
    """The object at ``key``; else {}."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def sequence(value: Object, key: str) -> list[Any]:
    """The array at ``key``; else []."""
    found = value.get(key)
    return found if isinstance(found, list) else []


def objects(values: list[Any]) -> list[Object]:
    """Those of ``values`` that are objects."""
    return [value for value in values if isinstance(value, dict)]


def count(value: Object, key: str) -> int | None:
    """The whole number at ``key``, not negative; else None."""
    found = value.get(key)
    return found if type(found) is int and 0 <= found < 2**63 else None


def error_message(value: Any) -> str:
    """What an error object says, in any of the forms that model servers use; "" where it is none.

    ``{"error": {"message"}}``, ``{"error": "…"}``, ``{"message"}``, ``{"detail"}``; a code stands before its
    message where it says more than that.
    """
    if not isinstance(value, dict):
        return ""
    inner = value.get("error")
    if isinstance(inner, str):
        return inner
    said = inner if isinstance(inner, dict) else value
    message = text(said, "message", "detail")
    code = text(said, "code", "type")
    return message or (code if isinstance(inner, dict) else "")
