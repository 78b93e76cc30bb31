"""What a person is told beside the output."""

import click

from codex_tui.neutral import neutral


def notify(message: str, hint: str = "") -> None:
    """A sentence on stderr, and what to do on a line of its own."""
    click.echo(neutral(f"codex-tui: {message}"), err=True)
    if hint:
        click.echo(neutral(f"  {hint}"), err=True)
