"""``codex-tui export``: exchanges in another format."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from codex_tui.cli.captured import Captured, open_captures
from codex_tui.cli.completing import complete_exchange
from codex_tui.cli.examples import examples
from codex_tui.cli.filtering import matching
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import is_terminal, print_bytes
from codex_tui.cli.query_option import filter_option
from codex_tui.dialects import InContext
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.export import FORMATS, Format, export
from codex_tui.export.record import NotRecorded
from codex_tui.neutral import neutral, neutral_json
from codex_tui.whole_file import write_private

_STDOUT = "-"


@click.command(
    name="export",
    epilog=examples(
        "codex-tui export 141 --format md -o turn.md",
        "codex-tui export --filter 'is:error since:1d' > errors.jsonl",
        "codex-tui export latest | jq .request.json.model",
    ),
)
@click.argument("references", metavar="ID...", nargs=-1, shell_complete=complete_exchange)
@filter_option
@click.option("--format", "name", type=click.Choice(list(FORMATS)), default="json", show_default=True)
@click.option(
    "-o",
    "--output",
    default=_STDOUT,
    metavar="FILE",
    help="Write here instead of to stdout; a file that is there is replaced.",
)
@captures_option
def command(references: tuple[str, ...], query: str | None, name: str, output: str, captures: Path) -> None:
    """Write exchanges in another format, exactly as they were captured.

    json is the record as it stands in the history, a line each; md a transcript to read. ID is as in `show`.
    """
    if bool(references) == (query is not None):
        raise WrongUsage("It is not said what to export.", "Give either IDs or --filter.")
    history = open_captures(captures)
    ids = [history.resolve(reference) for reference in references]
    if query is not None:
        ids = [summary.id for summary in matching(history, query)]
    chosen = FORMATS[name]
    pieces = _pieces(history, ids, name, skipping=query is not None)
    if output != _STDOUT:
        _write(Path(output), pieces)
        return
    for piece in pieces:
        print_bytes(_neutral(piece, chosen) if is_terminal() else piece)


def _pieces(history: Captured, ids: list[str], name: str, *, skipping: bool) -> Iterator[bytes]:
    """One after the other: all of a history may be more than fits into the memory.

    ``skipping``: what has no record yet is told and left out. Raises CodexTuiError.
    """
    between = b""
    for id_ in ids:
        try:
            yield between + export(InContext(history, id_), name)
        except NotRecorded as error:
            if not skipping:
                raise
            notify(error.message, error.hint)
        else:
            between = FORMATS[name].between


def _neutral(content: bytes, chosen: Format) -> bytes:
    text = content.decode(errors="replace")
    return (neutral_json(text) if chosen.is_json else neutral(text)).encode()


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """A file that nobody else may read, there whole or as it was before; a device or a pipe takes it as it is."""
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)
        else:
            write_private(path, pieces)
    except OSError as error:
        raise CodexTuiError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file with -o."
        ) from error
