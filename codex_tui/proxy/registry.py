"""Which proxies run, told in the state directory: ``running/<pid>.json``; ``<pid>.stopped``, which are not to."""

import contextlib
import os
import time
from pathlib import Path

import msgspec

from codex_tui.config import HISTORY_LIMIT
from codex_tui.paths import private_directory, running_directory
from codex_tui.proxy.entries import living, put, remove
from codex_tui.whole_file import write_private


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """One running proxy. ``started_at`` is RFC 3339; ``captures`` absolute; ``upstream`` a URL.

    ``owner``: pid of the program that it ends with, None where it belongs to nobody. ``intercept``, ``mitmdump``,
    ``history_limit``: as it was asked for. ``temporary``: its captures go with it, so it is found only by who names
    it. ``web``: where the page of a mitmweb is, with the token that opens it.
    """

    pid: int
    started_at: str
    listen_host: str
    port: int
    ollama_port: int | None = None
    upstream: str | None = None
    captures: Path
    owner: int | None = None
    intercept: tuple[str, ...] = ()
    mitmdump: Path | None = None
    history_limit: str = HISTORY_LIMIT
    web: str | None = None
    temporary: bool = False


_FORGOTTEN = 86_400.0  # s after which a stop is news to nobody


def register(entry: Running) -> None:
    """Make ``entry`` known to other programs of ours."""
    put(running_directory(), entry)
    for path in running_directory().glob("*.stopped"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _FORGOTTEN:
                path.unlink()


def unregister(pid: int) -> None:
    """Forget the proxy with this pid."""
    remove(running_directory(), pid)


def note_stop(entry: Running) -> None:
    """Its end is wanted: who supervises it is not to start it again."""
    write_private(private_directory(running_directory()) / f"{entry.pid}.stopped", entry.started_at.encode())


def stop_was_noted(entry: Running) -> bool:
    """Whether :func:`note_stop` was called for it."""
    try:
        return (running_directory() / f"{entry.pid}.stopped").read_bytes() == entry.started_at.encode()
    except OSError:
        return False


def find_running(captures: Path | None = None, port: int | None = None) -> Running | None:
    """The newest live proxy, on this directory and this port where they are given. Removes what is stale."""
    live = [
        entry
        for entry in living(running_directory(), Running)
        if (captures is None or same_directory(entry.captures, captures))
        and port in (None, entry.port)
        and not (entry.temporary and captures is None and port is None)
    ]
    return max(live, key=lambda entry: entry.started_at, default=None)


def same_directory(one: Path, other: Path) -> bool:
    """Whether both name one directory, by whatever path."""
    return os.path.realpath(one) == os.path.realpath(other)
