"""Which proxies run, told in the state directory: ``running/<pid>.json``."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from codex_tui.paths import private_directory, state_directory
from codex_tui.proxy.process import is_alive
from codex_tui.proxy.whole_file import write_private


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """One running proxy. ``started_at`` is RFC 3339; ``captures`` absolute; ``upstream`` a URL."""

    pid: int
    started_at: str
    listen_host: str
    port: int
    ollama_port: int | None = None
    upstream: str | None = None
    captures: Path


def register(entry: Running) -> None:
    """Make ``entry`` known to other programs of ours."""
    write_private(private_directory(_directory()) / f"{entry.pid}.json", _encode(entry))


def unregister(pid: int) -> None:
    """Forget the proxy with this pid."""
    (_directory() / f"{pid}.json").unlink(missing_ok=True)


def find_running(captures: Path | None = None, port: int | None = None) -> Running | None:
    """The newest live proxy, on this directory and this port where they are given. Removes what is stale."""
    live = [
        entry
        for entry in _live()
        if (captures is None or same_directory(entry.captures, captures)) and port in (None, entry.port)
    ]
    return max(live, key=lambda entry: entry.started_at, default=None)


def same_directory(one: Path, other: Path) -> bool:
    """Whether both name one directory, by whatever path."""
    return os.path.realpath(one) == os.path.realpath(other)


def _live() -> Iterator[Running]:
    for path in _directory().glob("*.json"):
        try:
            entry = msgspec.json.decode(path.read_bytes(), type=Running, dec_hook=_path)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue  # being replaced or removed, or another version's
        if is_alive(entry.pid, entry.started_at):
            yield entry
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _directory() -> Path:
    return state_directory() / "running"


def _encode(entry: Running) -> bytes:
    return msgspec.json.encode(entry, enc_hook=str)


def _path(kind: type, value: str) -> object:
    return kind(value)
