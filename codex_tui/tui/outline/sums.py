"""What exchanges come to together."""

from collections.abc import Iterable
from operator import add, sub
from typing import NamedTuple

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


class Flags(NamedTuple):
    """What a person put on an exchange."""

    marked: bool = False
    noted: bool = False


def sums_of(summary: Summary, flags: Flags) -> Sums:
    """What one exchange comes to."""
    state, usage = summary.state, summary.usage
    return Sums(
        requests=1,
        errors=state == "failed",
        live=state == "live",
        failed=state == "failed",
        interrupted=state == "interrupted",
        aborted=state == "aborted",
        warnings=bool(summary.warnings),
        marked=flags.marked,
        noted=flags.noted,
        input=usage.input or 0,
        cached=usage.cached or 0,
        output=usage.output or 0,
        estimated=usage.source == "estimated",
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
