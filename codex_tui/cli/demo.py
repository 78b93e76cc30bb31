"""``codex-tui demo``: the inspector, or a list, on traffic that a built-in model server makes."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.marks import STATE_MARKS
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, look_options, proxy_options
from codex_tui.cli.output import has_screen
from codex_tui.formats import count, duration
from codex_tui.neutral import neutral_line

if TYPE_CHECKING:
    from codex_tui.demo.traffic import Traffic
    from codex_tui.history.summary import Summary

_FAST = 0.2  # of the story's delays, where nobody watches
_WORDS = 50  # characters of an outcome


@click.command(
    "demo",
    epilog=examples(
        "codex-tui demo",
        "codex-tui demo --no-tui  # a line for each exchange",
        "codex-tui demo --captures ~/captures/demo  # and keep them",
    ),
)
@click.option("--no-tui", is_flag=True, help="Play the traffic, print a line per exchange, and end.")
@click.option("--hold", is_flag=True, hidden=True, help="Play on until standard input ends.")
@proxy_options
@look_options
def command(no_tui: bool, hold: bool, proxy: ProxyFlags, theme: str | None, glyphs: str | None) -> int:
    """Show the inspector on traffic that a built-in model server makes.

    It needs neither Codex nor a model. Ports are free ones and captures lie in a temporary directory, unless told.
    """
    if hold:
        from codex_tui.demo.background import hold as performance

        return _play(proxy, performance, pace=1)
    if no_tui or not has_screen():
        return _play(proxy, _list, pace=_FAST)
    return _inspect(proxy, theme, glyphs)


def _play(flags: ProxyFlags, performance: Callable[["Traffic"], Awaitable[None]], pace: float) -> int:
    with _captures(flags) as captures:
        run_async(_staged(flags, captures, performance, pace))
    return 0


async def _staged(
    flags: ProxyFlags, captures: Path, performance: Callable[["Traffic"], Awaitable[None]], pace: float
) -> None:
    from codex_tui.demo.traffic import traffic

    task = asyncio.current_task()
    assert task
    # Cancelled, not killed: the proxy is to be stopped and the directory removed.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    options = flags.options(captures, port=0, ollama_port=0, temporary=flags.captures is None)
    async with traffic(options, pace) as staged:
        await performance(staged)


async def _list(staged: "Traffic") -> None:
    exchanges = 0
    async for summary in staged.play():
        click.echo(_line(summary))
        exchanges += 1
    click.echo(f"{count(exchanges, 'exchange')} captured in {staged.status.captures}.")


def _inspect(flags: ProxyFlags, theme: str | None, glyphs: str | None) -> int:
    from codex_tui.demo.background import ChildFailed, background_traffic

    with background_traffic(_typed(flags)) as background:
        from codex_tui.proxy import Supervisor
        from codex_tui.tui.start import load, run_inspector

        load()  # while the child starts
        try:
            told = background.announced()
        except ChildFailed as failure:
            click.echo(failure.told, err=True, nl=False)
            return failure.exit_code
        options = flags.options(told.captures, port=told.port, ollama_port=told.ollama_port)
        code = run_inspector(told.captures, Supervisor(options), theme, glyphs)
    _tell_where(flags)
    return code


@contextlib.contextmanager
def _captures(flags: ProxyFlags) -> Iterator[Path]:
    if flags.captures is not None:
        yield flags.captures.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="codex-tui-demo-") as directory:
        yield Path(directory)
    _tell_where(flags)


def _tell_where(flags: ProxyFlags) -> None:
    if flags.captures is None:
        notify("The captures were temporary and are removed.", "`--captures DIR` keeps them.")


def _typed(flags: ProxyFlags) -> list[str]:
    """The flags as they were typed."""
    words = []
    for name, value in flags._asdict().items():
        for each in value if isinstance(value, tuple) else (value,):
            if each is not None:
                words += [f"--{name.replace('_', '-')}", str(each)]
    return words


def _line(summary: "Summary") -> str:
    path = summary.url.partition("://")[2].partition("/")[2]
    call = neutral_line(f"{summary.method} /{path}")
    words = neutral_line(summary.outcome)
    if words == call:
        words = ""
    if len(words) > _WORDS:
        words = f"{words[: _WORDS - 1]}…"
    took = "" if summary.timing.last_byte is None else duration(summary.timing.last_byte)
    mark, _ = STATE_MARKS[summary.state]
    return f"{mark} {summary.number:>3}  {call:<18}  {words:<{_WORDS}}  {took:>7}".rstrip()
