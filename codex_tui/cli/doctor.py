"""``codex-tui doctor``: every check, with its evidence and its fix."""

import shutil
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import click

from codex_tui import dialects
from codex_tui.cli.examples import examples
from codex_tui.cli.options import ProxyFlags, capture_options
from codex_tui.cli.output import Cell, is_terminal, print_json, print_lines
from codex_tui.doctor import Check, examine, gather
from codex_tui.doctor.check import State
from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from codex_tui.paths import captures_directory

_MARKS: dict[State, tuple[str, str]] = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "bold red")}
_NAME, _LEAST = 12, 30  # cells of a check's name; of a line beside it, at least
_PATIENCE = 2.0  # s for what was captured


@click.command(
    epilog=examples(
        "codex-tui doctor",
        "codex-tui doctor --json | jq 'select(.state != \"ok\")'",
    )
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check.")
@capture_options
def command(proxy: ProxyFlags, as_json: bool) -> int:
    """Check everything that a capture needs, and say how to mend what is wrong.

    Ends with 1 if a check fails. If a capture runs, one request of its own passes through it.
    """
    running = proxy.running()
    captures = _captures(proxy)
    checks = examine(gather(captures, running, largest_prompt(captures)))
    if as_json:
        for check in checks:
            print_json(check)
    else:
        print_lines(line for check in checks for line in _lines(check))
    return int(any(check.state == "fail" for check in checks))


def largest_prompt(captures: Path) -> int | None:
    """The most input tokens that a model call reported, of what can be read in a moment."""
    history = History(captures, dialects.read)
    deadline = time.monotonic() + _PATIENCE
    while history.poll().more and time.monotonic() < deadline:
        pass
    reported = (summary.usage for summary in history.summaries if summary.is_model_call)
    return max((usage.input for usage in reported if usage.input and usage.source == "reported"), default=None)


def _captures(proxy: ProxyFlags) -> Path:
    try:
        return proxy.captures_directory()
    except CodexTuiError:  # the settings are what is wrong, and a check says so
        return captures_directory(proxy.captures)


def _lines(check: Check) -> Iterator[list[Cell]]:
    mark, style = _MARKS[check.state]
    evidence, *more = _wrapped(check.evidence)
    yield [Cell(f"{mark} ", style), Cell(f"{check.check:<{_NAME}}", "bold"), Cell(evidence)]
    for line in more:
        yield [Cell(" " * (_NAME + 2)), Cell(line)]
    for number, line in enumerate(_wrapped(check.fix) if check.fix else ()):
        yield [Cell(" " * _NAME + ("  → " if number == 0 else "    "), "dim"), Cell(line)]


def _wrapped(text: str) -> list[str]:
    """In lines that fit beside the names; as it is where no terminal has an edge."""
    if not is_terminal():
        return [text]
    width = max(_LEAST, shutil.get_terminal_size().columns - _NAME - 5)
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text]
