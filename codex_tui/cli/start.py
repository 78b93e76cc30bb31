"""``codex-tui start``: the capture in the background."""

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, proxy_options, settings
from codex_tui.cli.standing import print_status
from codex_tui.proxy import ProxyOptions, Status, Supervisor
from codex_tui.web.background import serve_in_background


@click.command(
    epilog=examples(
        "codex-tui start",
        "codex-tui start --port 0 --captures ~/captures/today",
        "codex-tui start --intercept llm.example.com",
        "codex-tui start --web      # and the inspector in a browser",
        "codex-tui start --mitmweb  # with mitmproxy's own page",
    )
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as of `status --json`.")
@click.option("--mitmweb", is_flag=True, help="Run mitmweb, with its own page in the browser.")
@click.option("--web", is_flag=True, help="Serve the inspector in a browser too, as `serve` does.")
@click.option("--web-port", type=click.IntRange(0, 65535), help="Port of its pages (5001); 0: any free one.")
@proxy_options
def command(proxy: ProxyFlags, as_json: bool, mitmweb: bool, web: bool, web_port: int | None) -> None:
    """Capture in the background, without a terminal, until `codex-tui stop`.

    If a capture runs on the same directory already, that one is told.
    """
    options = proxy.options(proxy.captures_directory(), web=mitmweb)
    status = run_async(start(options))
    if web or web_port is not None:
        port = settings().web_port if web_port is None else web_port
        serve_in_background(status.captures.absolute(), port)
    print_status(status, as_json)


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
        if options.web and not (running and running.web):
            notify("It has no page of mitmweb's.", "End it with `codex-tui stop`, and start again with --mitmweb.")
    return status
