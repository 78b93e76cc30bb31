"""What sessions are called: by the titles that Codex asks a model for, else by the user's first words."""

from bisect import bisect_left, insort
from collections.abc import Iterable

from codex_tui.history.summary import Summary

_SAID = "title: "

_Titled = tuple[str, str, str]
"""When it was asked for, the exchange, the title."""


class Titles:
    """A request for a title shows by its preview whose it is: that holds the user's words."""

    def __init__(self) -> None:
        self._titles: dict[str, list[_Titled]] = {}
        self._known: dict[str, tuple[str, _Titled]] = {}

    def put(self, summary: Summary) -> None:
        """Learn a title, if it is one."""
        self.remove(summary)
        if summary.session is None or summary.session.kind != "title":
            return
        if summary.outcome.startswith(_SAID) and summary.preview:
            titled = (summary.started_at, summary.id, summary.outcome.removeprefix(_SAID))
            insort(self._titles.setdefault(summary.preview, []), titled)
            self._known[summary.id] = (summary.preview, titled)

    def remove(self, summary: Summary) -> None:
        """Forget one."""
        if summary.id in self._known:
            preview, titled = self._known.pop(summary.id)
            self._titles[preview].remove(titled)
            if not self._titles[preview]:
                del self._titles[preview]

    def of(self, opening: Summary) -> str:
        """The title of the session that begins with ``opening``: the first that was asked for since, else before."""
        titles = self._titles.get(opening.asking) if opening.asking else None
        if not titles:
            return ""
        at = bisect_left(titles, (opening.started_at, "", ""))
        return titles[min(at, len(titles) - 1)][2]


def name_of(session: str, summaries: Iterable[Summary]) -> str:
    """A session's title, else what it begins with; "" where neither is known."""
    titles, opening = Titles(), None
    for summary in summaries:
        titles.put(summary)
        here = summary.session is not None and summary.session.id == session and summary.is_model_call
        opening = summary if opening is None and here else opening
    return (titles.of(opening) or opening.asking) if opening is not None else ""
