"""Complete commands for the other terminal."""

import shlex

import msgspec

from codex_tui.config import MODEL
from codex_tui.proxy.codex import Codex


class Recipe(msgspec.Struct, frozen=True):
    """A command to copy, and what it is for."""

    title: str
    command: str


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How clients go. ``proxy``: URL of the forward proxy; ``door``: of the one before Ollama; ``upstream``: Ollama.

    ``run`` and ``env``: how this capture's own commands are called.
    """

    proxy: str
    upstream: str
    door: str | None = None
    run: str = "codex-tui run"
    env: str = "codex-tui env"


def recipes(codex: Codex, way: Way, model: str = MODEL) -> list[Recipe]:
    """One shot, interactive, by a shell of its own, and checks by curl."""
    local = " ".join(
        ["--oss", *(["--local-provider ollama"] if codex.local_provider else []), "-m", shlex.quote(model)]
    )
    found = [
        Recipe("One shot", f'{way.run} -- codex exec {local} --skip-git-repo-check "say hello"'),
        Recipe("Interactive", f"{way.run} -- codex {local}"),
        _interactive_openai(codex, way),
        Recipe("A shell whose programs all go through the capture", f'eval "$({way.env})"'),
        Recipe("Check the proxy", f"curl --noproxy '' --proxy {way.proxy} {way.upstream}/api/version"),
    ]
    if way.door:
        found.append(Recipe("Check the door to Ollama", f"curl --noproxy '*' {way.door}/api/version"))
    return found


def _interactive_openai(codex: Codex, way: Way) -> Recipe:
    if not codex.daemon:
        return Recipe("Interactive, OpenAI", f"{way.run} -- codex")
    why = "without the background server, which would keep the environment of its first start"
    return Recipe(f"Interactive, OpenAI, {why}", f"{way.run} -- codex --no-daemon")
