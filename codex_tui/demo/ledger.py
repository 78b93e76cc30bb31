"""What the model server received and sent, byte for byte: what a capture of it must equal."""

import time
from dataclasses import dataclass, field


@dataclass
class Entry:
    """One request. ``chunks``: (seconds on the monotonic clock, bytes) of each write; ``left``: the client did."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    request: bytes
    received_at: float = field(default_factory=time.monotonic)
    status: int | None = None
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    left: bool = False

    @property
    def response(self) -> bytes:
        """The body as far as it was sent."""
        return b"".join(data for _, data in self.chunks)

    def sent(self, data: bytes) -> None:
        """Note a write."""
        self.chunks.append((time.monotonic(), data))


class Ledger(list[Entry]):
    """All requests in the order of their arrival."""

    def to(self, path: str) -> list[Entry]:
        """Those to one path."""
        return [entry for entry in self if entry.path == path]
