"""Which of our programs run, told in a directory: a file ``<pid>.json`` each."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from codex_tui.paths import private_directory
from codex_tui.proxy.process import is_alive
from codex_tui.whole_file import write_private


class Entry(Protocol):
    """``started_at`` is RFC 3339."""

    @property
    def pid(self) -> int: ...
    @property
    def started_at(self) -> str: ...


E = TypeVar("E", bound=Entry)


def put(directory: Path, entry: Entry) -> None:
    """Make ``entry``, a struct, known to our other programs, and to nobody else."""
    write_private(private_directory(directory) / f"{entry.pid}.json", msgspec.json.encode(entry, enc_hook=str))


def remove(directory: Path, pid: int) -> None:
    """Forget the program with this pid."""
    (directory / f"{pid}.json").unlink(missing_ok=True)


def living(directory: Path, kind: type[E]) -> Iterator[E]:
    """Those that live. Removes what is stale."""
    for path in directory.glob("*.json"):
        try:
            entry = msgspec.json.decode(path.read_bytes(), type=kind, dec_hook=_path)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue  # being replaced or removed, or another version's
        if is_alive(entry.pid, entry.started_at):
            yield entry
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _path(kind: type, value: str) -> object:
    return kind(value)
