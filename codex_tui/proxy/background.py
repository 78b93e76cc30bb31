"""A proxy from outside: how it stands, and how to end it, whoever started it."""

import contextlib
import os
import signal
import time
from pathlib import Path

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.child import STOP_PATIENCE
from codex_tui.proxy.process import is_alive
from codex_tui.proxy.proxy_file import ProxyFileReader
from codex_tui.proxy.registry import Running, note_stop, unregister
from codex_tui.proxy.status import ProxyFile, Status, running_status

_GLANCE = 0.02  # s


def status_of(running: Running) -> Status:
    """Of a registered proxy that lives."""
    return running_status(running, ProxyFileReader(running.captures).by_pid(running.pid))


def status_without_registry(captures: Path) -> Status:
    """Where no registered proxy lives: one that was started by hand, else that none runs, or that one was killed."""
    all_said = list(ProxyFileReader(captures).everything())
    for said in all_said:
        if is_alive(said.pid, said.started_at):
            return _by_hand(said, captures)
    problem = f"The proxy with pid {all_said[0].pid} was killed: it left its proxy.json behind." if all_said else None
    return Status(running=False, captures=captures, problem=problem)


def end(running: Running) -> None:
    """Ask, wait, insist; nobody starts it again. Raises CodexTuiError if it cannot be ended."""
    note_stop(running)
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(running, number)
        deadline = time.monotonic() + STOP_PATIENCE
        while is_alive(running.pid, running.started_at):
            if time.monotonic() > deadline:
                break
            time.sleep(_GLANCE)
        else:
            unregister(running.pid)
            return
    raise CodexTuiError(f"The proxy with pid {running.pid} does not end.", f"End it with `kill -9 {running.pid}`.")


def _signal(running: Running, number: signal.Signals) -> None:
    if is_alive(running.pid, running.started_at):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # Its group is its own; a mitmdump that is a script of its own has a parent in it.
            os.killpg(os.getpgid(running.pid), number)


def _by_hand(said: ProxyFile, captures: Path) -> Status:
    return Status(
        running=True,
        captures=captures,
        pid=said.pid,
        port=said.port,
        ollama_port=said.ollama_port,
        started_at=said.started_at,
        mitmproxy=said.mitmproxy,
        errors=said.errors,
        seen=said.seen,
        problem="It was not started by codex-tui, so that only who started it ends it.",
    )
