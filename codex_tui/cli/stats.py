"""``codex-tui stats``: what many exchanges come to."""

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_tui.cli.captured import open_captures
from codex_tui.cli.completing import complete_exchange
from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import print_json, print_lines
from codex_tui.cli.query_option import filter_option

if TYPE_CHECKING:
    from codex_tui.analysis.scope import Scope
    from codex_tui.cli.captured import Captured


@click.command(
    name="stats",
    epilog=examples(
        "codex-tui stats                          # everything",
        "codex-tui stats --session latest         # the session of the newest model call",
        "codex-tui stats --filter 'since:1h model:gpt-oss'",
        "codex-tui stats --json | jq .tokens",
    ),
)
@click.option(
    "--session",
    metavar="S",
    shell_complete=complete_exchange,
    help="Only one session: its id or the start of it, or an exchange of it as 141 or latest.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@filter_option
@captures_option
def command(session: str | None, as_json: bool, query: str | None, captures: Path) -> None:
    """Tokens, times, errors and models; what fills the context, and its largest parts."""
    from codex_tui.analysis.scope import ALL
    from codex_tui.analysis.statistics import statistics_of
    from codex_tui.analysis.statistics_json import as_contract
    from codex_tui.analysis.survey import survey
    from codex_tui.analysis.titles import name_of
    from codex_tui.cli.filtering import matching
    from codex_tui.cli.stats_lines import stats_lines

    history = open_captures(captures)
    if query is not None:
        summaries = matching(history, query)
    else:
        history.complete([summary.id for summary in history.summaries])
        summaries = [*history.summaries]
    history.save()
    scope = ALL if session is None else _scope(history, session)
    statistics = statistics_of(filter(scope.holds, summaries))
    newest = deque(survey(history, statistics.requests), maxlen=1)
    found = newest[0] if newest else None
    if as_json:
        print_json(as_contract(scope, statistics, found))
    else:
        title = name_of(scope.name, history.summaries) if scope.kind == "session" else ""
        print_lines(stats_lines(scope, title, statistics, found))


def _scope(history: "Captured", reference: str) -> "Scope":
    """By the id of a session, else by one of its exchanges."""
    from codex_tui.analysis.scope import Scope, session_named
    from codex_tui.errors import CodexTuiError

    try:
        return session_named(reference, history.summaries)
    except CodexTuiError as unknown:
        try:
            summary = history.summary(history.resolve(reference))
        except CodexTuiError:
            raise unknown from None
        if summary.session is None or summary.session.id is None:
            raise CodexTuiError(
                f"Exchange {summary.number} belongs to no session.", "Name another, or leave --session out."
            ) from None
        return Scope("session", summary.session.id)
