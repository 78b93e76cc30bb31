"""Gathers the facts: files, processes, and a few requests to this machine."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from codex_tui.clipboard import clipboard_programs
from codex_tui.config import Loaded, Settings, load
from codex_tui.doctor import machine
from codex_tui.doctor.facts import Door, Facts, Ollama
from codex_tui.doctor.ollama import ask_ollama
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.authority import trust_bundle
from codex_tui.proxy.background import status_of, status_without_registry
from codex_tui.proxy.codex import installed_codex
from codex_tui.proxy.mitmdump import Mitmdump, find_mitmdump
from codex_tui.proxy.registry import Running
from codex_tui.proxy.upstream import DEFAULT_PORT, ollama_url


def gather(captures: Path, running: Running | None, largest_prompt: int | None = None) -> Facts:
    """All facts, for the capture that is ``running`` or would write to ``captures``.

    It takes as long as the slowest of what is asked, at worst some seconds. Where a capture runs, one request of
    our own passes through it.
    """
    environment = dict(os.environ)
    loaded, config_problem = _settings()
    settings = loaded.settings
    with ThreadPoolExecutor() as pool:
        # Status first: what the proxy saw before we asked anything through it.
        status = status_of(running) if running else status_without_registry(captures)
        codex = pool.submit(installed_codex)
        mitmdump = pool.submit(_mitmdump, settings.mitmdump)
        ollama = pool.submit(_ollama, running, environment)
        daemons = pool.submit(lambda: tuple(machine.daemons()))
        doors = pool.submit(_doors, settings) if running is None else None
        found = ollama.result()
        # What cannot answer is not asked through the proxy: that would look like a client's failure.
        upstream = found.url if found.version else None
        forwarding = pool.submit(machine.forward, running, upstream) if running else None
        program, mitmdump_problem = mitmdump.result()
        return Facts(
            environment=environment,
            settings=settings,
            config_problem=config_problem,
            config_warnings=tuple(loaded.warnings),
            directory=machine.look_at_directory(captures),
            mitmdump=program,
            mitmdump_problem=mitmdump_problem,
            running=running,
            status=status,
            doors=doors.result() if doors else (),
            forwarding=forwarding.result() if forwarding else None,
            trusted=_trusted(environment),
            codex=codex.result(),
            daemons=daemons.result(),
            ollama=found,
            largest_prompt=largest_prompt,
            screen=machine.look_at_screen(environment),
            clipboards=tuple(command[0] for command in clipboard_programs(environment)),
        )


def _settings() -> tuple[Loaded, str | None]:
    try:
        return load(), None
    except CodexTuiError as error:
        return Loaded(Settings(), {}, []), str(error)


def _mitmdump(named: Path | None) -> tuple[Mitmdump | None, str | None]:
    try:
        return find_mitmdump(named), None
    except CodexTuiError as error:
        return None, str(error)


def _ollama(running: Running | None, environment: Mapping[str, str]) -> Ollama:
    try:
        return ask_ollama(_upstream(running, environment))
    except CodexTuiError as error:
        return Ollama(url=f"http://127.0.0.1:{DEFAULT_PORT}", problem=str(error))


def _upstream(running: Running | None, environment: Mapping[str, str]) -> str:
    return (running.upstream if running else None) or ollama_url(environment.get("OLLAMA_HOST", ""))


def _doors(settings: Settings) -> tuple[Door, ...]:
    host = settings.listen_host
    doors = (("--port", settings.port), ("--ollama-port", settings.ollama_port))
    return tuple(machine.look_at_door(host, port, option) for option, port in doors)


def _trusted(environment: Mapping[str, str]) -> Path | None:
    try:
        return trust_bundle(environment)
    except CodexTuiError:
        return None
