"""The first byte in which two request bodies differ."""

from dataclasses import dataclass

from codex_tui.analysis.alignment import shared_start
from codex_tui.analysis.places import Spot, spot_at


@dataclass(frozen=True)
class FirstDifference:
    """``byte``: counted from 0, in both bodies; equal to a size where one body is the beginning of the other.

    ``spot_a``, ``spot_b``: the value that it belongs to in each. ``sizes``: bytes of both bodies.
    """

    byte: int
    spot_a: Spot
    spot_b: Spot
    sizes: tuple[int, int]


def first_difference(a: bytes, b: bytes) -> FirstDifference | None:
    """None where they are the same, byte for byte."""
    if a == b:
        return None
    byte = shared_start(a, b)
    return FirstDifference(byte, spot_at(a, byte), spot_at(b, byte), (len(a), len(b)))
