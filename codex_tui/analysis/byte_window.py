"""The bytes round the first one that differs, as rows of a hex dump."""

from collections.abc import Iterator
from typing import NamedTuple

from codex_tui.analysis.comparison import Comparison

ROW = 16
"""Bytes of a row."""

_BEFORE, _AFTER = 3, 5


class ByteRow(NamedTuple):
    """``content``: at most ``ROW`` bytes from ``offset`` on; ``differs``: which of them the other side has not."""

    side: str
    offset: int
    content: bytes
    differs: list[bool]


def byte_rows(comparison: Comparison, before: int = _BEFORE, after: int = _AFTER) -> Iterator[ByteRow]:
    """Rows of A and B in turn; one row where both hold the same. Nothing where the bodies are the same."""
    first = comparison.first
    if first is None:
        return
    a, b = comparison.a.body, comparison.b.body
    middle = first.byte - first.byte % ROW
    for offset in range(max(0, middle - before * ROW), middle + (after + 1) * ROW, ROW):
        of_a, of_b = a[offset : offset + ROW], b[offset : offset + ROW]
        if of_a == of_b:
            if of_a:
                yield ByteRow(" ", offset, of_a, [False] * len(of_a))
            continue
        if of_a:
            yield ByteRow("-", offset, of_a, [byte != of_b[n : n + 1] for n, byte in enumerate(_each(of_a))])
        if of_b:
            yield ByteRow("+", offset, of_b, [byte != of_a[n : n + 1] for n, byte in enumerate(_each(of_b))])


def text_of(content: bytes) -> str:
    """What is printable of it, a dot for each other byte."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in content)


def _each(content: bytes) -> Iterator[bytes]:
    return (content[n : n + 1] for n in range(len(content)))
