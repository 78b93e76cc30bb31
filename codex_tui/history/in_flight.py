"""The exchanges in ``live/`` as they are this moment."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from codex_tui.history.decode import Unreadable, decode_record
from codex_tui.history.journal import is_unlocked
from codex_tui.history.live import LiveExchange


def in_flight(captures: Path) -> Iterator[LiveExchange]:
    """The newest first, also what a dead writer left; what cannot be read of one is left out. Raises OSError."""
    for path in sorted((captures / "live").glob("*.jsonl"), reverse=True):
        with suppress(FileNotFoundError, Unreadable):
            yield _read(path)


def _read(path: Path) -> LiveExchange:
    with path.open("rb") as file:
        left = is_unlocked(file.fileno())
        # What follows the last newline is still being written.
        head, *lines = file.read().split(b"\n")[:-1] or [b""]
    exchange = LiveExchange(decode_record(head))
    for line in lines:
        with suppress(Unreadable):
            exchange.take(line)
    if left:
        exchange.abandon()
    return exchange
