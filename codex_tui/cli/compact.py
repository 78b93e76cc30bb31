"""``codex-tui compact``: packs old exchanges."""

import sys
from pathlib import Path

import click

from codex_tui import formats
from codex_tui.cli.ages import before
from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_json, print_text
from codex_tui.errors import CodexTuiError
from codex_tui.history.compact import Compaction, compact
from codex_tui.history.frames import LARGEST
from codex_tui.history.keeping import Amount

_OLD = "1d"
_CLEAR = "\r\x1b[K"


@click.command(
    name="compact",
    epilog=examples(
        "codex-tui compact",
        "codex-tui compact --older-than 0s   # all there is",
        "zstd -dc --long=31 history-*.jsonl.zst | jq .url   # what is packed, without codex-tui",
    ),
)
@click.option(
    "--older-than", default=_OLD, show_default=True, metavar="AGE", help="What started longer ago is packed: 7d, 12h."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be packed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@captures_option
def command(older_than: str, dry_run: bool, as_json: bool, captures: Path) -> None:
    """Pack old exchanges into history-<date>.jsonl.zst, where they are read as before.

    An agent sends with each request all that came before, so that a history packs to a small part of its size.
    Nothing is lost, whatever happens, and a capture may go on meanwhile.
    """
    limit = before(older_than)
    if not captures.is_dir():
        raise CodexTuiError(f"There is no capture directory {captures}.", "Name another one with --captures.")
    is_watched = sys.stderr.isatty()
    made = compact(captures, limit, only_plan=dry_run, report=_show if is_watched else lambda _done: None)
    if is_watched:
        click.echo(_CLEAR, nl=False, err=True)
    if as_json:
        print_json(_told(made, dry_run))
    else:
        print_text(_said(made, older_than, dry_run))
    if made.too_long:
        stay = "stays plain: it is" if made.too_long == 1 else "stay plain: they are"
        notify(f"{formats.count(made.too_long, 'exchange')} {stay} longer than {formats.size(LARGEST)}.")


def _show(done: int) -> None:
    click.echo(f"{_CLEAR}{formats.size(done)} packed", nl=False, err=True)


def _told(made: Compaction, dry_run: bool) -> dict[str, object]:
    return {
        "packed": made.packed._asdict(),
        "into": {"files": list(made.made), "size": made.into},
        "ratio": round(made.packed.size / made.into, 1) if made.into else None,
        "plain": made.stays._asdict(),
        "too_long": made.too_long,
        "dry_run": dry_run,
    }


def _said(made: Compaction, older_than: str, dry_run: bool) -> str:
    if not made.packed.lines:
        if not made.stays.lines:
            return "There is nothing to pack."
        hint = "" if older_than == "0s" else " --older-than 0s packs all of it."
        return f"Nothing that is not packed is older than {older_than}: {_amount(made.stays)}.{hint}"
    rest = f", {_amount(made.stays)} left plain." if made.stays.lines else "."
    if dry_run:
        return f"{_amount(made.packed)} would be packed{rest}"
    ratio = made.packed.size / made.into
    return f"{_amount(made.packed)} packed into {formats.size(made.into)}, {ratio:.0f} times smaller{rest}"


def _amount(amount: Amount) -> str:
    return f"{formats.count(amount.lines, 'exchange')} ({formats.size(amount.size)})"
