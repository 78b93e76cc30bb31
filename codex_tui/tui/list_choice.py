"""How a person wants the list of exchanges: its order and its columns, kept for the next time."""

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.paths import private_directory, state_directory
from codex_tui.tui.outline import Sort
from codex_tui.tui.outline.flat import MEASURES
from codex_tui.tui.widgets.exchanges.columns import CHOICE
from codex_tui.whole_file import write_private


class ListChoice(msgspec.Struct, frozen=True):
    """``sort``: None for by session; ``hidden``: the columns that are not wanted."""

    sort: Sort | None = None
    hidden: frozenset[str] = frozenset()


class _Kept(msgspec.Struct):
    sort: str = ""
    reverse: bool = False
    hidden: list[str] = []


def last_choice() -> ListChoice:
    """What was chosen last; what cannot be read is the usual one."""
    try:
        kept = msgspec.json.decode((state_directory() / _NAME).read_bytes(), type=_Kept)
    except (OSError, ValueError, RecursionError):
        return ListChoice()
    sort = Sort(kept.sort, kept.reverse) if kept.sort in MEASURES else None
    return ListChoice(sort, frozenset(kept.hidden) & frozenset(CHOICE))


def keep(choice: ListChoice) -> None:
    """For the next time, where that can be written."""
    sort = choice.sort or Sort("")
    kept = _Kept(sort.by, sort.reverse, sorted(choice.hidden))
    try:
        write_private(private_directory(state_directory()) / _NAME, msgspec.json.encode(kept))
    except (OSError, CodexTuiError):
        return  # it is the usual one next time


_NAME = "list.json"
