"""The history as the screen follows it: what changed, and what it all comes to."""

from collections.abc import Sequence
from typing import NamedTuple

from codex_tui.dialects import Reading
from codex_tui.history import Changes, History
from codex_tui.history.summary import Summary
from codex_tui.tui.widgets.frame.status_bar import Tally

_BUDGET = 0.01  # s of each poll: no key waits longer


class _Counts(NamedTuple):
    """What one exchange adds to the tally."""

    live: bool = False
    warning: bool = False
    error: bool = False


class Feed:
    """Polls a history a little at a time and keeps its sums, at the cost of what changed."""

    def __init__(self, history: History[Reading]) -> None:
        self.history = history
        self._counted: dict[str, _Counts] = {}
        self._sums = [0, 0, 0]
        self._live: set[str] = set()
        self._newest: tuple[str, str] = ("", "")

    @property
    def summaries(self) -> Sequence[Summary]:
        """Oldest first; the list itself, which a poll changes."""
        return self.history.summaries

    @property
    def live(self) -> list[str]:
        """Ids of what is in flight, side traffic too."""
        return [id_ for id_ in self._live if id_ in self._counted]

    @property
    def tally(self) -> Tally:
        """For the status bar."""
        live, warnings, errors = self._sums
        return Tally(
            exchanges=len(self.summaries),
            live=live,
            warnings=warnings,
            errors=errors,
            unreadable=len(self.history.damage),
            model=self._newest[1],
        )

    def poll(self) -> Changes:
        """Read a little of what is new; raises CodexTuiError where the captures cannot be read."""
        changes = self.history.poll(_BUDGET)
        if changes.reset:
            self._counted.clear()
            self._live.clear()
            self._sums = [0, 0, 0]
            self._newest = ("", "")
            changed: Sequence[Summary] = self.summaries
        else:
            changed = [self.history.summary(id_) for id_ in changes.ids]
        for summary in changed:
            self._count(summary)
        return changes

    def want(self, seen: range) -> None:
        """Read the exchanges on these lines before others, where they are only known by their small fields."""
        self.history.want([summary.id for summary in self.summaries[seen.start : seen.stop]])

    def positions(self, ids: Sequence[str]) -> list[int]:
        """Where these stand in the summaries."""
        return [self.history.position(id_) for id_ in ids]

    def _count(self, summary: Summary) -> None:
        live = summary.state == "live"
        (self._live.add if live else self._live.discard)(summary.id)
        counts = _Counts(live and summary.is_model_call, bool(summary.warnings), summary.state == "failed")
        before = self._counted.get(summary.id, _Counts())
        self._counted[summary.id] = counts
        self._sums = [total + now - then for total, now, then in zip(self._sums, counts, before, strict=True)]
        if summary.is_model_call and summary.model and summary.started_at >= self._newest[0]:
            self._newest = (summary.started_at, summary.model)
