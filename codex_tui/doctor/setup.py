"""From nothing to the first exchange: what to look at, step by step, and how to go on."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from codex_tui.config import FORWARD_PORT
from codex_tui.doctor import capture, client, model, programs, screen
from codex_tui.doctor.check import Check
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.model import MORE_CONTEXT, OWN_TEXT
from codex_tui.doctor.models import Model
from codex_tui.formats import tokens
from codex_tui.proxy.client import proxy_url
from codex_tui.proxy.codex import NEWEST, Codex
from codex_tui.proxy.options import ProxyOptions
from codex_tui.proxy.recipes import Recipe, Way, recipes
from codex_tui.proxy.registry import Running
from codex_tui.proxy.shells import Shell
from codex_tui.proxy.upstream import ollama_url


class Step(NamedTuple):
    """``value``: what it came to, in a word or two. ``commands``: what mends it. ``wrong``: it wants a person."""

    title: str
    heading: str
    value: str
    checks: Sequence[Check] = ()
    commands: Sequence[str] = ()
    wrong: bool = False


def codex_step(facts: Facts) -> Step:
    """Which Codex there is, and what would lead it past the capture."""
    checks = [programs.codex(facts), client.environment(facts), client.daemon(facts)]
    if facts.codex is None:
        heading, install = "There is no Codex here", ["npm install -g @openai/codex"]
        return Step("Codex", heading, "not found", checks, install, wrong=True)
    version = programs.version_of(facts.codex)
    return Step("Codex", f"Codex {version} is here", version, checks)


def server_step(facts: Facts) -> Step:
    """Whether an Ollama runs, and is new enough."""
    check = model.server(facts)
    if facts.ollama.version is None:
        heading = "No Ollama answers"
        return Step("Model server", heading, "not running", [check], [MORE_CONTEXT], wrong=True)
    heading = "Ollama is too old for this Codex" if check.state == "fail" else "Ollama answers"
    value = f"Ollama {facts.ollama.version}"
    return Step("Model server", heading, value, [check], wrong=check.state == "fail")


def ports_step(facts: Facts) -> Step:
    """Where the capture is to listen, and what it runs on. A taken port wants nobody: a free one is used."""
    checks = [programs.mitmproxy(facts), capture.ports(facts)]
    if checks[0].state == "fail":
        heading, install = "There is no mitmproxy to capture with", ["pip install mitmproxy"]
        return Step("Ports", heading, "no mitmproxy", checks, install, wrong=True)
    if facts.running is not None:
        return Step("Ports", "A capture runs already, and is used", f"{facts.running.port}, runs already", checks)
    if any(door.problem for door in facts.doors):
        return Step("Ports", "A port is taken: any free one is used instead", "free ones", checks)
    return Step("Ports", "The ports are free", ", ".join(str(door.port or "any") for door in facts.doors), checks)


def captures_step(facts: Facts) -> Step:
    """Where what is captured goes, and how it is looked at."""
    checks = [capture.directory(facts), screen.terminal(facts), screen.clipboard(facts)]
    wrong = checks[0].state == "fail"
    heading = "Captures cannot go there" if wrong else "Captures stay on this machine, for your eyes only"
    return Step("Where captures go", heading, str(facts.directory.path), checks, wrong=wrong)


def small_context(chosen: Model) -> tuple[str, str] | None:
    """A heading and a sentence where the model's context is, or may be, too small for Codex; None where it is not."""
    own = f"Codex's own text and tools take {tokens(OWN_TEXT)}."
    if chosen.context is None:
        heading = f"How much context {chosen.name} gets is not known yet"
        return heading, f"Ollama tells it once the model is loaded. {own} To give it enough:"
    if chosen.is_small:
        lost = "Ollama then drops the oldest part of the prompt and says nothing."
        return f"A context of {tokens(chosen.context)} is soon full", f"{own} {lost} Give it more before you start:"
    return None


def on_free_ports(options: ProxyOptions, facts: Facts) -> ProxyOptions:
    """Any free port in place of one that is taken and was not asked for."""
    forward, *others = [door.problem for door in facts.doors] or [None]
    if forward and not options.port_required:
        options = msgspec.structs.replace(options, port=0)
    if any(others) and not options.ollama_port_required:
        options = msgspec.structs.replace(options, ollama_port=0)
    return options


def commands_for(running: Running, codex: Codex | None, chosen: str | None, shell: Shell = "bash") -> list[Recipe]:
    """What to type in the other terminal: with the local model ``chosen``, or for OpenAI where that is None."""
    option = "" if running.port == FORWARD_PORT else f" --port {running.port}"
    way = Way(
        proxy=proxy_url(running.listen_host, running.port),
        upstream=running.upstream or ollama_url(""),
        run=f"codex-tui run{option}",
        env=f"codex-tui env{option}",
    )
    known = recipes(codex or NEWEST, way, chosen or "", shell)
    wanted = ("One shot", "Interactive") if chosen else ()
    found = [recipe for recipe in known if recipe.title in wanted]
    return found or [recipe for recipe in known if recipe.title.startswith("Interactive, OpenAI")]
