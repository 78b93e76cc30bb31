"""The list of all exchanges, in order."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from codex_tui.errors import CodexTuiError
from codex_tui.history.decode import instant
from codex_tui.history.summary import Summary
from codex_tui.history.two_ended import TwoEnded

#: When it started (s), its number, its id: no two exchanges have the same.
_Key = tuple[float, int, str]
_Thread = tuple[str, str | None]


class Listing:
    """Summaries ordered by ``started_at``, then by number; putting one near either end costs the same at any size."""

    def __init__(self) -> None:
        self.summaries: TwoEnded[Summary] = TwoEnded()
        self._keys: TwoEnded[_Key] = TwoEnded()  # in the order of the summaries
        self._key: dict[str, _Key] = {}
        self._ids: dict[int, str] = {}
        self._threads: dict[_Thread, list[_Key]] = {}  # of the model calls alone

    def __contains__(self, id_: str) -> bool:
        return id_ in self._key

    def __iter__(self) -> Iterator[str]:
        return iter(self._key)

    def put(self, summary: Summary) -> None:
        """Add an exchange, or say something new of one."""
        key = (instant(summary.started_at).timestamp(), summary.number, summary.id)
        if self._key.get(summary.id, key) != key:
            self.remove(summary.id)
        place = self._keys.bisect_left(key)
        if summary.id in self._key:
            self._leave_thread(self.summaries[place], key)
            self.summaries[place] = summary
        else:
            self._keys.insert(place, key)
            self.summaries.insert(place, summary)
            self._key[summary.id] = key
        self._ids[summary.number] = summary.id
        if thread := _thread(summary):
            insort(self._threads.setdefault(thread, []), key)

    def remove(self, id_: str) -> None:
        """Take an exchange out."""
        place = self.position(id_)
        summary = self.summaries.pop(place)
        self._leave_thread(summary, self._keys.pop(place))
        del self._key[id_]
        if self._ids.get(summary.number) == id_:
            del self._ids[summary.number]

    def position(self, id_: str) -> int:
        """Where an exchange stands in the list; raises CodexTuiError where it does not."""
        key = self._key.get(id_)
        if key is None:
            raise CodexTuiError(f"There is no exchange {id_}.", "The history was changed meanwhile: list it again.")
        return self._keys.bisect_left(key)

    def numbered(self, number: int) -> str | None:
        """The id of an exchange by its number."""
        return self._ids.get(number)

    def previous(self, id_: str) -> str | None:
        """The model call before it in the same session and thread, as far as their sessions are known."""
        place = self.position(id_)
        thread = _thread(self.summaries[place])
        if thread is None:
            return None
        keys = self._threads[thread]
        before = bisect_left(keys, self._keys[place])
        return keys[before - 1][2] if before else None

    def _leave_thread(self, summary: Summary, key: _Key) -> None:
        if thread := _thread(summary):
            keys = self._threads[thread]
            del keys[bisect_left(keys, key)]
            if not keys:
                del self._threads[thread]


def _thread(summary: Summary) -> _Thread | None:
    session = summary.session
    if session is None or session.id is None or not summary.is_model_call:
        return None
    return session.id, session.thread
