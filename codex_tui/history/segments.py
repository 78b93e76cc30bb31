"""The parts of a history that were put aside: ``history-<when>.jsonl``, or packed, ``history-<when>.jsonl.zst``."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.history.handles import Handles, Identity
from codex_tui.history.segment import PlainSegment

if TYPE_CHECKING:
    from codex_tui.history.packed import PackedSegment, Unpacked

HISTORY = "history.jsonl"
PACKED = ".jsonl.zst"
PLAIN = ".jsonl"


class Segments:
    """Of one directory, the oldest first. The methods raise OSError, but not for what is not there."""

    def __init__(self, directory: Path) -> None:
        self.all: list[PlainSegment | PackedSegment] = []
        self._directory = directory
        self._unpacked: Unpacked | None = None
        self._handles = Handles()
        self._open: dict[str, PlainSegment | PackedSegment] = {}

    def look(self, history: int | None = None) -> bool:
        """See what is there now; whether that is something else than before.

        ``history``: the inode of what is open as history.jsonl. It may have been put aside this moment.
        """
        there = dict(_listed(self._directory))
        there = {name: identity for name, identity in there.items() if identity.inode != history}
        lost = [name for name, segment in self._open.items() if segment.file.lost]
        if not lost and {name: segment.identity for name, segment in self._open.items()} == there:
            return False
        for name in lost:
            self._close(name)
        for name in self._open.keys() - there.keys():
            self._close(name)
        for name, identity in there.items():
            if name in self._open and self._open[name].identity != identity:
                self._close(name)
            if name not in self._open:
                # What is gone again is looked for once more the next time.
                with suppress(FileNotFoundError):
                    self._open[name] = self._opened(name)
        self.all = [self._open[name] for name in sorted(self._open, key=_order)]
        return True

    def rest(self) -> None:
        """Let go of what was unpacked and is not read any more; to be called now and then."""
        if self._unpacked is not None:
            self._unpacked.rest()

    def _opened(self, name: str) -> "PlainSegment | PackedSegment":
        path = self._directory / name
        if not name.endswith(PACKED):
            return PlainSegment(path, self._handles)
        from codex_tui.history.packed import PackedSegment, Unpacked

        self._unpacked = self._unpacked or Unpacked()
        return PackedSegment(path, self._unpacked, self._handles)

    def _close(self, name: str) -> None:
        self._open.pop(name).file.close()


def segments(directory: Path) -> "list[PlainSegment | PackedSegment]":
    """All of a history as it is now, the oldest first and ``history.jsonl``, if there is one, last.

    What is packed or put aside meanwhile is in it twice rather than not at all. Raises OSError.
    """
    try:
        history = PlainSegment(directory / HISTORY)
    except (FileNotFoundError, NotADirectoryError):
        history = None
    older = Segments(directory)
    older.look(history.identity.inode if history else None)
    return [*older.all, history] if history else older.all


def older(directory: Path) -> list[str]:
    """The names of what was put aside, the oldest first."""
    return sorted(dict(_listed(directory)), key=_order)


def _listed(directory: Path) -> Iterator[tuple[str, Identity]]:
    """What is plain and packed too is being packed: the plain one counts."""
    found: dict[str, Identity] = {}
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith("history-") and entry.name.endswith((PLAIN, PACKED)):
                with suppress(FileNotFoundError):
                    if entry.is_file(follow_symlinks=False):
                        stat = entry.stat(follow_symlinks=False)
                        found[entry.name] = Identity(stat.st_ino, stat.st_size, stat.st_mtime_ns)
    for name, identity in found.items():
        if not name.endswith(PACKED) or name.removesuffix(PACKED) + PLAIN not in found:
            yield name, identity


def _order(name: str) -> str:
    return name.removesuffix(PACKED).removesuffix(PLAIN)
