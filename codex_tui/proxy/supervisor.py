"""Keeps a proxy running: ours, or the one that another program of ours started on the same directory."""

import asyncio
import contextlib
import os
import secrets
import time
from pathlib import Path

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.logs import logger, unexpected
from codex_tui.paths import private_directory, state_directory
from codex_tui.proxy.authority import former_trust
from codex_tui.proxy.child import Child
from codex_tui.proxy.command import Doors, mitmdump_command
from codex_tui.proxy.doors import plan_doors
from codex_tui.proxy.mitmdump import addon_script, child_environment, find_mitmdump, find_mitmweb
from codex_tui.proxy.options import LOOPBACK, ProxyOptions
from codex_tui.proxy.output import ProxyLog
from codex_tui.proxy.ports import free_port
from codex_tui.proxy.process import is_alive
from codex_tui.proxy.proxy_file import ProxyFileReader
from codex_tui.proxy.registry import Running, find_running, register, stop_was_noted, unregister
from codex_tui.proxy.start_lock import start_lock
from codex_tui.proxy.status import Status, running_status

_log = logger(__name__)

_MITMWEB_PORT = 8081  # its own default
GLANCE = 0.25  # s between looks at whether it lives
_HEALTHY = 10.0  # s after which an end is no failed start
_LONGEST_WAIT = 30.0  # s between two starts
_FIRST_WAIT = 0.25
_TRIES = 3  # to find a free port
_TAKEN = "address already in use"  # as mitmproxy and the system say it


class Supervisor:
    """Runs in one event loop. ``notices``: sentences for a person, on how the proxy came up."""

    def __init__(self, options: ProxyOptions) -> None:
        self._options = msgspec.structs.replace(options, captures=options.captures.absolute())
        self._said = ProxyFileReader(self._options.captures)
        self._child: Child | None = None
        self._running: Running | None = None
        self._watch: asyncio.Task[None] | None = None
        self._problem: str | None = None
        self._since = 0.0
        self.notices: list[str] = []

    @property
    def owned(self) -> bool:
        """Whether the proxy is ours, and ends with us."""
        return self._child is not None

    @property
    def stopped(self) -> bool:
        """Whether somebody wanted the end of it: nothing is wrong, and nothing is started."""
        return self._running is not None and not self._alive() and stop_was_noted(self._running)

    @property
    def running(self) -> Running | None:
        """The proxy that is followed; None before the start."""
        return self._running

    @property
    def status(self) -> Status:
        """How it stands now; cheap enough to ask on every frame."""
        captures = self._options.captures
        if self._running is None or not self._alive():
            return Status(running=False, captures=captures, problem=self._problem)
        return running_status(self._running, self._said.by_pid(self._running.pid), self._problem, captures)

    async def start(self) -> None:
        """Attach to the live proxy of the directory, else start one; from then on one is kept running.

        Raises CodexTuiError; ``status.problem`` then says the same.
        """
        try:
            await self._attach_or_launch(self._options)
        except CodexTuiError as error:
            self._problem = str(error)
            raise
        self._watch = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        """End the proxy if it is ours; leave another's alone."""
        await self._stop_watching()
        if self._child is not None and self._running is not None:
            await self._child.stop()
            unregister(self._running.pid)
        self._child = self._running = None

    async def detach(self) -> None:
        """Leave the proxy recording without us; it then belongs to nobody."""
        await self._stop_watching()
        if self._child is not None and self._running is not None:
            self._running = msgspec.structs.replace(self._running, owner=None)
            register(self._running)
            self._child.detach()
            self._child = None

    def _alive(self) -> bool:
        if self._child is not None:
            return self._child.running
        return self._running is not None and is_alive(self._running.pid, self._running.started_at)

    async def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None

    async def _attach_or_launch(self, options: ProxyOptions) -> None:
        try:
            async with start_lock():
                live = find_running(options.captures, options.port if options.port_required else None)
                if live is None:
                    await self._launch_where_there_is_room(options)
                else:
                    self._child, self._running, self.notices = None, live, _missing_door(options, live)
        except OSError as error:
            raise CodexTuiError(f"The capture cannot start: {error}.", "Mend this, and try again.") from error
        self._problem = None
        self._since = time.monotonic()

    async def _launch_where_there_is_room(self, options: ProxyOptions) -> None:
        """A port that the system said was free may be another's by the time that it is to be ours."""
        for left in reversed(range(_TRIES if 0 in (options.port, options.ollama_port) else 1)):
            doors, self.notices = plan_doors(options, os.environ)
            try:
                await self._launch(doors)
            except CodexTuiError as error:
                if not left or _TAKEN not in str(error).lower():
                    raise
            else:
                return

    async def _launch(self, doors: Doors) -> None:
        mitmdump = await asyncio.to_thread(find_mitmdump, self._options.mitmdump)
        web_port = None
        if self._options.web:
            mitmdump, web_port = find_mitmweb(mitmdump), free_port(LOOPBACK, _MITMWEB_PORT)
        nonce = secrets.token_hex(16)
        command = mitmdump_command(
            mitmdump.path,
            addon_script(),
            doors,
            configuration=private_directory(state_directory() / "mitmproxy"),
            captures=private_directory(self._options.captures),
            trusted=former_trust(os.environ),
            intercept=self._options.intercept,
            nonce=nonce,
            history_limit=self._options.history_limit,
            web_port=web_port,
        )
        log = ProxyLog(self._options.captures)
        child = Child(command, child_environment(mitmdump, dict(os.environ)), log)
        try:
            said = await child.ready(self._said, nonce)
            running = Running(
                pid=said.pid,
                started_at=said.started_at,
                listen_host=doors.listen_host,
                port=doors.port,
                ollama_port=doors.ollama_port,
                upstream=doors.upstream,
                captures=self._options.captures,
                owner=os.getpid(),
                intercept=self._options.intercept,
                mitmdump=self._options.mitmdump,
                history_limit=self._options.history_limit,
                web=log.web_page() if web_port else None,
                temporary=self._options.temporary,
            )
            register(running)
        except BaseException:
            await child.stop()
            raise
        self._child, self._running = child, running

    async def _keep_running(self) -> None:
        wait = _FIRST_WAIT
        while True:
            await asyncio.sleep(GLANCE)
            if self._alive():
                continue
            if self._running is not None and stop_was_noted(self._running):
                await self._stay_stopped(self._options.captures)
                continue
            if time.monotonic() - self._since > _HEALTHY:
                wait = _FIRST_WAIT
            await self._note_end()
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
            try:
                await self._attach_or_launch(self._as_before())
            except CodexTuiError as error:
                self._problem = str(error)
                _log.warning("The proxy could not be started again: %s", error)
            except Exception as error:  # noqa: BLE001  the watch goes on, or nobody would see that nothing runs
                self._problem = str(unexpected(__name__, error))

    async def _stay_stopped(self, captures: Path) -> None:
        """Its end was wanted: start nothing, and attach to what another program starts."""
        if self._child is not None:
            await self._child.stop()  # it may still be on its way out
            self._child = None
        live = find_running(captures)
        if live is not None:
            self._running, self._since = live, time.monotonic()
        self._problem = None if live else "The capture was stopped; `codex-tui start` records again."

    async def _note_end(self) -> None:
        if self._child is None:
            self._problem = "The proxy that another codex-tui ran has ended."
        else:
            await self._child.stop()
            self._problem = self._child.last_words()
        _log.warning("%s", self._problem)

    def _as_before(self) -> ProxyOptions:
        """Options for the same doors once more."""
        if self._running is None:
            return self._options
        return msgspec.structs.replace(
            self._options,
            port=self._running.port,
            ollama_port=self._running.ollama_port,
            ollama_port_required=False,
            upstream=self._running.upstream,
        )


def _missing_door(options: ProxyOptions, live: Running) -> list[str]:
    if not options.ollama_port_required or options.ollama_port in (0, live.ollama_port):
        return []
    return [f"The capture that runs already has no door to Ollama on port {options.ollama_port}."]
