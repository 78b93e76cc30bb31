"""Takes old exchanges out of the history, while others may write to it, and never a byte more."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from codex_tui.errors import CodexTuiError
from codex_tui.history.decode import Unreadable, decode_record, instant
from codex_tui.history.head import HEAD, decode_head
from codex_tui.history.offsets import Span, line_start, lines_backwards, merged
from codex_tui.history.segment import read_at
from mitm_addons.codex_history import HistoryFile, open_private, write_all

_BLOCK = 1024 * 1024


class Amount(NamedTuple):
    """Lines of the history, and their bytes."""

    lines: int = 0
    size: int = 0

    def plus(self, size: int) -> "Amount":
        """And one line more."""
        return Amount(self.lines + 1, self.size + size)


class Plan(NamedTuple):
    """``kept``: which bytes of the history stay, of those before ``end``. What comes after ``end`` stays anyway."""

    kept: list[Span]
    end: int
    stays: Amount
    goes: Amount


class Limits(NamedTuple):
    """What is to go: what started ``before``; and the oldest lines, as far as all are more than ``size`` bytes."""

    before: datetime | None = None
    size: int | None = None


def prune(directory: Path, limits: Limits, *, only_plan: bool = False) -> Plan:
    """Take out what is beyond the limits; what cannot be read has no age, and stays while there is room.

    The history is replaced as a whole, once the new one is safe on the disk: whoever is killed meanwhile leaves
    either of them. Raises CodexTuiError where another prune is at work or the files cannot be had.
    """
    path = directory / "history.jsonl"
    try:
        with path.open("rb", buffering=0) as history:
            plan = _plan(history.fileno(), limits)
            if plan.goes.lines and not only_plan:
                _replace(directory, history.fileno(), plan)
    except FileNotFoundError:
        return Plan([], 0, Amount(), Amount())
    except OSError as error:
        raise CodexTuiError(
            f"The history in {directory} cannot be pruned: {error.strerror or error}.",
            "It is as it was. Check its permissions, and the room on its disk.",
        ) from error
    return plan


def _plan(fd: int, limits: Limits) -> Plan:
    end = line_start(partial(read_at, fd), os.fstat(fd).st_size)
    kept: list[Span] = []
    stays, goes = Amount(), Amount()
    for begin, newline in lines_backwards(partial(read_at, fd), 0, end):
        size = newline + 1 - begin
        if _has_room(limits, stays.size + size) and not _is_old(fd, begin, newline, limits):
            kept.append((begin, newline + 1))
            stays = stays.plus(size)
        else:
            goes = goes.plus(size)
            limits = limits if _has_room(limits, stays.size + size) else limits._replace(size=stays.size)
    return Plan(merged(kept), end, stays, goes)


def _has_room(limits: Limits, size: int) -> bool:
    return limits.size is None or size <= limits.size


def _is_old(fd: int, begin: int, end: int, limits: Limits) -> bool:
    if limits.before is None:
        return False
    record = decode_head(os.pread(fd, min(HEAD, end - begin), begin))
    if record is None:
        try:
            record = decode_record(os.pread(fd, end - begin, begin))
        except Unreadable:
            return False
    return instant(record.started_at) < limits.before


def _replace(directory: Path, history: int, plan: Plan) -> None:
    path = directory / "history.jsonl"
    writer = HistoryFile(directory)
    if not (directory / "history.seq").exists():
        writer.next_number()  # the highest number may go, and is never to be given again
    with _new_file(directory / ".history.jsonl.new") as (new, name):
        _copy(history, new, plan.kept)
        os.fsync(new)  # the long one, while others may still append
        try:
            with writer.locked():
                if not os.path.samestat(path.stat(), os.fstat(history)):
                    raise _busy(directory)
                _copy(history, new, [(plan.end, os.fstat(history).st_size)])
                os.fsync(new)
                name.replace(path)
                _sync(directory)
        finally:
            writer.close()


@contextmanager
def _new_file(name: Path) -> Iterator[tuple[int, Path]]:
    """Locked against other prunes; what one that was killed has left is written over."""
    fd = open_private(name, os.O_RDWR | os.O_CREAT)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = os.path.samestat(name.stat(), os.fstat(fd))
        except (BlockingIOError, FileNotFoundError):
            is_ours = False
        if not is_ours:
            raise _busy(name.parent)
        os.ftruncate(fd, 0)
        try:
            yield fd, name
        except BaseException:
            name.unlink(missing_ok=True)
            raise
    finally:
        os.close(fd)


def _busy(directory: Path) -> CodexTuiError:
    return CodexTuiError(f"Another prune is at work in {directory}.", "Try again when it is done.")


def _copy(source: int, target: int, spans: Iterable[Span]) -> None:
    for begin, end in spans:
        while begin < end:
            block = os.pread(source, min(_BLOCK, end - begin), begin)
            if not block:
                raise OSError(0, "the history became shorter")
            write_all(target, block)
            begin += len(block)


def _sync(directory: Path) -> None:
    fd = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
