"""What of the captures could not be read, told beside what a command prints."""

from collections.abc import Callable, Iterable

import click

from codex_tui import formats
from codex_tui.cli.notices import notify
from codex_tui.history.decode import Damage


def tell_at_the_end(damage: Callable[[], Iterable[Damage]]) -> None:
    """Once the command is over, however it ends: more may be found while it works."""
    click.get_current_context().call_on_close(lambda: _tell(damage()))


def _tell(damage: Iterable[Damage]) -> None:
    """One notice for each file that has lines which cannot be read."""
    by_file: dict[str, list[str]] = {}
    for each in damage:
        by_file.setdefault(each.file, []).append(f"at byte {each.offset:,} it {each.reason}")
    for file, places in by_file.items():
        some = f"{formats.count(len(places), 'line')} of {file} could not be read."
        notify(some, f"The first: {places[0]}. The rest is shown.")
