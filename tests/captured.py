"""What lies in a capture directory, read plainly: the history's lines, and the journals."""

import json
from pathlib import Path

import msgspec

from codex_tui.history.record import Record
from tests.deadline import eventually


def records(captures: Path) -> list[Record]:
    """Every finished exchange, in the order of its line."""
    history = captures / "history.jsonl"
    lines = history.read_bytes().splitlines() if history.exists() else []
    return [msgspec.json.decode(line, type=Record) for line in lines]


def model_calls(captures: Path, at_least: int = 0) -> list[Record]:
    """Those to ``/v1/responses``, once there are so many."""

    def now() -> list[Record]:
        return [record for record in records(captures) if record.url.endswith("/v1/responses")]

    eventually(lambda: len(now()) >= at_least, f"{at_least} captured model calls")
    return now()


def journalled(captures: Path) -> list[bytes]:
    """What each journal has of its response's body; a last line that is cut does not count."""
    return [_journalled(path) for path in sorted((captures / "live").glob("*.jsonl"))]


def response_body(record: Record) -> bytes:
    """The decoded response body; empty where none came."""
    return record.response.content() if record.response else b""


def _journalled(path: Path) -> bytes:
    lines = path.read_bytes().split(b"\n")[1:-1]
    return b"".join(json.loads(line).get("text", "").encode() for line in lines)
