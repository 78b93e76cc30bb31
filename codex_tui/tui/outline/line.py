"""A line of the outline, as the list draws it."""

from typing import Literal

import msgspec

from codex_tui.history.summary import Summary
from codex_tui.tui.outline.sums import Flags, Sums

Kind = Literal["session", "agent", "turn", "tries", "request", "side", "filtered", "blank"]


class Line(msgspec.Struct, frozen=True):
    """``anchor`` names what stands on it, wherever it moves. ``depth``: cells that its text is indented by.

    ``folded``: None where there is nothing to fold. ``summary``: the exchange that it stands for, of a group the
    newest. ``first``: the first of a group: its preview is the group's title, its start the group's.
    ``nth`` of ``of``: which try of one request it is. ``uncached``: it lost what the request before it had cached.
    ``counts``: of the side line, how many of what.
    """

    kind: Kind
    anchor: str = ""
    depth: int = 0
    folded: bool | None = None
    summary: Summary | None = None
    first: Summary | None = None
    sums: Sums = Sums()
    flags: Flags = Flags()
    title: str = ""
    name: str = ""
    nth: int = 0
    of: int = 0
    uncached: bool = False
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def is_exchange(self) -> bool:
        """Whether it stands for one request, however often that was tried."""
        return self.kind in {"request", "tries"}

    @property
    def is_group(self) -> bool:
        """Whether it can be folded."""
        return self.folded is not None
