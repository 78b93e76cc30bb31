"""The sessions of all model calls: as their clients name them, else as they go on from each other."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from codex_tui.history.decode import instant
from codex_tui.history.descent import Descent, Place
from codex_tui.history.summary import Session, Summary

if TYPE_CHECKING:
    from codex_tui.history.lineage import Lineage


class Sessions:
    """Gives each summary its session, and takes its lineage from it.

    ``pending``: whether some that were told have not been looked at.
    """

    def __init__(self) -> None:
        self._descent = Descent()
        self._lineages: dict[str, Lineage] = {}

    @property
    def pending(self) -> bool:
        """Whether sessions are still to be found."""
        return self._descent.pending

    def placed(self, summary: Summary) -> Summary:
        """As far as is known now; :meth:`settle` tells when more is."""
        lineage = summary.lineage
        if lineage is UNSET or lineage is None:
            self.remove(summary.id)
            return summary
        key = (instant(summary.started_at).timestamp(), summary.number, summary.id)
        self._lineages[summary.id] = lineage
        self._descent.put(key, lineage, None if lineage.first else _named(summary.session))
        return self.placed_anew(replace(summary, lineage=UNSET))

    def placed_anew(self, summary: Summary) -> Summary:
        """In the session that is known now."""
        place = self._descent.place(summary.id)
        if place is None or not self._lineages[summary.id].first:
            return summary
        id_, thread = place
        return replace(summary, session=replace(summary.session or Session(), id=id_, thread=thread))

    def with_lineage(self, summary: Summary) -> Summary:
        """As it was told, in its session."""
        return replace(summary, lineage=self._lineages.get(summary.id, UNSET))

    def remove(self, id_: str) -> None:
        """An exchange is no more."""
        if self._lineages.pop(id_, None) is not None:
            self._descent.remove(id_)

    def settle(self, clock: Callable[[], float], deadline: float, *, whole: bool) -> Iterator[str]:
        """See :meth:`Descent.settle`."""
        return self._descent.settle(clock, deadline, whole=whole)


def _named(session: Session | None) -> Place | None:
    """Where the client says that it belongs."""
    return (session.id, session.thread) if session and session.id else None
