"""``codex-tui search``: full text over all bodies."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, print_json, print_lines
from codex_tui.cli.query_option import filter_option
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.history.annotations import annotated_in
from codex_tui.history.exchange import Exchange
from codex_tui.history.query import Text, parse, text_of
from codex_tui.history.search import Hit, search

_ABOUT = 160  # characters of a line


@click.command(
    name="search",
    epilog=examples(
        "codex-tui search 'Traceback (most recent call last)'",
        "codex-tui search 're:call_[0-9]+ failed' --filter since:1d",
        "codex-tui search TODO --json | jq -r .number | sort -un",
    ),
)
@click.argument("sought", metavar="TEXT")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hit.")
@filter_option
@captures_option
def command(sought: str, as_json: bool, query: str | None, captures: Path) -> None:
    """Look for TEXT in all that was sent and answered, the newest first.

    TEXT is looked for as it stands, in any case, in what the bodies say: a quote or a newline is found although
    JSON escapes it. `re:` before it makes it a regular expression.
    """
    if not sought:
        raise WrongUsage("There is nothing to look for.", "Give a text, or re: and a regular expression.")
    text = text_of(sought)
    found = _hits(captures, text, query)
    first = next(found, None)
    if first is None:
        notify("Nothing was found.", "Another text, or no --filter, may find more.")
        return
    every = chain([first], found)
    if as_json:
        for hit in every:
            print_json(hit)
    else:
        print_lines(_line(hit, text) for hit in every)


def _hits(captures: Path, text: Text, query: str | None) -> Iterator[Hit]:
    if not captures.is_dir():
        raise CodexTuiError(f"There is no capture directory {captures}.", "Name another one with --captures.")
    found = search(captures, text, _keep(query, captures)) if query else search(captures, text)
    try:
        yield from (each for each in found if isinstance(each, Hit))
    except OSError as error:
        raise CodexTuiError(
            f"The captures in {captures} cannot be read: {error.strerror or error}.", "Check who may read them."
        ) from error


def _keep(query: str, captures: Path) -> Callable[[Exchange], bool]:
    from codex_tui.dialects.matching import matcher

    return matcher(parse(query), annotated_in(captures))


def _line(hit: Hit, text: Text) -> Sequence[Cell]:
    """Its number, its place, and the line about what was found, which stands out."""
    line = " ".join(hit.line.split())
    match = text.pattern.search(line)
    begin, end = match.span() if match else (0, 0)
    cut = max(0, begin - _ABOUT // 3)
    place = f"{hit.side} {hit.path}".rstrip()
    return (
        Cell(f"{hit.number}  ", "dim"),
        Cell(f"{place}  ", "magenta"),
        Cell(("…" if cut else "") + line[cut:begin]),
        Cell(line[begin:end], "bold yellow"),
        Cell(line[end : cut + _ABOUT] + ("…" if len(line) > max(end, cut + _ABOUT) else "")),
    )
