"""Records of elsewhere taken into a history: each once, with a number of its own, its secrets masked."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from codex_tui.errors import CodexTuiError
from codex_tui.history.decode import decode_record
from codex_tui.history.offsets import lines_backwards
from codex_tui.history.record import Record, Request, Response
from codex_tui.history.segments import segments
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
            self._ids = set(_ids(directory))
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
        if record.id in self._ids:
            self.known += 1
            return
        members = _masked(line, record, self._masker)
        try:
            members["number"] = _raw(self._history.next_number())
            self._history.append(msgspec.json.encode(members) + b"\n")
        except OSError as error:
            raise self._unwritable(error) from error
        self._ids.add(record.id)
        self.added += 1

    def _unwritable(self, error: OSError) -> CodexTuiError:
        return CodexTuiError(
            f"The captures in {self.directory} cannot be written: {error.strerror or error}.",
            "Name another directory with --captures.",
        )


def _ids(directory: Path) -> Iterator[str]:
    """Of every record that is there."""
    for segment in segments(directory):
        for begin, end in lines_backwards(segment.content, 0, segment.size):
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
