"""``codex-tui search``: full text over all bodies."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_tui.cli.completing import complete_filter
from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, print_json, print_lines
from codex_tui.cli.query_option import filter_option
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.history.annotations import annotated_in
from codex_tui.history.query import parse
from codex_tui.history.search import Hit, search
from codex_tui.history.sought import Sought, sought_of

if TYPE_CHECKING:
    from codex_tui.history.query import Query

_ABOUT = 160  # characters of a line


@click.command(
    name="search",
    epilog=examples(
        "codex-tui search 'retry jitter'                  # both, anywhere in one exchange",
        "codex-tui search '\"Connection reset\" status:5xx'  # as it stands, in what failed",
        "codex-tui search 're:call_[0-9]+ since:1d'",
        "codex-tui search TODO --json | jq -r .number | sort -un",
    ),
)
@click.argument("text", metavar="TEXT", shell_complete=complete_filter)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hit.")
@filter_option
@captures_option
def command(text: str, as_json: bool, query: str | None, captures: Path) -> None:
    """Look for TEXT in all that was sent and answered, the newest first; what is still answered too.

    TEXT is a query as `list --filter` takes it: of several words each must occur in an exchange, and every line that
    holds one of them is shown; "quotes" hold words together as they stand; re: begins a regular expression;
    qualifiers such as model: or since: narrow it. Case does not matter, and a quote or a newline is found although
    JSON escapes it.
    """
    if not text.strip():
        raise WrongUsage("There is nothing to look for.", "Give a text, or re: and a regular expression.")
    asked = parse(text)
    if not asked.texts:
        raise WrongUsage("There is no text to look for.", "Give one, or take `list --filter` for qualifiers alone.")
    sought = sought_of(asked)
    found = _hits(captures, sought, [asked, *([parse(query)] if query else [])])
    first = next(found, None)
    if first is None:
        notify("Nothing was found.", "Another text, or no --filter, may find more.")
        return
    every = chain([first], found)
    if as_json:
        for hit in every:
            print_json(hit)
    else:
        print_lines(_line(hit, sought) for hit in every)


def _hits(captures: Path, sought: Sought, meant: Sequence["Query"]) -> Iterator[Hit]:
    """Of exchanges that all of the queries mean; of them the first is what is sought."""
    from codex_tui.dialects.matching import matcher, said_by

    if not captures.is_dir():
        raise CodexTuiError(f"There is no capture directory {captures}.", "Name another one with --captures.")
    annotated = annotated_in(captures)
    tests = [matcher(query, annotated) for query in (meant[1:] if meant[0].is_text else meant)]
    found = search(captures, sought, lambda exchange: all(test(exchange) for test in tests), said_by)
    try:
        yield from (each for each in found if isinstance(each, Hit))
    except OSError as error:
        raise CodexTuiError(
            f"The captures in {captures} cannot be read: {error.strerror or error}.", "Check who may read them."
        ) from error


def _line(hit: Hit, sought: Sought) -> Sequence[Cell]:
    """Its number, its place, and the line about what was found, which stands out."""
    line = " ".join(hit.line.split())
    spans = [match.span() for match in sought.pattern.finditer(line)] or [(0, 0)]
    begin = max(0, spans[0][0] - _ABOUT // 3)
    end = max(begin + _ABOUT, spans[0][1])
    place = f"{hit.side} {hit.path}".rstrip()
    edges = [begin, *(min(edge, end) for span in spans for edge in span), end]
    shown = [Cell(line[a:b], "bold yellow" if at % 2 else "") for at, (a, b) in enumerate(pairwise(edges))]
    return (
        Cell(f"{hit.number}  ", "dim"),
        Cell(f"{place}  ", "magenta"),
        Cell("…" if begin else ""),
        *shown,
        Cell("…" if len(line) > end else ""),
    )
