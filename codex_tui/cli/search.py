"""``codex-tui search``: full text over all bodies."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codex_tui.cli.completing import complete_filter
from codex_tui.cli.examples import examples
from codex_tui.cli.hit_lines import hit_lines
from codex_tui.cli.notices import notify
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import is_terminal, print_json, print_lines
from codex_tui.cli.query_option import filter_option
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.history.annotations import annotated_in
from codex_tui.history.decode import Damage
from codex_tui.history.query import parse
from codex_tui.history.search import ALONE, Around, Hit, search
from codex_tui.history.sought import Sought, sought_of

if TYPE_CHECKING:
    from codex_tui.history.query import Query

_ON_TERMINAL = 2  # lines around a hit
_LINES = click.IntRange(min=0)
_OF_HIT = ("id", "number", "side", "path", "line")


@click.command(
    name="search",
    epilog=examples(
        "codex-tui search 'retry jitter'                  # both, anywhere in one exchange",
        "codex-tui search '\"Connection reset\" status:5xx'  # as it stands, in what failed",
        "codex-tui search 're:call_[0-9]+ since:1d'",
        "codex-tui search -C 5 'assert response.ok'       # and five lines around each hit",
        "codex-tui search TODO --json | jq -r .number | sort -un",
    ),
)
@click.argument("text", metavar="TEXT", shell_complete=complete_filter)
@click.option("-C", "--context", metavar="N", type=_LINES, help="Lines to show around each hit; 2 on a terminal.")
@click.option("-B", "--before-context", "before", metavar="N", type=_LINES, help="Lines to show before each hit.")
@click.option("-A", "--after-context", "after", metavar="N", type=_LINES, help="Lines to show after each hit.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hit; -C adds before and after to it.")
@filter_option
@captures_option
def command(
    text: str,
    context: int | None,
    before: int | None,
    after: int | None,
    as_json: bool,
    query: str | None,
    captures: Path,
) -> None:
    """Look for TEXT in all that was sent and answered, the newest first; what is still answered too.

    TEXT is a query as `list --filter` takes it: of several words each must occur in an exchange, and every line that
    holds one of them is shown; "quotes" hold words together as they stand; re: begins a regular expression;
    qualifiers such as model: or since: narrow it. Case does not matter, and a quote or a newline is found although
    JSON escapes it. Around a hit's line stand those of the same text: its number is followed by a colon, theirs by a
    dash.
    """
    if not text.strip():
        raise WrongUsage("There is nothing to look for.", "Give a text, or re: and a regular expression.")
    asked = parse(text)
    if not asked.texts:
        raise WrongUsage("There is no text to look for.", "Give one, or take `list --filter` for qualifiers alone.")
    sought = sought_of(asked)
    around = _around(context, before, after, usual=_ON_TERMINAL if is_terminal() and not as_json else None)
    found = _hits(captures, sought, [asked, *([parse(query)] if query else [])], around or ALONE)
    first = next(found, None)
    if first is None:
        notify("Nothing was found.", "Another text, or no --filter, may find more.")
        return
    every = chain([first], found)
    if as_json:
        for hit in every:
            print_json(_object(hit, in_context=around is not None))
    else:
        print_lines(hit_lines(every, sought, in_context=any(around or ())))


def _around(context: int | None, before: int | None, after: int | None, usual: int | None) -> Around | None:
    """What was asked for; ``usual``: where nothing was, on both sides."""
    if context is None and before is None and after is None:
        context = usual
    sides = (context if side is None else side for side in (before, after))
    return None if context is before is after is None else Around(*(side or 0 for side in sides))


def _object(hit: Hit, *, in_context: bool) -> dict[str, Any]:
    names = (*_OF_HIT, "before", "after") if in_context else _OF_HIT
    return {name: getattr(hit, name) for name in names}


def _hits(captures: Path, sought: Sought, meant: Sequence["Query"], around: Around) -> Iterator[Hit]:
    """Of exchanges that all of the queries mean; of them the first is what is sought."""
    from codex_tui.cli.damage import tell_at_the_end
    from codex_tui.dialects.matching import matcher, said_by

    if not captures.is_dir():
        raise CodexTuiError(f"There is no capture directory {captures}.", "Name another one with --captures.")
    annotated = annotated_in(captures)
    tests = [matcher(query, annotated) for query in (meant[1:] if meant[0].is_text else meant)]
    found = search(captures, sought, lambda exchange: all(test(exchange) for test in tests), said_by, around)
    damage: list[Damage] = []
    tell_at_the_end(lambda: damage)
    try:
        for each in found:
            if isinstance(each, Hit):
                yield each
            elif isinstance(each, Damage):
                damage.append(each)
    except OSError as error:
        raise CodexTuiError(
            f"The captures in {captures} cannot be read: {error.strerror or error}.", "Check who may read them."
        ) from error
