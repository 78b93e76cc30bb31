"""``codex-tui logs``: what the proxy itself says."""

import time
from collections import deque
from pathlib import Path
from typing import BinaryIO

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_text

_GLANCE = 0.1  # s between two looks at a file that is followed
_TAIL = 1_000_000  # bytes from the end that are looked at, where only the last lines are asked for


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
    position = _print_last(path, lines)
    while follow:
        time.sleep(_GLANCE)
        position = _print_from(path, position)


def _print_last(path: Path, lines: int) -> int:
    """Print the end of it; where reading is to go on."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            last = deque(file, maxlen=lines)
            _print(b"".join(last))
            return file.tell()
    except FileNotFoundError:
        return 0


def _print_from(path: Path, position: int) -> int:
    try:
        with path.open("rb") as file:
            return _read_on(file, position if path.stat().st_size >= position else 0)
    except FileNotFoundError:
        return 0


def _read_on(file: BinaryIO, position: int) -> int:
    file.seek(position)
    # A line that is still being written waits: half a character is no text.
    whole = file.read().rpartition(b"\n")[0]
    if not whole:
        return position
    _print(whole)
    return position + len(whole) + 1


def _print(content: bytes) -> None:
    if content:
        print_text(content.decode(errors="replace").rstrip("\n"))
