"""``codex-tui print-cmds``: complete commands for the other terminal."""

import os
from pathlib import Path

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, capture_options, settings
from codex_tui.clipboard import copy
from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.proxy.authority import trust_bundle
from codex_tui.proxy.client import proxy_url
from codex_tui.proxy.codex import NEWEST, Codex, installed_codex
from codex_tui.proxy.mitmdump import addon_script
from codex_tui.proxy.recipes import Recipe, Way, by_hand, recipes
from codex_tui.proxy.registry import Running
from codex_tui.proxy.shells import SHELLS, Shell, quoted, shell_in_use
from codex_tui.proxy.upstream import ollama_url


@click.command(
    epilog=examples(
        "codex-tui print-cmds -m qwen3:8b",
        "codex-tui print-cmds --shell fish",
        "codex-tui print-cmds --copy 1  # into the clipboard",
    )
)
@capture_options
@click.option("-m", "--model", help="The local model to name (gpt-oss:20b).")
@click.option("--shell", type=click.Choice(SHELLS), help="For this shell, instead of the one that calls.")
@click.option("--copy", "wanted", type=click.IntRange(min=1), metavar="N", help="Copy the Nth into the clipboard.")
def command(proxy: ProxyFlags, model: str | None, shell: Shell | None, wanted: int | None) -> None:
    """Print complete commands to copy: one-shot, interactive, and checks by curl.

    They suit the Codex that is installed, the shell that calls, and the capture that runs.
    """
    live = proxy.running()
    if live is None:
        notify("No capture runs yet.", "Start `codex-tui` in another terminal first.")
    codex = installed_codex()
    if codex is None:
        notify("There is no Codex here.", "Install it with `npm install -g @openai/codex`.")
    shell = shell or shell_in_use(os.environ)
    way = _way(proxy, live, shell)
    captures = live.captures if live else proxy.captures_directory()
    found = [
        *recipes(codex or NEWEST, way, model or settings().model, shell),
        by_hand(way, addon_script(), captures, shell),
    ]
    if wanted is None:
        _print(found, codex or NEWEST, way)
    else:
        _copy(found, wanted)


def _print(found: list[Recipe], codex: Codex, way: Way) -> None:
    version = ".".join(map(str, codex.version))
    route = "/v1/responses" if codex.speaks_responses else "/v1/chat/completions"
    click.echo(f"# Codex {version} through {way.proxy}; it asks local models by POST {route}")
    for number, recipe in enumerate(found, 1):
        click.echo(f"\n# {number}. {recipe.title}\n{recipe.command}")


def _copy(found: list[Recipe], wanted: int) -> None:
    if wanted > len(found):
        raise WrongUsage(f"There is no command {wanted}.", f"There are {len(found)}: `codex-tui print-cmds`.")
    recipe = found[wanted - 1]
    copy(recipe.command)
    notify(f"Copied: {recipe.command}")


def _way(flags: ProxyFlags, live: Running | None, shell: Shell) -> Way:
    host = live.listen_host if live else settings().listen_host
    door = live.ollama_port if live else settings().ollama_port
    options = _options(flags, shell)
    return Way(
        proxy=proxy_url(host, live.port if live else flags.port or settings().port),
        upstream=(live.upstream if live else None) or ollama_url(os.environ.get("OLLAMA_HOST", "")),
        door=proxy_url(host, door) if door else None,
        run=f"codex-tui run{options}",
        env=f"codex-tui env{options}",
        trusted=_trusted(),
    )


def _trusted() -> Path | None:
    try:
        return trust_bundle(os.environ)
    except CodexTuiError:
        return None  # made by the first start


def _options(flags: ProxyFlags, shell: Shell) -> str:
    """What was typed here must be typed there too."""
    captures = f" --captures {quoted(shell, str(flags.captures.absolute()))}" if flags.captures else ""
    return captures + (f" --port {flags.port}" if flags.port else "")
