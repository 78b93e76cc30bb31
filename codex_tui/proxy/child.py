"""One mitmdump process, from its start to its end."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from codex_tui.errors import CodexTuiError
from codex_tui.proxy.output import ProxyLog
from codex_tui.proxy.proxy_file import ProxyFileReader
from codex_tui.proxy.status import ProxyFile

START_PATIENCE = 30.0  # s; the first start makes a certificate authority
STOP_PATIENCE = 5.0  # s; the addon gives its writer 2
_GLANCE = 0.02  # s


class Child:
    """It ends with us: its standard input is a pipe whose other end only we hold."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: ProxyLog) -> None:
        """Start it. Raises CodexTuiError if it cannot be run."""
        self._log = log
        stdin, self._lifeline = os.pipe()  # neither is inherited by other children of ours
        try:
            self._process = _spawned(command, environment, stdin, log)
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(stdin)

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process.poll() is None

    async def ready(self, said: ProxyFileReader, nonce: str) -> ProxyFile:
        """What it says of itself once it listens. Raises CodexTuiError if it ends before, or takes too long."""
        deadline = time.monotonic() + START_PATIENCE
        while (ready := said.by_nonce(nonce)) is None:
            if not self.running:
                await asyncio.sleep(0)  # where ctrl+c ended it too, that is what is told
                raise self._failure("The proxy did not start")
            if time.monotonic() > deadline:
                raise self._failure(f"The proxy was not ready within {START_PATIENCE:.0f} seconds")
            await asyncio.sleep(_GLANCE)
        return ready

    def last_words(self) -> str:
        """How it ended, in a sentence."""
        if error := self._log.last_error():
            return f"The proxy ended: {error}"
        code = self._process.returncode
        if code is None:
            return f"The proxy, pid {self._process.pid}, does not end."
        return "The proxy ended " + (f"with exit code {code}." if code >= 0 else f"by signal {-code}.")

    async def stop(self) -> None:
        """End it: ask, wait, insist. Its last records are on disk when this returns."""
        self._signal(signal.SIGTERM)
        if not await self._ended_within(STOP_PATIENCE):
            self._signal(signal.SIGKILL)
            await self._ended_within(STOP_PATIENCE)
        self._cut_lifeline()

    def detach(self) -> None:
        """Let it live on without us."""
        with contextlib.suppress(OSError):
            os.write(self._lifeline, b"detach\n")
        self._cut_lifeline()
        self._process.returncode = 0  # else Popen warns of a child left behind

    async def _ended_within(self, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while self.running:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(_GLANCE)
        return True

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)  # a mitmdump that is a script of its own has children

    def _cut_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _failure(self, what: str) -> CodexTuiError:
        error = self._log.first_error()
        return CodexTuiError(f"{what}: {error}" if error else f"{what}.", f"Its log is {self._log.path}.")


def _spawned(
    command: Sequence[str], environment: Mapping[str, str], stdin: int, log: ProxyLog
) -> subprocess.Popen[bytes]:
    output = log.open()
    try:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=output,
            env=environment,
            cwd="/",  # it may outlive the directory that we were called in
            start_new_session=True,  # ctrl+c in the terminal is ours, not the proxy's
        )
    except OSError as error:
        raise CodexTuiError(
            f"{command[0]} cannot be run: {error.strerror}.", "Name another with --mitmdump."
        ) from error
    finally:
        os.close(output)
