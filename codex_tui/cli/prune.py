"""``codex-tui prune``: takes old exchanges out of the history."""

from pathlib import Path

import click

from codex_tui import formats
from codex_tui.cli.ages import before
from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_json, print_text
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.history.keeping import Amount
from codex_tui.history.prune import Limits, prune
from codex_tui.history.query.quantities import SIZE, quantity


@click.command(
    name="prune",
    epilog=examples(
        "codex-tui prune --older-than 30d --dry-run",
        "codex-tui prune --keep-size 2G",
    ),
)
@click.option("--older-than", metavar="AGE", help="What started longer ago goes: 30d, 12h.")
@click.option("--keep-size", metavar="SIZE", help="The oldest goes until the rest is no larger: 2G, 500M.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@captures_option
def command(older_than: str | None, keep_size: str | None, dry_run: bool, as_json: bool, captures: Path) -> None:
    """Take old exchanges out of the history, for good.

    A capture may go on meanwhile. Whatever happens, the history is there as it was, or as it is to be.
    """
    if older_than is None and keep_size is None:
        raise WrongUsage("It is not said what is to go.", "Give --older-than 30d, or --keep-size 2G.")
    limits = Limits(before(older_than) if older_than is not None else None, _size(keep_size))
    if not captures.is_dir():
        raise CodexTuiError(f"There is no capture directory {captures}.", "Name another one with --captures.")
    plan = prune(captures, limits, only_plan=dry_run)
    if as_json:
        told = {"removed": plan.goes._asdict(), "kept": plan.stays._asdict(), "dry_run": dry_run}
        print_json(told)
    else:
        verb = "would go" if dry_run else "gone"
        print_text(f"{_said(plan.goes)} {verb}, {_said(plan.stays)} kept.")


def _said(amount: Amount) -> str:
    return f"{formats.count(amount.lines, 'exchange')} ({formats.size(amount.size)})"


def _size(keep_size: str | None) -> int | None:
    if keep_size is None:
        return None
    try:
        return int(quantity(keep_size, SIZE))
    except ValueError as error:
        raise WrongUsage(f"--keep-size wants a size, not {keep_size!r}.", "Such as 2G or 500M.") from error
