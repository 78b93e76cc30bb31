"""Where in the bytes of a JSON text a value stands, without reading more of it than leads there."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

_MEMBER = re.compile(rb'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*')
_ELEMENT = re.compile(rb"[\s,]*")
_DEEPEST = 12
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_arrays = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Place(NamedTuple):
    """A value at ``start`` to ``end``, in bytes; ``key`` is its name or its index there."""

    key: str | int
    start: int
    end: int


class Spot(NamedTuple):
    """What a byte belongs to: ``input[1].content[0].text``; "" is the whole. ``after``: it stands between values of
    that, after the one of this key; None where it is inside a value, or before the first."""

    path: str
    after: str | int | None = None


def children(content: bytes, start: int = 0, end: int | None = None) -> Iterator[Place]:
    """The members of the object or the elements of the array that ``content[start:end]`` is; none of anything else.

    A key that stands there twice ends it: what comes after cannot be told apart.
    """
    value = content[start:end]
    lead = value.lstrip()[:1]
    try:
        if lead == b"{":
            yield from _members(value, start)
        elif lead == b"[":
            yield from _elements(value, start)
    except (msgspec.DecodeError, RecursionError):
        return


def spot_at(content: bytes, offset: int) -> Spot:
    """The value that the byte at ``offset`` belongs to."""
    path, start, end = "", 0, len(content)
    for _ in range(_DEEPEST):
        after: str | int | None = None
        inside = None
        for place in children(content, start, end):
            if offset < place.start:
                break
            if offset < place.end:
                inside = place
                break
            after = place.key
        if inside is None:
            return Spot(path, after)
        path = joined(path, inside.key)
        start, end = inside.start, inside.end
    return Spot(path)


def joined(path: str, key: str | int) -> str:
    """``input[1]``, ``input[1].content``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _members(value: bytes, base: int) -> Iterator[Place]:
    at = value.index(b"{") + 1
    for key, raw in _objects(value).items():
        found = _MEMBER.match(value, at)
        if found is None or msgspec.json.decode(found[1]) != key:
            return
        at = found.end() + len(memoryview(raw))
        yield Place(key, base + found.end(), base + at)


def _elements(value: bytes, base: int) -> Iterator[Place]:
    at = value.index(b"[") + 1
    for index, raw in enumerate(_arrays(value)):
        found = _ELEMENT.match(value, at)
        assert found is not None
        at = found.end() + len(memoryview(raw))
        yield Place(index, base + found.end(), base + at)
