"""``codex-tui env``: shell exports that lead a client through the capture."""

import os

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.options import ProxyFlags, capture_options
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.authority import trust_bundle
from codex_tui.proxy.client import client_environment, former_proxy, proxy_url
from codex_tui.proxy.shells import SHELLS, Shell, export, shell_in_use


@click.command(
    epilog=examples(
        'eval "$(codex-tui env)"  # bash, zsh',
        "codex-tui env | source  # fish",
        "codex-tui env | Out-String | Invoke-Expression  # PowerShell",
    )
)
@capture_options
@click.option("--shell", type=click.Choice(SHELLS), help="For this shell, instead of the one that calls.")
def command(proxy: ProxyFlags, shell: Shell | None) -> None:
    """Print shell exports that lead a client through the capture that runs, for the shell to evaluate."""
    live = proxy.running()
    if live is None:
        raise CodexTuiError(
            "No capture runs that a client could be led through.", "Start `codex-tui` in another terminal first."
        )
    url = proxy_url(live.listen_host, live.port)
    if former := former_proxy(os.environ, url):
        notify(former)
    for name, value in client_environment(url, trust_bundle(os.environ)).items():
        click.echo(export(shell or shell_in_use(os.environ), name, value))
