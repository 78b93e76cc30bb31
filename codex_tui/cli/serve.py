"""``codex-tui serve``: the inspector in a browser."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, proxy_options, settings
from codex_tui.cli.output import Cell, print_lines
from codex_tui.proxy import ProxyOptions, Supervisor


@click.command(
    epilog=examples(
        "codex-tui serve",
        "codex-tui serve --web-port 0  # on any free port",
        "codex-tui serve --no-proxy    # of what is captured already",
        "codex-tui start --web         # in the background",
    )
)
@proxy_options
@click.option("--web-port", type=click.IntRange(0, 65535), help="Port of the pages (5001); 0: any free one.")
@click.option("--no-proxy", is_flag=True, help="Start no capture; one that runs is shown.")
@click.option("--background", is_flag=True, hidden=True, help="Belong to no terminal, and end with `stop`.")
def command(proxy: ProxyFlags, web_port: int | None, no_proxy: bool, background: bool) -> None:
    """Show the inspector in a browser on this machine, until ctrl+c.

    Prints the link to open; whoever has it sees all that is captured. Each page has an inspector of its own.
    Starts the capture unless one runs; that one ends with it.
    """
    captures = proxy.captures_directory()
    port = settings().web_port if web_port is None else web_port
    options = None if no_proxy else proxy.options(captures)
    run_async(_serve(captures.absolute(), port, options, background=background))


async def _serve(captures: Path, port: int, options: ProxyOptions | None, *, background: bool) -> None:
    from codex_tui.web.server import serving

    serving_task = asyncio.current_task()
    assert serving_task
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # One that we were told to ignore, as by nohup, ends nothing.
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, serving_task.cancel)
    with suppress(asyncio.CancelledError):
        async with (
            _capturing(options),
            serving(captures, port, _complain, background=background) as told,
        ):
            print_lines(
                [
                    [Cell("inspector  ", "dim"), Cell(told.link(), "bold")],
                    [Cell("plain page ", "dim"), Cell(told.link("latest"))],
                ]
            )
            notify(f"Serving the captures in {captures}. Open a link; ctrl+c ends it.")
            await asyncio.Event().wait()


@asynccontextmanager
async def _capturing(options: ProxyOptions | None) -> AsyncIterator[None]:
    if options is None:
        yield
        return
    supervisor = Supervisor(options)
    await supervisor.start()
    for notice in supervisor.notices:
        notify(notice)
    try:
        yield
    finally:
        await supervisor.stop()


def _complain(why: str) -> None:
    notify(f"An inspector ended badly: {why}")
