"""``codex-tui locate``: where things lie."""

from pathlib import Path

import click
import msgspec

from codex_tui.cli.examples import examples
from codex_tui.cli.options import captures_option
from codex_tui.cli.output import Cell, print_json, print_lines, print_text
from codex_tui.errors import WrongUsage
from codex_tui.history.segments import HISTORY, older
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

    What is named need not exist yet. `segments` are the older parts of the history, of which there may be many.
    """
    places = _places(captures)
    if what is None:
        _print_all(places, as_json)
    elif what in places:
        for path in _each(places[what]):
            print_text(str(path))
    else:
        raise WrongUsage(f"There is no place called {what!r}.", f"Name one of {', '.join(places)}.")


def _each(place: Path | list[Path]) -> list[Path]:
    return place if isinstance(place, list) else [place]


def _places(captures: Path) -> dict[str, Path | list[Path]]:
    return {
        "captures": captures,
        "history": captures / HISTORY,
        "segments": [captures / name for name in older(captures)],
        "proxy-log": captures / "proxy.log",
        "log": log_file(),
        "config": config_file(),
        "addon": addon_script(),
        "certificate": proxy_authority(),
    }


def _print_all(places: dict[str, Path | list[Path]], as_json: bool) -> None:
    if as_json:
        print_json(msgspec.to_builtins(places, enc_hook=str))
        return
    width = max(map(len, places))
    lines = [(name, path) for name, place in places.items() for path in _each(place)]
    print_lines([Cell(f"{name:<{width}}  ", "dim"), Cell(str(path))] for name, path in lines)
