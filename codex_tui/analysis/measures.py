"""What was measured of both exchanges: tokens, times, how they ended."""

from typing import NamedTuple

from codex_tui import formats
from codex_tui.analysis.comparison import Comparison
from codex_tui.history.summary import Summary


class Measure(NamedTuple):
    """``a`` and ``b`` as people read them; ``·`` where not known. ``worse``: B's is one to look at."""

    name: str
    a: str
    b: str
    worse: bool = False

    @property
    def same(self) -> bool:
        """Whether both read alike."""
        return self.a == self.b


def cache_measures(comparison: Comparison) -> list[Measure]:
    """Of the prompt: what was cached, its share, the time to the first token."""
    a, b = comparison.a.summary, comparison.b.summary
    lost = comparison.cache is not None and comparison.cache.lost
    found = [Measure("cached", _tokens(a.usage.cached, a), _tokens(b.usage.cached, b), lost)]
    if share(a) is not None or share(b) is not None:
        found.append(Measure("share", _share(a), _share(b), lost))
    first_a, first_b = a.timing.first_token, b.timing.first_token
    slower = lost and first_a is not None and first_b is not None and first_b > first_a
    found.append(Measure("first token", _duration(first_a), _duration(first_b), slower))
    return [measure for measure in found if (measure.a, measure.b) != ("·", "·")]


def answer_measures(comparison: Comparison) -> list[Measure]:
    """Of the answer: how it ended, its tokens and times, the bytes of both sides."""
    a, b = comparison.a.summary, comparison.b.summary
    found = [
        Measure("state", a.state, b.state, b.state != "complete"),
        Measure("status", _text(a.status), _text(b.status), (b.status or 0) >= 400),
        Measure("finish", _text(a.finish), _text(b.finish)),
        Measure("tokens in", _tokens(a.usage.input, a), _tokens(b.usage.input, b)),
        Measure("tokens out", _tokens(a.usage.output, a), _tokens(b.usage.output, b)),
        Measure("reasoning", _tokens(a.usage.reasoning, a), _tokens(b.usage.reasoning, b)),
        Measure("speed", _speed(a), _speed(b)),
        Measure("total", _duration(a.timing.last_byte), _duration(b.timing.last_byte)),
        Measure("sent", formats.size(a.sizes.request), formats.size(b.sizes.request)),
        Measure("received", formats.size(a.sizes.response), formats.size(b.sizes.response)),
    ]
    return [measure for measure in found if (measure.a, measure.b) != ("·", "·")]


def share(summary: Summary) -> float | None:
    """Of the tokens of the prompt those that were cached, 0 to 1; None where that was not reported."""
    usage = summary.usage
    return usage.cached / usage.input if usage.cached is not None and usage.input else None


def _share(summary: Summary) -> str:
    known = share(summary)
    return "·" if known is None else f"{known:.0%}"


def _tokens(count: int | None, summary: Summary) -> str:
    if count is None:
        return "·"
    return f"{'~' if summary.usage.source == 'estimated' else ''}{formats.tokens(count)}"


def _duration(ms: float | None) -> str:
    return "·" if ms is None else formats.duration(ms)


def _speed(summary: Summary) -> str:
    speed = summary.timing.tokens_per_second
    return "·" if speed is None else formats.speed(speed)


def _text(value: object) -> str:
    return "·" if value is None else str(value)
