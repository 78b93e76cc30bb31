"""``codex-tui print-cmds``: complete commands for the other terminal."""

import os
import shlex

import click

from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, capture_options, settings
from codex_tui.proxy.client import proxy_url
from codex_tui.proxy.codex import NEWEST, installed_codex
from codex_tui.proxy.recipes import Way, recipes
from codex_tui.proxy.registry import Running
from codex_tui.proxy.upstream import ollama_url


@click.command()
@capture_options
@click.option("-m", "--model", help="The local model to name (gpt-oss:20b).")
def command(proxy: ProxyFlags, model: str | None) -> None:
    """Print complete commands to copy: one-shot, interactive, and checks by curl."""
    live = proxy.running()
    if live is None:
        notify("No capture runs yet.", "Start `codex-tui` in another terminal first.")
    codex = installed_codex()
    if codex is None:
        notify("There is no Codex here.", "Install it with `npm install -g @openai/codex`.")
    way = _way(proxy, live)
    version = ".".join(map(str, (codex or NEWEST).version))
    route = "/v1/responses" if (codex or NEWEST).speaks_responses else "/v1/chat/completions"
    click.echo(f"# Codex {version} through {way.proxy}; it asks local models by POST {route}")
    for recipe in recipes(codex or NEWEST, way, model or settings().model):
        click.echo(f"\n# {recipe.title}\n{recipe.command}")


def _way(flags: ProxyFlags, live: Running | None) -> Way:
    host = live.listen_host if live else settings().listen_host
    door = live.ollama_port if live else settings().ollama_port
    options = _options(flags)
    return Way(
        proxy=proxy_url(host, live.port if live else flags.port or settings().port),
        upstream=(live.upstream if live else None) or ollama_url(os.environ.get("OLLAMA_HOST", "")),
        door=proxy_url(host, door) if door else None,
        run=f"codex-tui run{options}",
        env=f"codex-tui env{options}",
    )


def _options(flags: ProxyFlags) -> str:
    """What was typed here must be typed there too."""
    captures = f" --captures {shlex.quote(str(flags.captures.absolute()))}" if flags.captures else ""
    return captures + (f" --port {flags.port}" if flags.port else "")
