"""How values lie, a bar for each range."""

from collections.abc import Callable, Sequence

from codex_tui.analysis.distribution import Bucket, Distribution
from codex_tui.tui.widgets.lines.pieces import Pieces, right
from codex_tui.tui.widgets.lines.section import section

_NAMES, _COUNT = 15, 8
_BAR = "▆"


def histogram(
    title: str, said: Sequence[str], found: Distribution, name: Callable[[Bucket], str], ink: str, width: int
) -> list[Pieces]:
    """A heading, then a line for each range."""
    lines = [section(title, said, width)]
    if not found.count:
        return [*lines, [(" nothing measured yet", "muted")]]
    room = max(4, width - _NAMES - _COUNT - 2)
    peak = max(bucket.count for bucket in found.buckets)
    for bucket in found.buckets:
        length = max(1, round(bucket.count / peak * room)) if bucket.count else 0
        lines.append(
            [
                (right(name(bucket), _NAMES) + "  ", "muted"),
                (_BAR * length + " " * (room - length), ink),
                (right(f"{bucket.count:,}", _COUNT - 1), "foreground"),
            ]
        )
    return lines
