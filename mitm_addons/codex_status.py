"""What the running proxy is and what it has seen: ``proxy.json``."""

import json
import os
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import codex_record as record
from codex_history import replace_file

INTERVAL = 1.0
RECENT = 50
#: Hosts counted by name; a flood of further ones counts under "…".
HOSTS = 200


class Status:
    """Kept and written by the writer thread; rewritten at most once a second."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "proxy.json"
        self._fields: dict[str, Any] = {}
        self._errors: dict[str, Any] = {"count": 0, "last": None, "over": False}
        self._counts = {"connections": 0, "requests": 0, "model_calls": 0}
        self._hosts: dict[str, dict[str, int]] = {"tunnelled": {}, "tls_refused": {}, "connect_errors": {}}
        self._recent: deque[dict[str, Any]] = deque(maxlen=RECENT)
        self._dirty = False
        self._due = 0.0

    def ready(self, fields: dict[str, Any]) -> None:
        """The proxy listens; until then there is no file. ``fields`` say where, and who it is."""
        self._path = _own_path(self._path)
        self._fields = {"v": 1, "pid": os.getpid(), **fields}
        self._due = 0.0
        self._dirty = True

    def count(self, what: str) -> None:
        """One more of ``connections``, ``requests`` or ``model_calls``."""
        self._counts[what] += 1
        self._dirty = True

    def happened(self, what: str, host: str, client: str | None, user_agent: str | None) -> None:
        """One of the last fifty things; ``tunnelled``, ``tls_refused`` and ``connect_errors`` count by host."""
        if (hosts := self._hosts.get(what)) is not None:
            name = host if host in hosts or len(hosts) < HOSTS else "…"
            hosts[name] = hosts.get(name, 0) + 1
        at = record.timestamp(datetime.now(UTC))
        self._recent.append({"at": at, "host": host, "client": client, "user_agent": user_agent, "what": what})
        self._dirty = True

    def failed(self, message: str) -> None:
        """A capture was lost, or nearly."""
        self._errors = {"count": self._errors["count"] + 1, "last": message, "over": False}
        self._dirty = True

    def stored(self) -> None:
        """A record was written: what failed until then is over."""
        if self._errors["count"] and not self._errors["over"]:
            self._errors = {**self._errors, "over": True}
            self._dirty = True

    def tend(self) -> bool:
        """Rewrite the file where it is due; whether it still waits. Raises OSError."""
        if not self._fields:
            return False
        if self._dirty and time.monotonic() >= self._due:
            self._due = time.monotonic() + INTERVAL
            self._dirty = False  # before it is told: an error may come from another thread meanwhile
            seen = {**self._counts, **self._hosts, "recent": list(self._recent)}
            brief = {**self._fields, "errors": self._errors}
            try:
                replace_file(self._path, _line({**brief, "seen": seen}))
            except OSError:
                self._dirty = True
                shorter = [{**brief, "seen": {**seen, "recent": []}}, brief]
                if not _overwritten(self._path, map(_line, shorter)):
                    raise
        return self._dirty

    def remove(self) -> None:
        """The proxy ends."""
        if self._fields:
            with suppress(OSError):
                self._path.unlink()


def _line(fields: dict[str, Any]) -> bytes:
    return record.value(fields) + b"\n"


def _overwritten(path: Path, lines: Iterable[bytes]) -> bool:
    """Write the first of ``lines`` that fits over what is there: for that a full disk has room."""
    with suppress(OSError):
        fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            size = os.fstat(fd).st_size
            for line in lines:
                if len(line) <= size:
                    return os.pwrite(fd, line.rjust(size), 0) == size
        finally:
            os.close(fd)
    return False


def _own_path(path: Path) -> Path:
    """``proxy.json``, unless another live proxy has it."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        other = int(json.loads(path.read_bytes())["pid"])
        if other not in (os.getpid(), 0) and _lives(other):
            return path.with_name(f"proxy-{os.getpid()}.json")
    return path


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
