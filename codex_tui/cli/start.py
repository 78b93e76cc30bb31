"""``codex-tui start``: the capture in the background."""

import asyncio

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, proxy_options
from codex_tui.cli.standing import print_status
from codex_tui.proxy import ProxyOptions, Status, Supervisor


@click.command(
    epilog=examples(
        "codex-tui start",
        "codex-tui start --port 0 --captures ~/captures/today",
        "codex-tui start --intercept llm.example.com",
        "codex-tui start --mitmweb  # with mitmproxy's own page",
    )
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as of `status --json`.")
@click.option("--mitmweb", is_flag=True, help="Run mitmweb, with its own page in the browser.")
@proxy_options
def command(proxy: ProxyFlags, as_json: bool, mitmweb: bool) -> None:
    """Capture in the background, without a terminal, until `codex-tui stop`.

    If a capture runs on the same directory already, that one is told.
    """
    options = proxy.options(proxy.captures_directory(), web=mitmweb)
    print_status(asyncio.run(start(options)), as_json)


async def start(options: ProxyOptions) -> Status:
    """A proxy that belongs to nobody, or the one that runs; what a person should know of it is told."""
    supervisor = Supervisor(options)
    await supervisor.start()
    status, owned = supervisor.status, supervisor.owned
    await supervisor.detach()
    for notice in supervisor.notices:
        notify(notice)
    running = supervisor.running
    if running and running.web:
        notify(f"mitmweb's own page is {running.web}")
    if not owned:
        owner = f", belongs to codex-tui (pid {running.owner}), and ends with it" if running and running.owner else ""
        notify(f"The capture runs already{owner}.")
    return status
