"""``--filter QUERY``, which several commands share."""

from collections.abc import Callable
from typing import Any

import click

from codex_tui.cli.completing import complete_filter


def filter_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command gets ``query``, as it was typed; None where it was not."""
    return click.option(
        "--filter",
        "query",
        metavar="QUERY",
        help="Only these: status:5xx, is:error, dur:>2s, model:gpt, words.",
        shell_complete=complete_filter,
    )(command)
