"""``codex-tui stop``: the end of the capture that runs."""

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.in_flight import may_be_cut
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, capture_options
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.background import end, status_without_registry
from codex_tui.web.background import end_serving


@click.command(
    epilog=examples(
        "codex-tui stop",
        "codex-tui stop --port 4000  # the capture on this port",
    )
)
@capture_options
@click.option("-y", "--yes", is_flag=True, help="Also while a model call is in flight.")
def command(proxy: ProxyFlags, yes: bool) -> int:
    """Stop the capture that runs, whichever command started it.

    Pages that `start --web` serves end too. While a model call is in flight it asks first, on a terminal. An
    inspector stays open, and records again after `codex-tui start`.
    """
    running = proxy.running()
    if running is None:
        captures = proxy.captures_directory()
        end_serving(captures)
        if (other := status_without_registry(captures)).running:
            raise CodexTuiError(
                f"The proxy with pid {other.pid} was not started by codex-tui.", f"End it with `kill {other.pid}`."
            )
        notify("No capture runs.")
        return 0
    if not may_be_cut(running.captures, sure=yes):
        notify("The capture goes on.")
        return 1
    end(running)
    end_serving(running.captures)
    notify(f"Stopped capturing into {running.captures}")
    return 0
