"""``annotations.jsonl``: what a person put on exchanges, marks and notes, beside the history and not in it."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from codex_tui.errors import CodexTuiError

if TYPE_CHECKING:
    from codex_tui.history.query import Annotated

_LONGEST = 16 * 1024
"""Characters of a note."""


class Annotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that stands on exchange ``id`` since ``at``; what is written later of the same id takes its place."""

    id: str
    at: str
    marked: bool = False
    note: str = ""


def annotated_in(directory: Path) -> "Annotated":
    """What a query may ask for."""
    annotations = Annotations(directory)
    annotations.poll()
    return annotations.annotated


_DECODER = msgspec.json.Decoder(Annotation)
_ENCODER = msgspec.json.Encoder()


class Annotations:
    """Read as far as they go, and followed: several programs may write them at once.

    The file is only ever appended to, a line at a time under its lock, so it outlives whatever becomes of the
    history. Lines that cannot be read count for nothing.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / "annotations.jsonl"
        self._found: dict[str, Annotation] = {}
        self._read_to = 0
        self._file: tuple[int, int] | None = None
        self._untold: list[str] = []
        self._annotated: Annotated | None = None

    def poll(self) -> list[str]:
        """Read what is new; the ids whose annotation changed. What cannot be read is as if it were not there."""
        untold, self._untold = self._untold, []
        return list(dict.fromkeys([*untold, *self._read_on()]))

    def _read_on(self) -> list[str]:
        try:
            fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return self._begin_anew(None)
        try:
            stat = os.fstat(fd)
            changed: list[str] = []
            if (stat.st_dev, stat.st_ino) != self._file or stat.st_size < self._read_to:
                changed = self._begin_anew((stat.st_dev, stat.st_ino))
            if stat.st_size == self._read_to:
                return changed
            content = os.pread(fd, stat.st_size - self._read_to, self._read_to)
        except OSError:
            return []
        finally:
            os.close(fd)
        whole = content[: content.rfind(b"\n") + 1]
        self._read_to += len(whole)
        return [*changed, *self._take(whole)]

    def get(self, id_: str) -> Annotation | None:
        """What stands on an exchange; None where that is nothing."""
        return self._found.get(id_)

    @property
    def annotated(self) -> "Annotated":
        """For a query."""
        from codex_tui.history.query import Annotated  # a start shows marks, and asks for none

        if self._annotated is None:
            every = self._found.values()
            marked = frozenset(each.id for each in every if each.marked)
            self._annotated = Annotated(marked, frozenset(each.id for each in every if each.note))
        return self._annotated

    def mark(self, id_: str, *, marked: bool) -> None:
        """Mark an exchange, or take its mark away. Raises CodexTuiError where that cannot be written."""
        self._write(id_, marked, None)

    def note(self, id_: str, text: str) -> None:
        """Write a note on an exchange; an empty one takes it away. Raises CodexTuiError."""
        self._write(id_, None, text.strip()[:_LONGEST].encode(errors="replace").decode())

    def _write(self, id_: str, marked: bool | None, note: str | None) -> None:
        from mitm_addons.codex_history import open_private, write_all
        from mitm_addons.codex_record import timestamp

        try:
            fd = open_private(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX)
                self._untold += self._read_on()  # what another has written meanwhile stays
                before = self._found.get(id_) or Annotation(id_, "")
                now = Annotation(
                    id_,
                    timestamp(datetime.now(UTC)),
                    before.marked if marked is None else marked,
                    before.note if note is None else note,
                )
                end = os.fstat(fd).st_size
                line = _ENCODER.encode(now) + b"\n"
                if end and os.pread(fd, 1, end - 1) != b"\n":
                    line = b"\n" + line
                try:
                    write_all(fd, line)
                except OSError:
                    os.ftruncate(fd, end)
                    raise
            finally:
                os.close(fd)
        except OSError as error:
            raise CodexTuiError(
                f"{self._path} cannot be written: {error.strerror or error}.",
                "Check who may write there, and the disk.",
            ) from error
        self._untold += self._read_on()

    def _begin_anew(self, file: tuple[int, int] | None) -> list[str]:
        gone = list(self._found)
        self._annotated = None
        self._found.clear()
        self._read_to, self._file = 0, file
        return gone

    def _take(self, lines: bytes) -> list[str]:
        taken = []
        self._annotated = None
        for line in lines.split(b"\n"):
            try:
                found = _DECODER.decode(line)
            except (ValueError, RecursionError):
                continue
            if found.marked or found.note:
                self._found[found.id] = found
            else:
                self._found.pop(found.id, None)
            taken.append(found.id)
        return taken
