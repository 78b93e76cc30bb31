"""``codex-tui config``: the settings, and where they come from."""

import shlex
from pathlib import Path
from typing import Any

import click
import msgspec

from codex_tui import config
from codex_tui.cli.examples import examples
from codex_tui.cli.notices import notify
from codex_tui.cli.output import Cell, print_json, print_lines, print_text
from codex_tui.errors import CodexTuiError
from codex_tui.paths import config_file, private_directory
from codex_tui.whole_file import write_private


@click.group(
    epilog=examples(
        "codex-tui config show",
        "codex-tui config edit",
        "CODEX_TUI_PORT=4000 codex-tui start",
    )
)
def command() -> None:
    """Show and edit the settings.

    An option that is typed comes before a variable CODEX_TUI_NAME, and that before the file.
    """


@command.command()
def path() -> None:
    """Print where the file lies; it need not exist."""
    print_text(str(config_file()))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a setting.")
def show(as_json: bool) -> None:
    """Show every setting, its value, and what set it."""
    loaded = config.load()
    _warn(loaded)
    values = msgspec.to_builtins(loaded.settings, enc_hook=str)
    if as_json:
        for name, value in values.items():
            print_json({"setting": name, "value": value, "from": loaded.origins.get(name, "default")})
        return
    width = max(map(len, values))
    print_lines(_line(name.ljust(width), value, loaded.origins.get(name)) for name, value in values.items())


@command.command()
def edit() -> None:
    """Open the file in your editor ($VISUAL or $EDITOR), made first where there is none."""
    from codex_tui.tui.programs import editor

    chosen = shlex.join(editor())
    file = config_file()
    if not file.exists():
        _make(file)
    click.edit(filename=str(file), editor=chosen)
    _warn(config.load())


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object an action.")
def keys(as_json: bool) -> None:
    """List what keys of the inspector do, by the names that [keys] in the file takes."""
    from codex_tui.tui.keymap import keymap_of
    from codex_tui.tui.keys import ACTS

    loaded = config.load()
    keymap = keymap_of(loaded.settings.keys)
    for warning in [*loaded.warnings, *keymap.warnings]:
        notify(warning, "Mend it with `codex-tui config edit`.")
    found = {name: keymap.keys_of(name) for name in ACTS}
    if as_json:
        for name, each in found.items():
            print_json({"action": name, "keys": each, "does": ACTS[name].title})
        return
    width, wider = max(map(len, found)), max(len(" ".join(each)) for each in found.values())
    print_lines(
        [Cell(f"{name:<{width}}  "), Cell(f"{' '.join(each):<{wider}}  ", "bold"), Cell(ACTS[name].title, "dim")]
        for name, each in found.items()
    )


def _line(name: str, value: Any, origin: str | None) -> list[Cell]:
    if isinstance(value, dict):
        value = [f"{action}: {' '.join(keys)}" for action, keys in value.items()]
    text = ", ".join(value) if isinstance(value, (list, tuple)) else str("" if value is None else value)
    source = f"from {origin}" if origin else ""
    return [Cell(f"{name}  "), Cell(text.ljust(20) if source else text, "bold"), Cell(f"  {source}".rstrip(), "dim")]


def _make(file: Path) -> None:
    private_directory(file.parent)
    try:
        write_private(file, config.template().encode())
    except OSError as error:
        raise CodexTuiError(f"{file} cannot be written: {error.strerror}.", "Mend its permissions.") from error


def _warn(loaded: config.Loaded) -> None:
    for warning in loaded.warnings:
        notify(warning, "Mend it with `codex-tui config edit`.")
