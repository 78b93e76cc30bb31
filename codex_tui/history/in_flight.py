"""The exchanges in ``live/`` as they are this moment."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from codex_tui.history.decode import Damage, Unreadable, decode_record
from codex_tui.history.journal import is_unlocked
from codex_tui.history.live import LiveExchange


def in_flight(captures: Path) -> Iterator[LiveExchange | Damage]:
    """The newest first, also what a dead writer left; and the lines that cannot be read. Raises OSError."""
    for path in sorted((captures / "live").glob("*.jsonl"), reverse=True):
        with suppress(FileNotFoundError):
            yield from _read(path)


def _read(path: Path) -> Iterator[LiveExchange | Damage]:
    with path.open("rb") as file:
        left = is_unlocked(file.fileno())
        # What follows the last newline is still being written.
        lines = file.read().split(b"\n")[:-1]
    exchange: LiveExchange | None = None
    offset = 0
    for line in lines:
        try:
            if exchange is None:
                exchange = LiveExchange(decode_record(line))
            else:
                exchange.take(line)
        except Unreadable as damage:
            yield Damage(offset, str(damage), f"live/{path.name}")
            if exchange is None:
                return  # nothing tells what follows
        offset += len(line) + 1
    if exchange is not None:
        if left:
            exchange.abandon()
        yield exchange
