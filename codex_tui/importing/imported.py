"""One file into the history, as far as it can be read."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from codex_tui import formats
from codex_tui.history.decode import Unreadable
from codex_tui.history.offsets import lines_forwards
from codex_tui.history.packed import PackedSegment, Unpacked
from codex_tui.importing.intake import Intake
from codex_tui.importing.kind import kind_of
from codex_tui.importing.recording import read_recording
from codex_tui.proxy.mitmdump import Mitmdump


class Imported(msgspec.Struct, frozen=True):
    """What one file gave: records ``added``, those ``known`` before, and in sentences what could not be read."""

    added: int
    known: int
    damage: list[str]


def import_file(path: Path, intake: Intake, find_mitmdump: Callable[[], Mitmdump]) -> Imported:
    """Take what ``path`` holds into the history of ``intake``; what can be read of a damaged file is taken.

    ``find_mitmdump`` is asked only where flows are to be read. Raises CodexTuiError where nothing can be read or
    kept.
    """
    before = intake.added, intake.known
    damage: list[str] = []
    with ExitStack() as stack:
        lines, kind = path, kind_of(path)
        if kind == "flows":
            recording = stack.enter_context(read_recording(path, find_mitmdump(), intake.mask_key))
            lines = recording.history
            if recording.lost:
                damage.append(
                    f"{formats.count(len(recording.lost), 'flow')} of it could not be taken: {recording.lost[0]}."
                )
            if not recording.whole:
                damage.append("It is damaged: what stood before the damage was imported.")
        damage += _take_lines(_unpacked(lines) if kind == "packed" else stack.enter_context(lines.open("rb")), intake)
    return Imported(intake.added - before[0], intake.known - before[1], damage)


def _unpacked(path: Path) -> Iterator[bytes]:
    segment = PackedSegment(path, Unpacked())
    for begin, end in lines_forwards(segment.content, segment.size):
        yield segment.content(begin, end - begin)


def _take_lines(lines: Iterable[bytes], intake: Intake) -> Iterator[str]:
    unread, first = 0, ""
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                intake.take(line)
        except Unreadable as reason:
            unread += 1
            first = first or f"line {number} {reason}"
    if unread:
        yield f"{formats.count(unread, 'line')} of it could not be read; the first: {first}."
