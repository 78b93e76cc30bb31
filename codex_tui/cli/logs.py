"""``codex-tui logs``: what the proxy itself says."""

import time
from pathlib import Path

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_text
from codex_tui.proxy.log_tail import LogTail

_GLANCE = 0.1  # s between two looks at a file that is followed


@click.command(
    epilog=examples(
        "codex-tui logs",
        "codex-tui logs -f -n 20",
    )
)
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until ctrl+c.")
@click.option(
    "-n", "lines", type=click.IntRange(min=0), default=200, show_default=True, help="Only the last N lines."
)
@captures_option
def command(follow: bool, lines: int, captures: Path) -> None:
    """Print the log of the proxy. It is short: mitmdump says only what went wrong."""
    path = captures / "proxy.log"
    if not path.exists():
        notify(f"There is no log {path} yet.", "" if follow else "It comes with the first capture.")
    elif not path.stat().st_size:
        notify(f"The log {path} is empty: nothing went wrong.")
    tail = LogTail(path)
    there = tail.read()[0].splitlines(keepends=True)
    _print("".join(there[-lines:] if lines else ()))
    while follow:
        time.sleep(_GLANCE)
        _print(tail.read()[0])


def _print(text: str) -> None:
    if text:
        print_text(text.removesuffix("\n"))
