"""Of the captured exchanges those that are meant."""

from datetime import UTC, datetime

from codex_tui.cli.captured import Captured
from codex_tui.dialects.matching import said_by
from codex_tui.history.annotations import annotated_in
from codex_tui.history.query import Text, parse
from codex_tui.history.search import Hit, search
from codex_tui.history.summary import Summary


def matching(history: Captured, source: str) -> list[Summary]:
    """What ``source``, a query, means, in order; free text is looked for in bodies. Raises QueryError."""
    query, now, bodies = parse(source), datetime.now(UTC), _Bodies(history)
    history.complete([summary.id for summary in history.summaries])
    annotated = annotated_in(history.directory)
    return [each for each in history.summaries if query.matches(each, now, bodies.hold, annotated)]


class _Bodies:
    """Which exchanges hold a text: each text is looked for once."""

    def __init__(self, history: Captured) -> None:
        self._history = history
        self._ids: dict[Text, set[str]] = {}

    def hold(self, summary: Summary, text: Text) -> bool:
        if text not in self._ids:
            self._ids[text] = self._look_for(text)
        return summary.id in self._ids[text]

    def _look_for(self, text: Text) -> set[str]:
        found = search(self._history.directory, text, saying=said_by)
        return {hit.id for hit in found if isinstance(hit, Hit)}
