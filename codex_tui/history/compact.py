"""Packs old exchanges into segments, while others may write and read, and never a byte less.

Nothing goes before what takes its place was read back, stands under its name and is safe on the disk. Whoever is
killed meanwhile leaves what was there, or what is to be there, or both; in both every exchange is one still, and the
next compaction takes away what is too much.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from codex_tui.errors import CodexTuiError
from codex_tui.history.age import old_until, started
from codex_tui.history.index import Index
from codex_tui.history.index_tables import Move
from codex_tui.history.keeping import NEW_HISTORY, NEW_SEGMENT, Amount, alone, copy, holds, sync, tidy, written
from codex_tui.history.offsets import line_start, lines_backwards, lines_forwards
from codex_tui.history.packed import PackedSegment, Unpacked
from codex_tui.history.packing import Packing, blocks, is_too_long
from codex_tui.history.segment import PlainSegment, Segment
from codex_tui.history.segments import HISTORY, PACKED, PLAIN, segments
from mitm_addons.codex_history import HistoryFile

#: How often it may happen that the capture puts the history aside just now.
_TRIES = 3

#: How far it has come: bytes of lines that are packed.
Report = Callable[[int], None]


class Compaction(NamedTuple):
    """``packed``: what was packed, ``into`` so many bytes, in the files ``made``; ``stays``: what is plain.

    ``too_long``: how many of what stays are too long for any frame.
    """

    packed: Amount = Amount()
    into: int = 0
    made: tuple[str, ...] = ()
    stays: Amount = Amount()
    too_long: int = 0


def compact(
    directory: Path, before: datetime, *, only_plan: bool = False, report: Report = lambda _done: None
) -> Compaction:
    """Pack what began ``before``, as far as nothing younger stands before it.

    With ``only_plan`` nothing is changed, and ``into`` is 0. Raises CodexTuiError where another is at work, or the
    files cannot be had.
    """
    try:
        with alone(directory):
            return _Work(directory, before, report).plan() if only_plan else _Work(directory, before, report).do()
    except FileNotFoundError:
        return Compaction()
    except OSError as error:
        raise CodexTuiError(
            f"The history in {directory} cannot be packed: {error.strerror or error}.",
            "It is all there still. Check its permissions, and the room on its disk.",
        ) from error


class _Work:
    def __init__(self, directory: Path, before: datetime, report: Report) -> None:
        self._directory = directory
        self._before = before
        self._report = report
        self._writer = HistoryFile(directory)
        self._packed = Amount()
        self._into = 0
        self._made: list[str] = []

    def plan(self) -> Compaction:
        packed, stays = Amount(), Amount()
        for segment in self._plain():
            old = 0 if stays.lines else self._old(segment)
            packed = _plus(packed, segment, 0, old)
            stays = _plus(stays, segment, old, segment.size)
        return Compaction(packed, stays=stays, too_long=self._too_long())

    def do(self) -> Compaction:
        try:
            if not (self._directory / "history.seq").exists():
                self._writer.next_number()  # it is found the long way, and not all of that is to be longer
            tidy(self._directory)
            for _ in range(_TRIES):
                if self._pack_all():
                    break
        finally:
            self._writer.close()
        stays = Amount()
        for segment in self._plain():
            stays = _plus(stays, segment, 0, segment.size)
        return Compaction(self._packed, self._into, tuple(self._made), stays, self._too_long())

    def _plain(self) -> list[PlainSegment]:
        return [segment for segment in segments(self._directory) if isinstance(segment, PlainSegment)]

    def _too_long(self) -> int:
        spans = (span for segment in self._plain() for span in lines_backwards(segment.content, 0, segment.size))
        return sum(is_too_long(end - begin) for begin, end in spans)

    def _old(self, segment: PlainSegment) -> int:
        """Up to where it may be packed: what was put aside, as a whole or not at all."""
        is_history = segment.name == HISTORY
        # Who writes the last line may be about to end it.
        size = line_start(segment.content, segment.weight) if is_history else segment.size
        old = old_until(segment, self._before, size)
        return old if is_history or old == size else 0

    def _pack_all(self) -> bool:
        """Whether nothing is left to do."""
        for segment in self._plain():
            end = self._old(segment)
            if segment.name == HISTORY:
                return end == 0 or self._pack_beginning(segment, end)
            if not end:
                break
            self._pack_aside(segment)
        return True

    def _pack_aside(self, segment: PlainSegment) -> None:
        new = self._directory / NEW_SEGMENT
        if self._pack(segment, segment.size, new) < segment.size:
            new.unlink()
            return
        place = self._directory / f"{segment.name}{PACKED.removeprefix('.jsonl')}"
        index = self._index()
        new.rename(place)
        sync(self._directory)
        (self._directory / segment.name).unlink()
        sync(self._directory)
        made = PackedSegment(place, Unpacked())
        index.carry([Move(segment, 0, segment.size, made, 0)])
        self._note(segment, segment.size, made)

    def _pack_beginning(self, history: PlainSegment, old: int) -> bool:
        """False where the capture put it aside meanwhile."""
        new = self._directory / NEW_SEGMENT
        end, kind = self._pack(history, old, new), PACKED
        if not end:
            end, kind = self._copy_line(history, new), PLAIN
        place = self._cut(history, end, new, kind)
        if place is None:
            new.unlink()
            return False
        if kind == PACKED:
            self._note(history, end, PackedSegment(place, Unpacked()))
        return end == old or self._pack_all()

    def _copy_line(self, history: PlainSegment, new: Path) -> int:
        """Have ``new`` hold the first line, which is too long for a frame; where it ends."""
        end = next(lines_forwards(history.content, history.size))[1] + 1
        with written(new) as fd:
            copy(history.content, fd, 0, end)
            os.fsync(fd)
        return end

    def _pack(self, segment: PlainSegment, end: int, new: Path) -> int:
        """How much of it ``new`` holds then: less where a line is too long."""
        done = 0
        with written(new) as fd:
            frames = Packing(fd)
            for block in blocks(segment.content, 0, end):
                frames.add(block)
                done += len(block)
                self._report(self._packed.size + done)
            frames.finish()
            made = PackedSegment(new, Unpacked())
            if made.size != done or not holds(segment, made):
                raise CodexTuiError(
                    "What was packed reads otherwise than what it was made of.",
                    "The history is as it was. Check the memory and the disk of this machine.",
                )
        return done

    def _cut(self, history: PlainSegment, end: int, aside: Path, kind: str) -> Path | None:
        """Put ``aside``, which has its lines up to ``end``, in its place, and take them out of it; where it is then.

        None where the history was put aside meanwhile: then nothing is changed.
        """
        path, new = self._directory / HISTORY, self._directory / NEW_HISTORY
        index = self._index()
        with written(new) as fd:
            lines = line_start(history.content, history.weight)  # what comes after, its writer may take back
            copy(history.content, fd, end, lines)
            os.fsync(fd)  # the long one, while others may still append
            with self._writer.locked():
                if path.stat().st_ino != history.identity.inode:
                    new.unlink()
                    return None
                copy(history.file.read, fd, lines, os.fstat(history.file.fd).st_size)
                os.fsync(fd)
                last = line_start(history.content, end - 1)
                at = started(history, last, end - 1) or datetime.now(UTC)
                place = self._writer.segment(at).with_suffix(kind)
                aside.rename(place)
                sync(self._directory)
                new.rename(path)
                sync(self._directory)
        rest, made = PlainSegment(path), PackedSegment(place, Unpacked()) if kind == PACKED else PlainSegment(place)
        index.carry([Move(history, end, sys.maxsize, rest, 0), Move(history, 0, end, made, 0)])
        return place

    def _index(self) -> Index:
        index = Index(self._directory, reader=1)
        index.open(segments(self._directory))
        return index

    def _note(self, source: PlainSegment, end: int, made: PackedSegment) -> None:
        self._packed = _plus(self._packed, source, 0, end)
        self._into += made.weight
        self._made.append(made.name)


def _plus(amount: Amount, segment: Segment, begin: int, end: int) -> Amount:
    lines = sum(1 for _ in lines_backwards(segment.content, begin, end))
    return Amount(amount.lines + lines, amount.size + end - begin)
