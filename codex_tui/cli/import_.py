"""``codex-tui import``: recorded traffic into the history."""

from pathlib import Path

import click

from codex_tui import formats
from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option, settings
from codex_tui.cli.output import print_text
from codex_tui.errors import CodexTuiError
from codex_tui.importing import Imported, Intake, import_file
from codex_tui.proxy.mitmdump import Mitmdump, find_mitmdump


@click.command(
    name="import",
    epilog=examples(
        "codex-tui import session.mitm",
        "codex-tui import recorded.har --captures ~/captures/theirs",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@captures_option
def command(files: tuple[Path, ...], captures: Path) -> int:
    """Take recorded traffic into the history.

    A FILE is a flow file of mitmproxy (.mitm), a HAR, or another history.jsonl, packed or not. Original times are
    kept, secrets are masked, and what the history has already is left as it is. Of a damaged file, what can be read
    is taken.
    """
    damaged = False
    with Intake(captures) as intake:
        for path in files:
            damaged |= not _import(path, intake)
    return 1 if damaged else 0


def _import(path: Path, intake: Intake) -> bool:
    """Whether all of it could be read."""
    try:
        imported = import_file(path, intake, _mitmdump)
    except CodexTuiError as error:
        notify(error.message, error.hint)
        return False
    print_text(_told(path, imported))
    for sentence in imported.damage:
        notify(f"{path}: {sentence}")
    return not imported.damage


def _mitmdump() -> Mitmdump:
    return find_mitmdump(settings().mitmdump)


def _told(path: Path, imported: Imported) -> str:
    known = f", {imported.known:,} were there already" if imported.known else ""
    return f"{path}: {formats.count(imported.added, 'exchange')} imported{known}."
