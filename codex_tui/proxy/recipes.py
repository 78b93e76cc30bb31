"""Complete commands for the other terminal."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from codex_tui.config import MODEL
from codex_tui.proxy.authority import proxy_authority
from codex_tui.proxy.client import trust_environment
from codex_tui.proxy.codex import Codex
from codex_tui.proxy.shells import Shell, evaluated, quoted, with_variables


class Recipe(msgspec.Struct, frozen=True):
    """A command to copy, and what it is for."""

    title: str
    command: str


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How clients go. ``proxy``: URL of the forward proxy; ``door``: of the one before Ollama; ``upstream``: Ollama.

    ``run`` and ``env``: how this capture's own commands are called. ``trusted``: certificates for clients, once the
    proxy has one.
    """

    proxy: str
    upstream: str
    door: str | None = None
    run: str = "codex-tui run"
    env: str = "codex-tui env"
    trusted: Path | None = None


def recipes(codex: Codex, way: Way, model: str = MODEL, shell: Shell = "bash") -> list[Recipe]:
    """One shot, interactive, by a shell of its own, without our commands, and checks by curl."""
    local = " ".join(
        ["--oss", *(["--local-provider ollama"] if codex.local_provider else []), "-m", _word(shell, model)]
    )
    one_shot = f'codex exec {local} --skip-git-repo-check "say hello"'
    return [
        Recipe("One shot", f"{way.run} -- {one_shot}"),
        Recipe("Interactive", f"{way.run} -- codex {local}"),
        _interactive_openai(codex, way),
        Recipe("A shell whose programs all go through the capture", evaluated(shell, way.env)),
        *_by_door(way, shell, one_shot),
        *_by_certificate(codex, way, shell),
        Recipe("Check the proxy", f"curl -s --noproxy '' --proxy {way.proxy} {way.upstream}/api/tags"),
        *([Recipe("Check the door to Ollama", f"curl -s --noproxy '*' {way.door}/api/tags")] if way.door else []),
    ]


def by_hand(way: Way, addon: Path, captures: Path, shell: Shell = "bash") -> Recipe:
    """The capture in mitmproxy's own program with a page in the browser; clients trust it as they trust ours."""
    host, port = way.proxy.removeprefix("http://").rsplit(":", 1)
    command = f"mitmweb --listen-host {host.strip('[]')} -p {port} --web-host 127.0.0.1 -s {_word(shell, str(addon))}"
    for setting in (f"confdir={proxy_authority().parent}", f"codex_capture_dir={captures}"):
        command += f" --set {_word(shell, setting)}"
    return Recipe("mitmproxy's own web page instead of ours (11.1.2 or later, for CVE-2025-23217)", command)


def _by_door(way: Way, shell: Shell, one_shot: str) -> Iterator[Recipe]:
    if way.door:
        yield Recipe("One shot, by the door to Ollama instead of the proxy", f"{way.run} --reverse -- {one_shot}")
        variables = {"CODEX_OSS_BASE_URL": f"{way.door}/v1"}
        yield Recipe("The same without codex-tui", with_variables(shell, variables, one_shot))


def _by_certificate(codex: Codex, way: Way, shell: Shell) -> Iterator[Recipe]:
    if way.trusted:
        variables = {"HTTPS_PROXY": way.proxy, **trust_environment(way.trusted)}
        title = "OpenAI, by API key or ChatGPT login, without codex-tui: the proxy and its certificate"
        yield Recipe(title, with_variables(shell, variables, _openai(codex)))


def _interactive_openai(codex: Codex, way: Way) -> Recipe:
    why = ", without the background server, which would keep the environment of its first start"
    return Recipe(f"Interactive, OpenAI{why if codex.daemon else ''}", f"{way.run} -- {_openai(codex)}")


def _openai(codex: Codex) -> str:
    return "codex --no-daemon" if codex.daemon else "codex"


def _word(shell: Shell, word: str) -> str:
    """Quoted where a shell would not take it as it is."""
    plain = word and all(
        character.isascii() and (character.isalnum() or character in "-_./:=+") for character in word
    )
    return word if plain else quoted(shell, word)
