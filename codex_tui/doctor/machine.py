"""What the machine itself tells: directory, ports, processes, terminal."""

import contextlib
import http.client
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psutil

from codex_tui.doctor.facts import Daemon, Directory, Door, Forwarding, Screen
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.ports import require_free
from codex_tui.proxy.process import is_alive
from codex_tui.proxy.proxy_file import ProxyFileReader
from codex_tui.proxy.registry import Running

#: Marks the requests of a doctor among those of clients.
USER_AGENT = "codex-tui-doctor"

_PATIENCE = 5.0  # s for an answer through the proxy
_OURS = ("*.jsonl", "latest.*", "proxy*.json", "proxy.log", "mask.key", "live/*.jsonl")


def look_at_directory(path: Path) -> Directory:
    """Whether captures could be written to it; nothing is made."""
    there = next(parent for parent in (path, *path.parents) if parent.exists())
    problem = None
    if not there.is_dir():
        problem = f"{there} is no directory."
    elif not os.access(there, os.W_OK | os.X_OK):
        problem = f"{there} cannot be written."
    alive = [said.pid for said in ProxyFileReader(path).everything() if is_alive(said.pid, said.started_at)]
    return Directory(
        path=path,
        problem=problem,
        free=shutil.disk_usage(there).free,
        exposed=tuple(_exposed(path)),
        writers=tuple(dict.fromkeys(alive)),
    )


def look_at_door(host: str, port: int, option: str) -> Door:
    """Whether a capture could listen there."""
    try:
        if port:
            require_free(host, port, option)
    except CodexTuiError as error:
        return Door(port=port, problem=str(error))
    return Door(port=port)


def forward(running: Running, upstream: str | None) -> Forwarding:
    """Ask ``upstream`` for its version through the proxy; only connect to the proxy where that is None."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(running.listen_host, running.listen_host)
    url = f"{upstream}/api/version" if upstream else None
    try:
        with closing(http.client.HTTPConnection(host, running.port, timeout=_PATIENCE)) as connection:
            connection.connect()
            if url is None:
                return Forwarding()
            connection.request("GET", url, headers={"user-agent": USER_AGENT})
            return Forwarding(url=url, status=connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return Forwarding(url=url, problem=str(error) or type(error).__name__)


def daemons() -> Iterator[Daemon]:
    """Every ``codex app-server`` that runs."""
    for process in psutil.process_iter():  # its objects are every thread's: what it would tell them is not safe
        try:
            words = process.cmdline()
        except (psutil.Error, OSError):
            continue
        # Of the launcher in JavaScript and the program that it starts, only the latter sends anything.
        if "app-server" not in words or Path(words[0]).name != "codex":
            continue
        try:
            environment = process.environ()
        except (psutil.Error, OSError):
            yield Daemon(pid=process.pid, readable=False)
            continue
        names = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY")
        yield Daemon(
            pid=process.pid, proxy=next((environment[name] for name in names if environment.get(name)), None)
        )


def look_at_screen(environment: Mapping[str, str]) -> Screen:
    """The terminal that we run in."""
    size = shutil.get_terminal_size() if sys.stdout.isatty() else None
    return Screen(
        term=environment.get("TERM", ""),
        encoding=getattr(sys.stdout, "encoding", None) or "",
        width=size.columns if size else None,
        height=size.lines if size else None,
        program=environment.get("TERM_PROGRAM", ""),
        colours=environment.get("COLORTERM", ""),
    )


def _exposed(path: Path) -> Iterator[str]:
    """Files of ours that the group or everybody may read; in a directory that is closed to them there is none."""
    if path.is_dir() and path.stat().st_mode & 0o077:
        for file in sorted(file for pattern in _OURS for file in path.glob(pattern)):
            with contextlib.suppress(OSError):  # what was in flight may be gone
                if file.stat().st_mode & 0o044:
                    yield str(file.relative_to(path))
