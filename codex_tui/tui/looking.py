"""Searching all bodies beside the screen: a thread looks, and tells what it found in batches."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from codex_tui.dialects.matching import said_by
from codex_tui.errors import CodexTuiError
from codex_tui.history.exchange import Exchange
from codex_tui.history.query import Text
from codex_tui.history.search import Hit, Looked, search
from codex_tui.history.sought import Sought

_BATCH = 0.05
"""Seconds between two batches: more would only draw what nobody sees."""

_BREATH = 0.001
"""Seconds that the thread yields after each slice, for a key that waits for the interpreter."""

_SLICE = 0.01


class Batch(NamedTuple):
    """What was found since the last one; ``error`` for a person.

    ``share`` of the history that was looked at; None where that is the same. ``unread``: lines of it that could not
    be read, known when it is ``done``.
    """

    hits: list[Hit]
    share: float | None
    done: bool = False
    error: str = ""
    unread: int = 0


class Looking:
    """One search, from its beginning to its end or until it is stopped. ``tell`` is called in its thread."""

    def __init__(
        self,
        captures: Path,
        sought: Text | Sought,
        tell: Callable[[Batch], None],
        keep: Callable[[Exchange], bool] = lambda _: True,
    ) -> None:
        self._stopped = threading.Event()
        self._arguments = captures, sought, keep, said_by
        self._tell = tell
        self._thread = threading.Thread(target=self._look, name="search", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more; the thread ends at its next slice."""
        self._stopped.set()

    def _look(self) -> None:
        hits: list[Hit] = []
        share, unread = 0.0, 0
        told = breathed = time.monotonic()
        error = ""
        found = search(*self._arguments)
        try:
            for each in found:
                if isinstance(each, Looked):
                    share = each.done / each.total if each.total else 1.0
                elif isinstance(each, Hit):
                    hits.append(each)
                else:
                    unread += 1
                now = time.monotonic()
                if now - breathed >= _SLICE:
                    time.sleep(_BREATH)
                    breathed = time.monotonic()
                    if self._stopped.is_set():
                        return
                if now - told >= _BATCH:
                    self._tell(Batch(hits, share))
                    hits, told = [], now
        except (OSError, CodexTuiError) as failed:
            error = f"The captures cannot be read: {getattr(failed, 'strerror', None) or failed}."
        finally:
            found.close()  # type: ignore[attr-defined]
        if not self._stopped.is_set():
            self._tell(Batch(hits, 1.0, done=True, error=error, unread=unread))
