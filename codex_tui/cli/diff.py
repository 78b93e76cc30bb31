"""``codex-tui diff``: two exchanges beside each other."""

from pathlib import Path

import click

from codex_tui.cli.captured import open_captures
from codex_tui.cli.completing import complete_exchange
from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_json, print_lines

DIFFER = 3
"""The exit code of ``--exit-code``: 1 already means that the command failed, 2 that it was called wrongly."""


@click.command(
    name="diff",
    epilog=examples(
        "codex-tui diff latest~1 latest       # what the last request changed",
        "codex-tui diff 116 117 --bytes       # the exact bytes where they part",
        "codex-tui diff 116 117 --json | jq .prompt_cache",
        "codex-tui diff 116 117 --exit-code >/dev/null || echo they differ",
    ),
)
@click.argument("a", metavar="A", shell_complete=complete_exchange)
@click.argument("b", metavar="B", shell_complete=complete_exchange)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: fields, parts, words, the first byte.")
@click.option("--bytes", "as_bytes", is_flag=True, help="Show the bytes round the first one that differs.")
@click.option("--all", "everything", is_flag=True, help="Show what is the same too.")
@click.option("--exit-code", is_flag=True, help=f"End with {DIFFER} where they differ; else only errors are not 0.")
@captures_option
def command(
    a: str, b: str, as_json: bool, as_bytes: bool, everything: bool, exit_code: bool, captures: Path
) -> int | None:
    """Compare two exchanges: parameters, tools, parts, words, the first byte that differs.

    A and B are numbers, ids or their unique starts, `latest`, or `latest~1`. The exit code is 0 whether they differ
    or not, as with `git diff`; --exit-code makes it 3 where they do.
    """
    from codex_tui.analysis.comparison import compare
    from codex_tui.analysis.comparison_json import as_contract
    from codex_tui.analysis.side import side_of
    from codex_tui.cli.diff_lines import byte_lines, diff_lines

    history = open_captures(captures)
    id_a, id_b = history.resolve(a), history.resolve(b)
    comparison = compare(side_of(history, id_a), side_of(history, id_b))
    history.save()
    if as_json:
        print_json(as_contract(comparison))
    elif as_bytes:
        print_lines(byte_lines(comparison))
    else:
        print_lines(diff_lines(comparison, everything=everything))
    return DIFFER if exit_code and not comparison.is_same else None
