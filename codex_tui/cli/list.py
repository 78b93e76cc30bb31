"""``codex-tui list``: the captured exchanges, a line each."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import is_terminal, print_json, print_json_text, print_table
from codex_tui.cli.query_option import filter_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.history.summary import Summary

_SPARE_LINES = 3  # the header, and the prompt that comes after


@click.command(
    name="list",
    epilog=examples(
        "codex-tui list",
        "codex-tui list -n 20 --filter 'is:error since:1h'",
        "codex-tui list --json | jq -r 'select(.state == \"failed\").url'",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("-n", "count", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@filter_option
@captures_option
def command(as_json: bool, count: int | None, query: str | None, captures: Path) -> None:
    """List the captured exchanges, newest last.

    On a terminal a screenful unless -n says otherwise; into a pipe, or with --json, all of them.
    """
    if count is None and is_terminal() and not as_json:
        count = _screenful()
    if as_json and count and query is None and (known := _known(captures, count)) is not None:
        for line in known:
            print_json_text(line)
        return
    summaries = _summaries(captures, count, query)
    if as_json:
        for summary in summaries:
            print_json(summary)
    else:
        _print_table(summaries)


def _known(captures: Path, count: int) -> list[bytes] | None:
    """The newest as the index has them; None where they have to be read."""
    from codex_tui.history.fingerprint import fingerprint
    from codex_tui.history.newest import newest

    return newest(captures, count, fingerprint())


def _summaries(captures: Path, count: int | None, query: str | None) -> "Sequence[Summary]":
    from codex_tui.cli.captured import open_captures
    from codex_tui.cli.filtering import matching

    history = open_captures(captures)
    newest = slice(-(count or 0), None)
    if query is not None:
        found: Sequence[Summary] = matching(history, query)
    else:
        history.complete([summary.id for summary in history.summaries[newest]])
        found = history.summaries
    history.save()
    return found[newest]


def _print_table(summaries: "Sequence[Summary]") -> None:
    from datetime import UTC, datetime

    from codex_tui.cli.list_rows import COLUMNS, row

    now = datetime.now(UTC)
    print_table(COLUMNS, [row(summary, now) for summary in summaries])


def _screenful() -> int:
    import shutil

    return max(1, shutil.get_terminal_size().lines - _SPARE_LINES)
