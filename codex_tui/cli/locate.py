"""``codex-tui locate``: where things lie."""

from pathlib import Path

import click

from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, print_json, print_lines, print_text
from codex_tui.errors import WrongUsage
from codex_tui.logs import log_file
from codex_tui.paths import config_file
from codex_tui.proxy.authority import proxy_authority
from codex_tui.proxy.mitmdump import addon_script


@click.command(
    epilog=examples(
        "codex-tui locate",
        'ls "$(codex-tui locate captures)"',
        'mitmdump -s "$(codex-tui locate addon)"',
    )
)
@click.argument("what", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the paths by name.")
@captures_option
def command(what: str | None, as_json: bool, captures: Path) -> None:
    """Tell where captures, logs, settings and the addon lie, or only where WHAT lies.

    What is named need not exist yet.
    """
    places = _places(captures)
    if what is None:
        _print_all(places, as_json)
    elif what in places:
        print_text(str(places[what]))
    else:
        raise WrongUsage(f"There is no place called {what!r}.", f"Name one of {', '.join(places)}.")


def _places(captures: Path) -> dict[str, Path]:
    return {
        "captures": captures,
        "history": captures / "history.jsonl",
        "proxy-log": captures / "proxy.log",
        "log": log_file(),
        "config": config_file(),
        "addon": addon_script(),
        "certificate": proxy_authority(),
    }


def _print_all(places: dict[str, Path], as_json: bool) -> None:
    if as_json:
        print_json({name: str(path) for name, path in places.items()})
        return
    width = max(map(len, places))
    print_lines([Cell(f"{name:<{width}}  ", "dim"), Cell(str(path))] for name, path in places.items())
