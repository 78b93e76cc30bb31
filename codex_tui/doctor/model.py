"""Checks of the local model server."""

from codex_tui.doctor.check import Check, fail, ok, warn
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.programs import version_of
from codex_tui.formats import tokens

#: Codex refuses an older Ollama from 0.118 on.
_STRICT_CODEX, _OLDEST_OLLAMA = (0, 118), (0, 13, 4)
OWN_TEXT = 7_900  # tokens of Codex's own text and tools, in the first request
ROOM = 32_768  # tokens that work of some length takes
MORE_CONTEXT = "OLLAMA_CONTEXT_LENGTH=65536 OLLAMA_FLASH_ATTENTION=1 ollama serve"


def server(facts: Facts) -> Check:
    """An Ollama answers, and is new enough for this Codex."""
    ollama = facts.ollama
    if ollama.version is None:
        evidence = f"Nothing answers as Ollama at {ollama.url}: {ollama.problem}."
        return warn("ollama", evidence, "For local models: `ollama serve`; set OLLAMA_HOST if it is elsewhere.")
    evidence = f"{ollama.version} at {ollama.url}."
    strict = facts.codex is not None and facts.codex.version >= _STRICT_CODEX
    if facts.codex is not None and strict and _older(ollama.version):
        evidence += f" Codex {version_of(facts.codex)} refuses one older than 0.13.4."
        return fail("ollama", evidence, "Update it: https://ollama.com/download")
    return ok("ollama", evidence)


def model(facts: Facts) -> Check:
    """The model that commands name is there."""
    wanted, ollama = facts.settings.model, facts.ollama
    if ollama.version is None:
        return ok("model", "There is no Ollama to ask.")
    if wanted in ollama.models or f"{wanted}:latest" in ollama.models:
        return ok("model", f"{wanted} is there.")
    there = ", ".join(ollama.models[:5]) or "none"
    evidence = f"{wanted} is not there; there is {there}."
    return warn("model", evidence, f"`ollama pull {wanted}`, or name another: `codex-tui config edit`.")


def context(facts: Facts) -> Check:
    """The context that Ollama really runs with holds what Codex sends."""
    lengths = {name: length for name, length in facts.ollama.loaded.items() if length}
    largest = facts.largest_prompt
    sent = (
        f"the largest captured request had {largest:,}"
        if largest
        else f"Codex's own text and tools take {OWN_TEXT:,}"
    )
    if not lengths:
        return ok("context", f"Ollama tells it once a model is loaded, and none is; {sent} tokens.")
    name, length = min(lengths.items(), key=lambda each: each[1])
    evidence = f"{name} runs with {length:,} tokens; {sent}."
    # A request just below the limit is what is left of a longer one.
    if length <= max(OWN_TEXT, largest or 0) * 1.02:
        return fail(
            "context", f"{evidence} Ollama drops the front of what is longer, and says nothing.", MORE_CONTEXT
        )
    if length < ROOM:
        return warn(
            "context", f"{evidence} That is soon full; Ollama then drops the front and says nothing.", MORE_CONTEXT
        )
    return ok("context", f"{evidence} There is room for {tokens(length - (largest or OWN_TEXT))} more.")


def _older(version: str) -> bool:
    numbers = tuple(int(part) for part in version.split("-")[0].split(".") if part.isdigit())
    return bool(numbers) and numbers != (0, 0, 0) and numbers < _OLDEST_OLLAMA
