"""``codex-tui run``: a command with its traffic captured."""

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click
import msgspec

from codex_tui.cli.examples import examples
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, proxy_options
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.authority import trust_bundle
from codex_tui.proxy.client import client_environment, door_environment, former_proxy, proxy_url
from codex_tui.proxy.options import ProxyOptions
from codex_tui.proxy.registry import Running
from codex_tui.proxy.supervisor import Supervisor

# The terminal sends these to us and to the command alike: what they mean is the command's to say.
_SHARED = (signal.SIGINT, signal.SIGQUIT)
_FORWARDED = (signal.SIGTERM, signal.SIGHUP)


class CannotRun(CodexTuiError):
    """The command is there but does not run; a shell ends with the same code."""

    exit_code = 126


class NoSuchCommand(CodexTuiError):
    """The command is not there; a shell ends with the same code."""

    exit_code = 127


@click.command(
    context_settings={"allow_interspersed_args": False},
    epilog=examples(
        'codex-tui run -- codex exec --oss --local-provider ollama "say hello"',
        "codex-tui run -- codex --no-daemon",
        "codex-tui run --reverse -- codex --oss --local-provider ollama  # no proxy variables",
        "codex-tui run -- ollama run qwen3:8b",
    ),
)
@proxy_options
@click.option("--reverse", is_flag=True, help="Lead it to the door before Ollama, by CODEX_OSS_BASE_URL: no proxy.")
@click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
def command(proxy: ProxyFlags, reverse: bool, words: tuple[str, ...]) -> int:
    """Run COMMAND with its traffic captured, and end as it ends.

    Uses the capture that runs; else starts one, which ends with COMMAND. Any client will do, such as `ollama run`.
    """
    _check(words[0])
    options = proxy.options(proxy.captures_directory())
    if reverse:
        options = msgspec.structs.replace(options, ollama_port_required=True)
    return run_async(_run(options, words, reverse=reverse))


async def _run(options: ProxyOptions, words: Sequence[str], *, reverse: bool) -> int:
    supervisor = Supervisor(options)
    await supervisor.start()
    try:
        live = supervisor.running
        assert live is not None
        if supervisor.owned:
            notify(f"Capturing into {live.captures}")
        for notice in supervisor.notices:
            notify(notice)
        leading = _by_door(live, words, reverse=reverse) or _by_proxy(live)
        return await _ended(words, dict(os.environ) | leading)
    finally:
        await supervisor.stop()


def _by_proxy(live: Running) -> dict[str, str]:
    proxy = proxy_url(live.listen_host, live.port)
    if former := former_proxy(os.environ, proxy):
        notify(former)
    return client_environment(proxy, trust_bundle(os.environ))


def _by_door(live: Running, words: Sequence[str], *, reverse: bool) -> dict[str, str] | None:
    """What leads to the door before Ollama; None where it is not wanted, or there is none for an ``ollama``."""
    if not reverse and not _is_ollama(words):
        return None
    if live.ollama_port is not None:
        return door_environment(proxy_url(live.listen_host, live.ollama_port), os.environ)
    hint = "Give it one with `codex-tui restart --ollama-port 0`."
    if reverse:
        raise CodexTuiError("The capture has no door to Ollama.", hint)
    notify("The capture has no door to Ollama, and ollama uses no proxy on this machine: nothing is captured.", hint)
    return None


def _is_ollama(words: Sequence[str]) -> bool:
    """Whether it is Ollama's own client: Go leads nothing on this machine through a proxy."""
    return Path(words[0]).name == "ollama" and words[1:2] not in (("serve",), ("start",))


async def _ended(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command in our terminal; its exit code, 128 + n where a signal n ended it."""
    started: list[Process] = []
    early: list[signal.Signals] = []  # before there was a command to tell

    def hear(number: signal.Signals) -> None:
        if not started:
            early.append(number)
        elif number in _FORWARDED:
            _pass_on(started[0], number)

    for number in (*_SHARED, *_FORWARDED):
        # One that we were told to ignore, as by nohup, the command ignores too.
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, hear, number)
    try:
        # What our caller opened for the command, as a shell's <(…), is the command's; ours is not inheritable.
        process = await asyncio.create_subprocess_exec(*words, env=environment, close_fds=False)
    except OSError as error:
        raise CannotRun(f"{words[0]} cannot be run: {error.strerror}.") from error
    started.append(process)
    for number in early:
        _pass_on(process, number)
    code = await process.wait()
    return code if code >= 0 else 128 - code


def _pass_on(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)


def _check(word: str) -> None:
    if shutil.which(word):
        return
    if os.sep in word and Path(word).exists():
        raise CannotRun(f"{word} is no program that may be run.", "Check its permissions.")
    raise NoSuchCommand(
        f"There is no command {word!r}.",
        "Install Codex with `npm install -g @openai/codex`."
        if word == "codex"
        else "Check its name, or give its path.",
    )
