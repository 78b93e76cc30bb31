"""``codex-tui status``: whether a capture runs, and what it has seen."""

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.options import ProxyFlags, capture_options
from codex_tui.cli.standing import print_status
from codex_tui.proxy.background import status_of, status_without_registry


@click.command(
    epilog=examples(
        "codex-tui status",
        "codex-tui status --json | jq .seen",
    )
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@capture_options
def command(proxy: ProxyFlags, as_json: bool) -> None:
    """Tell whether a capture runs, where, and what it has seen."""
    running = proxy.running()
    status = status_of(running) if running else status_without_registry(proxy.captures_directory())
    print_status(status, as_json)
