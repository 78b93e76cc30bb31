"""The pages without a terminal: a server in the background, until the capture is stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral_line
from codex_tui.paths import private_directory, state_directory
from codex_tui.proxy.process import is_alive
from codex_tui.web.serving import Serving, find_serving, unregister

_START_PATIENCE = 20.0  # s
_STOP_PATIENCE = 8.0  # s; its inspectors get some to end
_GLANCE = 0.02  # s


def serve_in_background(captures: Path, port: int) -> Serving:
    """The server of the pages of ``captures``: the one that runs, else a new one on ``port``.

    Raises CodexTuiError where it does not come up.
    """
    if (known := find_serving(captures)) is not None:
        return known
    log = private_directory(state_directory()) / "web.log"
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "codex_tui", "serve", "--background", "--no-proxy"),
                *("--captures", str(captures), "--web-port", str(port)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # it prints the link, which is for no file
            stderr=descriptor,
            cwd="/",  # it may outlive the directory that we were called in
            start_new_session=True,
        )
    finally:
        os.close(descriptor)
    deadline = time.monotonic() + _START_PATIENCE
    while (found := find_serving(captures)) is None or found.pid != process.pid:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise _failure(log)
        time.sleep(_GLANCE)
    process.returncode = 0  # else Popen warns of a child left behind
    return found


def end_serving(captures: Path) -> None:
    """End the server that runs in the background for ``captures``, and its inspectors; leave one in a terminal."""
    found = find_serving(captures)
    if found is None or not found.background:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(found.pid, number)
        deadline = time.monotonic() + _STOP_PATIENCE
        while is_alive(found.pid, found.started_at):
            if time.monotonic() > deadline:
                break
            time.sleep(_GLANCE)
        else:
            break
    unregister(found.pid)


def _failure(log: Path) -> CodexTuiError:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    if not lines:
        return CodexTuiError("The pages are not served: the server did not come up.", "Try `codex-tui serve`.")
    message, *hints = (neutral_line(line).removeprefix("codex-tui: ") for line in lines)
    return CodexTuiError(f"The pages are not served: {message}", " ".join(hints))
