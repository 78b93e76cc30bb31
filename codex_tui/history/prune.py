"""Takes old exchanges out of the history, while others may write to it, and never a byte more."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from codex_tui.errors import CodexTuiError
from codex_tui.history.age import started
from codex_tui.history.index import Index
from codex_tui.history.index_tables import Move
from codex_tui.history.keeping import NEW_HISTORY, NEW_SEGMENT, Amount, alone, copy, sync, tidy, written
from codex_tui.history.offsets import Span, line_start, lines_backwards, merged
from codex_tui.history.packed import PackedSegment, Unpacked
from codex_tui.history.packing import Packing
from codex_tui.history.segment import PlainSegment, Segment
from codex_tui.history.segments import HISTORY, segments
from mitm_addons.codex_history import HistoryFile

#: How often it may happen that the capture puts the history aside just now.
_TRIES = 3


class Limits(NamedTuple):
    """What is to go: what started ``before``; and the oldest, as far as all takes more than ``size`` bytes."""

    before: datetime | None = None
    size: int | None = None


class Change(NamedTuple):
    """``kept``: which bytes of a segment stay, of those before ``end``. What comes after ``end`` stays anyway."""

    segment: PlainSegment | PackedSegment
    kept: list[Span]
    end: int


class Plan(NamedTuple):
    """``changes``: of the segments that something is to be taken out of, the oldest first. Sizes are on the disk."""

    changes: list[Change]
    stays: Amount = Amount()
    goes: Amount = Amount()


def prune(directory: Path, limits: Limits, *, only_plan: bool = False) -> Plan:
    """Take out what is beyond the limits; what cannot be read has no age, and stays while there is room.

    Each file of the history is replaced as a whole, the oldest first, once the new one is safe on the disk: whoever
    is killed meanwhile leaves either of them. Raises CodexTuiError where another is at work or the files cannot be
    had.
    """
    try:
        with alone(directory):
            if only_plan:
                return _plan(directory, limits)
            tidy(directory)
            for _ in range(_TRIES):
                plan = _plan(directory, limits)
                if all(_apply(directory, change) for change in plan.changes):
                    return plan
    except FileNotFoundError:
        return Plan([])
    except OSError as error:
        raise CodexTuiError(
            f"The history in {directory} cannot be pruned: {error.strerror or error}.",
            "What is left of it is whole. Check its permissions, and the room on its disk.",
        ) from error
    raise CodexTuiError(f"The capture in {directory} is too busy to prune its history.", "Try again.")


def _plan(directory: Path, limits: Limits) -> Plan:
    changes: list[Change] = []
    stays, goes = Amount(), Amount()
    for segment in reversed(segments(directory)):
        end = line_start(segment.content, segment.weight) if segment.name == HISTORY else segment.size
        kept: list[Span] = []
        left = 0
        for piece in _pieces(segment, end):
            has_room = limits.size is None or stays.size + piece.weight <= limits.size
            if not has_room:
                limits = limits._replace(size=stays.size)
            for begin, newline in piece.lines:
                size = round(piece.weight * (newline + 1 - begin) / piece.size)
                if has_room and not _is_old(segment, begin, newline, limits):
                    kept.append((begin, newline + 1))
                    stays = stays.plus(size)
                else:
                    goes = goes.plus(size)
                    left += 1
        if left:
            changes.append(Change(segment, merged(kept), end))
    return Plan(changes[::-1], stays, goes)


class _Piece(NamedTuple):
    """Lines that take up room together: ``weight`` bytes on the disk for ``size`` of lines."""

    lines: list[Span]
    size: int
    weight: int


def _pieces(segment: Segment, end: int) -> Iterator[_Piece]:
    if isinstance(segment, PackedSegment):
        for frame in reversed(segment.frames):
            high = frame.begin + frame.size
            if frame.size:
                yield _Piece([*lines_backwards(segment.content, frame.begin, high)], frame.size, frame.packed)
        return
    for begin, newline in lines_backwards(segment.content, 0, end):
        size = newline + 1 - begin
        yield _Piece([(begin, newline)], size, size)


def _is_old(segment: Segment, begin: int, end: int, limits: Limits) -> bool:
    if limits.before is None:
        return False
    at = started(segment, begin, end)
    return at is not None and at < limits.before


def _apply(directory: Path, change: Change) -> bool:
    """False where the capture put the history aside meanwhile."""
    segment, kept, _ = change
    index = Index(directory, reader=1)
    index.open(segments(directory))
    path = directory / segment.name
    if segment.name == HISTORY:
        if not _replace_history(directory, change):
            return False
    elif not kept:
        path.unlink()
    elif isinstance(segment, PackedSegment):
        with written(directory / NEW_SEGMENT) as fd:
            _pack_rest(segment, kept, fd)
            (directory / NEW_SEGMENT).rename(path)
    else:
        with written(directory / NEW_SEGMENT) as fd:
            _copy(segment, fd, kept)
            os.fsync(fd)
            (directory / NEW_SEGMENT).rename(path)
    sync(directory)
    if kept or segment.name == HISTORY:
        is_packed = isinstance(segment, PackedSegment)
        target = PackedSegment(path, Unpacked()) if is_packed else PlainSegment(path)
        index.carry([*_moves(change, target)])
    return True


def _moves(change: Change, target: Segment) -> Iterator[Move]:
    to = 0
    for begin, end in change.kept:
        yield Move(change.segment, begin, end, target, to)
        to += end - begin
    if change.segment.name == HISTORY:
        yield Move(change.segment, change.end, sys.maxsize, target, to)


def _replace_history(directory: Path, change: Change) -> bool:
    history, kept, end = change
    assert isinstance(history, PlainSegment)
    path, new = directory / HISTORY, directory / NEW_HISTORY
    writer = HistoryFile(directory)
    try:
        if not (directory / "history.seq").exists():
            writer.next_number()  # the highest number may go, and is never to be given again
        with written(new) as fd:
            _copy(history, fd, kept)
            os.fsync(fd)  # the long one, while others may still append
            with writer.locked():
                if path.stat().st_ino != history.identity.inode:
                    new.unlink()
                    return False
                copy(history.file.read, fd, end, os.fstat(history.file.fd).st_size)
                os.fsync(fd)
                new.rename(path)
                sync(directory)
    finally:
        writer.close()
    return True


def _pack_rest(segment: PackedSegment, kept: list[Span], fd: int) -> None:
    """Frames that stay whole stay as they are."""
    packing = Packing(fd, segment.highest)
    for frame in segment.frames:
        high = frame.begin + frame.size
        stays = [(max(begin, frame.begin), min(end, high)) for begin, end in kept]
        stays = [(begin, end) for begin, end in stays if begin < end]
        # No JSON holds a NUL: where one is, the frame is damaged, and may hold more than could be had.
        if stays == [(frame.begin, high)] or (stays and b"\0" in segment.content(frame.begin, frame.size)):
            packing.add_packed(segment.file.read(frame.at, frame.packed), frame.size)
        elif stays:
            packing.add(b"".join(segment.content(begin, end - begin) for begin, end in stays))
    packing.finish()


def _copy(segment: Segment, target: int, kept: list[Span]) -> None:
    for begin, end in kept:
        copy(segment.content, target, begin, end)
