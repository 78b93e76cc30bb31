"""Records of elsewhere taken into a history: each once, with a number of its own, its secrets masked."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.history.decode import decode_record
from codex_tui.history.offsets import lines_backwards
from codex_tui.history.record import Record, Request, Response
from codex_tui.history.segment import PlainSegment, Segment
from codex_tui.history.segments import HISTORY, segments
from mitm_addons.codex_history import HistoryFile
from mitm_addons.codex_redact import Masker

_HEAD = re.compile(rb'\{"v":1,"id":"([0-9A-Z]{26})",')
_LONGEST_HEAD = 64  # bytes

Members = dict[str, msgspec.Raw]


class _Id(msgspec.Struct):
    id: str


class Intake:
    """One capture directory, which is made if it is not there.

    ``added`` and ``known``: how many records were taken, and how many were there before.
    """

    def __init__(self, directory: Path) -> None:
        """Raises CodexTuiError where it cannot be read and written."""
        self.directory = directory
        self.added = 0
        self.known = 0
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._history = HistoryFile(directory)
            self.mask_key = self._history.mask_key()
            self._known = _Known(directory)
        except OSError as error:
            raise self._unwritable(error) from error
        self._masker = Masker(self.mask_key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._history.close()

    def take(self, line: bytes) -> None:
        """A line of another history. Raises Unreadable where it is none, CodexTuiError where it cannot be kept."""
        record = decode_record(line)
        if record.id in self._known.ids:
            self.known += 1
            return
        members = _masked(line, record, self._masker)

        def numbered(number: int) -> bytes:
            return msgspec.json.encode(members | {"number": _raw(number)}) + b"\n"

        try:
            # Another import of the same file may be ahead of this one.
            added = self._history.append_unless(lambda: self._known.holds(record.id), numbered)
        except OSError as error:
            raise self._unwritable(error) from error
        self._known.ids.add(record.id)
        self.added += added
        self.known += not added

    def _unwritable(self, error: OSError) -> CodexTuiError:
        return CodexTuiError(
            f"The captures in {self.directory} cannot be written: {error.strerror or error}.",
            "Name another directory with --captures.",
        )


class _Known:
    """The ``ids`` of every record that was there the last time that somebody looked. The methods raise OSError."""

    def __init__(self, directory: Path) -> None:
        self.ids: set[str] = set()
        self._directory = directory
        self._inode, self._end = -1, 0
        self._look()

    def holds(self, id_: str) -> bool:
        """Whether it is there now."""
        self._look()
        return id_ in self.ids

    def _look(self) -> None:
        """Read what was appended since; all of it, where the history is another file now."""
        with suppress(FileNotFoundError):
            history = PlainSegment(self._directory / HISTORY)
            if history.identity.inode == self._inode and history.size >= self._end:
                self.ids.update(_ids([history], self._end))
                self._end = history.size
                return
        there = segments(self._directory)
        self.ids.update(_ids(there))
        if there and there[-1].name == HISTORY:
            self._inode, self._end = there[-1].identity.inode, there[-1].size


def _ids(there: Iterable[Segment], low: int = 0) -> Iterator[str]:
    """Of the records in these, from the byte ``low`` on."""
    for segment in there:
        for begin, end in lines_backwards(segment.content, low, segment.size):
            if found := _HEAD.match(segment.content(begin, min(_LONGEST_HEAD, end - begin))):
                yield found[1].decode()
                continue
            with suppress(ValueError, RecursionError):
                yield msgspec.json.decode(segment.content(begin, end - begin), type=_Id).id


def _masked(line: bytes, record: Record, masker: Masker) -> Members:
    """The line's members with the secrets of its URL and headers masked; bodies stand byte for byte."""
    members = msgspec.json.decode(line, type=Members)
    url, count = masker.url(record.url)
    if count:
        members["url"] = _raw(url)
    for name, side in (("request", record.request), ("response", record.response)):
        if side is not None:
            members[name], masked = _side(members[name], side, masker)
            count += masked
    if count:
        said = record.redactions
        members["redactions"] = _raw(msgspec.structs.replace(said, headers=said.headers + count))
    return members


def _side(raw: msgspec.Raw, side: Request | Response, masker: Masker) -> tuple[msgspec.Raw, int]:
    found = {"headers": masker.headers(side.headers)}
    if isinstance(side, Response):
        found["trailers"] = masker.headers(side.trailers)
    masked = {name: headers for name, (headers, count) in found.items() if count}
    if not masked:
        return raw, 0
    members = msgspec.json.decode(raw, type=Members)
    members |= {name: _raw(headers) for name, headers in masked.items()}
    return _raw(members), sum(count for _, count in found.values())


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))
