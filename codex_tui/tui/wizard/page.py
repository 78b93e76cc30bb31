"""What one step of the set-up shows, as data."""

from collections.abc import Sequence
from typing import NamedTuple

from codex_tui.doctor.check import Check
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.model import MORE_CONTEXT
from codex_tui.doctor.models import Model
from codex_tui.doctor.setup import Step, captures_step, codex_step, ports_step, server_step, small_context

TITLES = ("Codex", "Model server", "Model", "Ports", "Where captures go", "First request")
CODEX, SERVER, MODELS, PORTS, CAPTURES, FIRST = range(6)


class Page(NamedTuple):
    """``value``: what the step came to. ``warning``: heading and text of a banner. ``commands``: to be copied.

    ``button``: what enter does. ``wrong``: the step wants a person before it goes on.
    """

    heading: str
    text: str = ""
    value: str = ""
    checks: Sequence[Check] = ()
    models: Sequence[Model] = ()
    warning: tuple[str, str] | None = None
    commands: Sequence[str] = ()
    note: str = ""
    button: str = ""
    wrong: bool = False


LOOKING = Page("Looking at Codex, the model server, ports and directories", "It takes a second or two.")


def page_of(step: int, facts: Facts, models: Sequence[Model], chosen: Model | None, wanted: str) -> Page:
    """Any step but the last. ``wanted``: the model to fetch where there is none."""
    match step:
        case 0:
            return _plain(codex_step(facts), "Any client can be captured; the commands at the end are for Codex.")
        case 1:
            text = "Start it, then check again; or go on without, for OpenAI's models."
            return _plain(server_step(facts), text if facts.ollama.version is None else "")
        case 2:
            return _model_page(facts, models, chosen, wanted)
        case 3:
            return _plain(ports_step(facts), "Codex goes through the first; other clients of Ollama by the second.")
        case _:
            return _plain(captures_step(facts), "Requests and answers in full, without the secrets that were known.")


def _plain(step: Step, text: str) -> Page:
    return Page(
        step.heading,
        text,
        step.value,
        checks=step.checks,
        commands=step.commands,
        button="Go on anyway" if step.wrong else "Go on",
        wrong=step.wrong,
    )


def _model_page(facts: Facts, models: Sequence[Model], chosen: Model | None, wanted: str) -> Page:
    if facts.ollama.version is None:
        text = "There is no Ollama to ask. The commands at the end are for OpenAI's models."
        return Page("No local model", text, "OpenAI's", button="Go on")
    if not models or chosen is None:
        text = "Ollama has none yet. This fetches one; then check again."
        commands = [f"ollama pull {wanted}"]
        return Page("Which model shall Codex use?", text, "none", commands=commands, button="Go on", wrong=True)
    warning = None if not chosen.suits else small_context(chosen)
    return Page(
        "Which model shall Codex use?",
        "These are on your Ollama now. Codex needs a model that can call tools.",
        chosen.name,
        models=models,
        warning=warning,
        commands=[MORE_CONTEXT] if warning else [],
        note="Nothing is written to anyone's configuration. The answer is used in the commands shown at the end.",
        button=f"Use {chosen.name}",
        wrong=True,
    )
