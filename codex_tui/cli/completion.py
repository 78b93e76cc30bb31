"""``codex-tui completion``: what a shell needs to complete our commands."""

from typing import Literal

import click
from click.shell_completion import get_completion_class

from codex_tui.cli.examples import examples

_VARIABLE = "_CODEX_TUI_COMPLETE"  # click's own name for us


@click.command(
    epilog=examples(
        'eval "$(codex-tui completion bash)"  # in ~/.bashrc',
        'eval "$(codex-tui completion zsh)"  # in ~/.zshrc, after compinit',
        "codex-tui completion fish > ~/.config/fish/completions/codex-tui.fish",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print a script by which SHELL completes commands, options and exchanges."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "codex-tui", _VARIABLE).source())
