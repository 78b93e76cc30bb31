"""``codex-tui restart``: the capture that runs, anew."""

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.in_flight import may_be_cut
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, proxy_options
from codex_tui.cli.standing import print_status
from codex_tui.cli.start import start
from codex_tui.proxy.background import end


@click.command(
    epilog=examples(
        "codex-tui restart",
        "codex-tui restart --intercept llm.example.com",
    )
)
@proxy_options
@click.option("-y", "--yes", is_flag=True, help="Also while a model call is in flight.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as of `status --json`.")
def command(proxy: ProxyFlags, yes: bool, as_json: bool) -> int:
    """End the capture that runs, and start it again in the background, on the same ports and directory.

    Options that are given replace those it had. If none runs, one is started.
    """
    running = proxy.running()
    if running is None:
        options = proxy.options(proxy.captures_directory())
    else:
        if not may_be_cut(running.captures, sure=yes):
            notify("The capture goes on.")
            return 1
        kept = {name: getattr(running, name) for name in ("port", "ollama_port", "listen_host", "upstream")}
        kept |= {name: getattr(running, name) for name in ("intercept", "mitmdump", "history_limit")}
        options = proxy.options(running.captures, **kept, web=running.web is not None)
        end(running)
    print_status(run_async(start(options)), as_json)
    return 0
