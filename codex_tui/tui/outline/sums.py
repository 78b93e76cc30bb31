"""What exchanges come to together."""

from collections.abc import Iterable, Sequence
from operator import add, sub
from typing import NamedTuple

import msgspec

from codex_tui.history.summary import State, Summary


class Sums(NamedTuple):
    """Of some exchanges. ``requests`` counts every try, all else each request once; tokens are those of its last try.

    ``errors``: requests of which a try failed; ``failed``: those that came to nothing in the end.
    """

    requests: int = 0
    errors: int = 0
    live: int = 0
    failed: int = 0
    interrupted: int = 0
    aborted: int = 0
    warnings: int = 0
    marked: int = 0
    noted: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    estimated: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*map(add, self, other))

    def minus(self, other: "Sums") -> "Sums":
        """What is left without the other."""
        return Sums(*map(sub, self, other))

    @property
    def state(self) -> State:
        """The gravest."""
        if self.failed:
            return "failed"
        if self.interrupted:
            return "interrupted"
        if self.aborted:
            return "aborted"
        return "live" if self.live else "complete"


NOTHING = Sums()


def total(each: Sequence[Sums]) -> Sums:
    """All together."""
    return Sums(*map(sum, zip(*each, strict=True))) if each else NOTHING


class Flags(msgspec.Struct, frozen=True):
    """What a person put on an exchange."""

    marked: bool = False
    noted: bool = False


def sums_of(summary: Summary, flags: Flags) -> Sums:
    """What one exchange comes to."""
    state, usage = summary.state, summary.usage
    failed = state == "failed"
    return Sums(
        1,
        failed,
        state == "live",
        failed,
        state == "interrupted",
        state == "aborted",
        bool(summary.warnings),
        flags.marked,
        flags.noted,
        usage.input or 0,
        usage.cached or 0,
        usage.output or 0,
        usage.source == "estimated",
    )


def sums_of_tries(tries: Iterable[Sums]) -> Sums:
    """What one request comes to that was tried again and again, in order."""
    each = [*tries]
    last = each[-1]
    if len(each) == 1:
        return last
    return last._replace(
        requests=len(each),
        errors=any(one.errors for one in each),
        warnings=any(one.warnings for one in each),
        marked=sum(one.marked for one in each),
        noted=sum(one.noted for one in each),
    )
