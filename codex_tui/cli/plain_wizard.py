"""The set-up as plain questions and answers, for pipes and for people who want no screen."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from codex_tui import dialects, formats
from codex_tui.cli.interrupts import run_async
from codex_tui.cli.notices import notify
from codex_tui.cli.output import Cell, is_answered, print_lines
from codex_tui.cli.start import start
from codex_tui.cli.transcript import transcript
from codex_tui.clipboard import clipboard_programs, copy
from codex_tui.dialects.histories import history_of
from codex_tui.doctor import Facts, gather
from codex_tui.doctor.check import Check
from codex_tui.doctor.model import MORE_CONTEXT
from codex_tui.doctor.models import Model, ask_models, preferred
from codex_tui.doctor.setup import (
    Step,
    captures_step,
    codex_step,
    commands_for,
    on_free_ports,
    ports_step,
    server_step,
    small_context,
)
from codex_tui.errors import CodexTuiError
from codex_tui.proxy import ProxyOptions
from codex_tui.proxy.registry import find_running
from codex_tui.proxy.shells import shell_in_use

_GLANCE = 0.1  # s
_MARKS = {"ok": ("✓", "green"), "warn": ("▲", "yellow"), "fail": ("✗", "red")}


def run_plain_wizard(captures: Path, options: ProxyOptions, wanted: str) -> int:
    """Print what is found, ask, start the capture in the background, and show the first exchange that passes.

    Where there are no answers, what is offered is taken. Raises CodexTuiError where nothing can be captured.
    """
    facts = gather(captures, find_running(captures))
    for step in (codex_step(facts), server_step(facts)):
        _tell(step)
    chosen = _choose(ask_models(facts.ollama), wanted, facts)
    for step in (ports_step(facts), captures_step(facts)):
        _tell(step)
    since = datetime.now(UTC)  # a client may be quicker than we are
    run_async(start(on_free_ports(options, facts)))
    running = find_running(captures)
    if running is None:
        raise CodexTuiError("The capture has ended already.", "`codex-tui logs` may say why.")
    print_lines(
        [[], [Cell("● recording", "green"), Cell(f" on {running.listen_host}:{running.port}, in the background")]]
    )
    commands = commands_for(running, facts.codex, chosen.name if chosen else None, shell_in_use(facts.environment))
    for recipe in commands:
        print_lines([[], [Cell(recipe.title, "dim")], [Cell(f"  {recipe.command}", "bold")]])
    _copied(commands[0].command, facts)
    _wait(captures, since)
    return 0


def _tell(step: Step) -> None:
    print_lines(line for check in step.checks for line in _lines(check, step))
    if step.wrong:
        print_lines([Cell(f"    {command}", "bold")] for command in step.commands)


def _lines(check: Check, step: Step) -> Iterator[Sequence[Cell]]:
    mark, style = _MARKS[check.state]
    yield [Cell(f"{mark} ", style), Cell(f"{check.check:<12}", "bold"), Cell(check.evidence)]
    if check.fix and check.state != "ok":
        yield [Cell("  → ", "dim"), Cell(check.fix)]


def _choose(models: Sequence[Model], wanted: str, facts: Facts) -> Model | None:
    if facts.ollama.version is None:
        return None
    if not models:
        print_lines(
            [
                [Cell("▲ model", "yellow"), Cell("       Ollama has none yet.")],
                [Cell(f"    ollama pull {wanted}", "bold")],
            ]
        )
        return Model(name=wanted)
    print_lines([[], *(_model_line(number, model) for number, model in enumerate(models, 1)), []])
    offered = preferred(list(models), wanted) + 1
    chosen = models[_asked("Which model shall Codex use", offered, len(models)) - 1]
    if warning := small_context(chosen):
        print_lines(
            [[Cell(f"▲ {warning[0]}", "yellow")], [Cell(f"  {warning[1]}")], [Cell(f"    {MORE_CONTEXT}", "bold")]]
        )
    return chosen


def _model_line(number: int, model: Model) -> Sequence[Cell]:
    size = formats.size(model.size) if model.size is not None else "·"
    context = formats.tokens(model.context) if model.context is not None else "·"
    return [
        Cell(f"{number:>3}  "),
        Cell(f"{model.name:<28}", "bold" if model.suits else "dim"),
        Cell(f"{size:>10}{context:>9}", "dim"),
        Cell(f"  {model.remark}", "yellow" if model.is_small else "dim"),
    ]


def _asked(question: str, offered: int, most: int) -> int:
    try:
        answer = click.prompt(question, default=offered, type=click.IntRange(1, most), err=True)
    except click.Abort:  # the end of what was piped in
        if is_answered():
            raise
        notify(f"No answer: {offered} is taken.")
        return offered
    return int(answer)


def _copied(command: str, facts: Facts) -> None:
    if any(clipboard_programs(facts.environment)):
        with suppress(CodexTuiError):
            copy(command)
            notify("The first command is in the clipboard.")


def _wait(captures: Path, since: datetime) -> None:
    notify(
        "Run it in another terminal; waiting for the first exchange.",
        "ctrl+c leaves it recording; `codex-tui stop` ends it.",
    )
    history = history_of(captures)
    while True:
        history.poll()
        for summary in reversed(history.summaries[-8:]):
            came = summary.is_model_call and datetime.fromisoformat(summary.started_at) >= since
            if came and summary.state != "live":
                context = dialects.InContext(history, summary.id)
                print_lines([[], *transcript(summary, context.conversation(), unfolded=False, since=context.since)])
                notify("It records on: `codex-tui` opens the inspector, `codex-tui stop` ends the capture.")
                return
        time.sleep(_GLANCE)
