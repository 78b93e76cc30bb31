"""``codex-tui show``: one exchange as a conversation."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click
import msgspec

from codex_tui import dialects
from codex_tui.cli.captured import open_captures
from codex_tui.cli.completing import complete_exchange
from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, print_json, print_lines
from codex_tui.cli.transcript import transcript
from codex_tui.dialects.conversation import Conversation
from codex_tui.history.annotations import Annotations
from codex_tui.history.summary import Summary


@click.command(
    name="show",
    epilog=examples(
        "codex-tui show latest",
        "codex-tui show 141 --all",
        "codex-tui show latest~1 --json | jq .usage",
    ),
)
@click.argument("reference", metavar="ID", shell_complete=complete_exchange)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the summary, and the parts.")
@click.option("--all", "unfolded", is_flag=True, help="Unfold instructions, tools and what was sent before.")
@captures_option
def command(reference: str, as_json: bool, unfolded: bool, captures: Path) -> None:
    """Show one exchange as a conversation.

    ID is its number, its id or a unique start of it, `latest`, or `latest~1` for the one before.
    """
    history = open_captures(captures)
    id_ = history.resolve(reference)
    context = dialects.InContext(history, id_)
    conversation, summary = context.conversation(), history.summary(id_)
    history.save()
    if as_json:
        print_json(as_contract(summary, conversation))
    else:
        lines = transcript(summary, conversation, unfolded=unfolded, since=context.since)
        print_lines(chain(_annotation(history.directory, id_), lines))


def _annotation(captures: Path, id_: str) -> Iterator[Sequence[Cell]]:
    """The mark and the note that a person put on it."""
    annotations = Annotations(captures)
    annotations.poll()
    found = annotations.get(id_)
    if found is not None and found.marked:
        yield (Cell("◆ ", "blue"), Cell("marked", "bold"))
    if found is not None and found.note:
        yield (Cell("¶ ", "magenta"), Cell(found.note))


def as_contract(summary: Summary, conversation: Conversation) -> dict[str, Any]:
    """What ``show --json`` prints: the summary's fields, then the parts."""
    told = {"warnings": conversation.warnings, "parts": conversation.parts}
    fields = msgspec.structs.asdict(msgspec.structs.replace(summary, lineage=msgspec.UNSET))
    return {**{name: value for name, value in fields.items() if value is not msgspec.UNSET}, **told}
