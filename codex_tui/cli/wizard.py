"""``codex-tui wizard``: from nothing to the first exchange, step by step."""

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.options import ProxyFlags, proxy_options, settings
from codex_tui.cli.output import has_screen


@click.command(
    epilog=examples(
        "codex-tui wizard",
        "codex-tui wizard --plain           # questions and answers, line by line",
        "codex-tui wizard -m qwen3:8b       # offer this model first",
        "yes '' | codex-tui wizard --plain  # take what it offers",
    )
)
@click.option("--plain", is_flag=True, help="Plain questions instead of a screen; so it is without a terminal.")
@click.option("-m", "--model", help="The local model to offer first (gpt-oss:20b).")
@proxy_options
def command(proxy: ProxyFlags, plain: bool, model: str | None) -> int:
    """Find Codex, a model server and free ports, start the capture, and wait for the first exchange.

    It changes nobody's configuration: what it finds and what you choose makes the command that it shows.
    """
    captures = proxy.captures_directory().absolute()
    options = proxy.options(captures)
    wanted = model or settings().model
    if plain or not has_screen():
        from codex_tui.cli.plain_wizard import run_plain_wizard

        return run_plain_wizard(captures, options, wanted)
    from codex_tui.tui.start import run_wizard

    return run_wizard(captures, options, wanted)
