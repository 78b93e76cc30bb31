"""Where the frames of a packed segment lie: by its seek table, or, where that is missing or wrong, by walking.

A packed segment is a skippable frame that says what it is, then frames of zstd, each of whole lines and readable by
itself, then a seek table; any zstd unpacks it to the lines.
https://github.com/facebook/zstd/blob/dev/doc/zstd_compression_format.md
https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
"""

import os
import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from codex_tui.history.handles import read_at

#: No frame is unpacked to more bytes than this, whatever it claims; longer lines are not packed.
LARGEST = 256 * 1024 * 1024

_MAGIC = 0xFD2FB528
_SEEKABLE = 0x8F92EAB1
TABLE = 0x184D2A5E
HEADER = 0x184D2A50
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)

_TWO = struct.Struct("<II")
_FOOTER = struct.Struct("<IBI")
_LONGEST_HEADER = 18
_HAS_CHECKSUM = 4  # of the fifth byte of a frame
#: What stands for a frame of which not even its size can be told: a line that is damage.
UNTOLD = 2


class Frame(NamedTuple):
    """``packed`` bytes of the file from ``at``; unpacked, ``size`` bytes of the lines from ``begin``."""

    at: int
    packed: int
    begin: int
    size: int


def frames(fd: int) -> list[Frame]:
    """In order; all that is no skippable frame is in one of them, readable or not. Raises OSError."""
    end = os.fstat(fd).st_size
    table = _read_table(fd, end)
    return table if table is not None else list(_placed(_walk(fd, end)))


def write_table(entries: list[tuple[int, int]]) -> bytes:
    """The seek table of frames of so many bytes, packed and unpacked."""
    content = b"".join(_TWO.pack(*entry) for entry in entries) + _FOOTER.pack(len(entries), 0, _SEEKABLE)
    return _TWO.pack(TABLE, len(content)) + content


def skippable(content: bytes) -> bytes:
    """A frame that says nothing to zstd."""
    return _TWO.pack(HEADER, len(content)) + content


def without_checksum(frame: bytes) -> bytes:
    """The frame of zstd that says nothing of a checksum, and is the same otherwise."""
    if len(frame) < 9 or not frame[4] & _HAS_CHECKSUM:
        return frame
    return frame[:4] + bytes([frame[4] & ~_HAS_CHECKSUM]) + frame[5:-4]


def _placed(pieces: Iterable[tuple[int, int, int]]) -> Iterator[Frame]:
    begin = 0
    for at, packed, size in pieces:
        yield Frame(at, packed, begin, size)
        begin += size


def _read_table(fd: int, end: int) -> list[Frame] | None:
    """None where it does not fit the file."""
    footer = read_at(fd, end - _FOOTER.size, _FOOTER.size) if end >= _FOOTER.size else b""
    if len(footer) < _FOOTER.size:
        return None
    count, descriptor, magic = _FOOTER.unpack(footer)
    width = 12 if descriptor & 0x80 else 8
    length = count * width + _FOOTER.size
    start = end - length - _TWO.size
    if magic != _SEEKABLE or descriptor & 0x7F or start < 0:
        return None
    head = read_at(fd, start, _TWO.size + count * width)
    if len(head) < _TWO.size + count * width or _TWO.unpack_from(head) != (TABLE, length):
        return None
    entries = [_TWO.unpack_from(head, _TWO.size + width * each) for each in range(count)]
    if sum(packed for packed, _ in entries) != start or any(size > LARGEST for _, size in entries):
        return None
    starts = accumulate((packed for packed, _ in entries), initial=0)
    found = list(_placed((at, *entry) for at, entry in zip(starts, entries, strict=False)))
    return found if all(_begins(fd, frame) for frame in found) else None


def _begins(fd: int, frame: Frame) -> bool:
    """Whether a frame of that size begins there."""
    head = read_at(fd, frame.at, _LONGEST_HEADER)
    magic = int.from_bytes(head[:4], "little")
    return _header(head)[0] == frame.size if magic == _MAGIC else magic in _SKIPPABLE and not frame.size


def _walk(fd: int, end: int) -> Iterator[tuple[int, int, int]]:
    """By the heads of frames and blocks: nothing is unpacked. What is cut or garbage is one frame at the end."""
    at = 0
    ours = read_at(fd, 0, 4) in (b"", HEADER.to_bytes(4, "little"))
    while at < end:
        head = read_at(fd, at, _LONGEST_HEADER)
        magic = int.from_bytes(head[:4], "little")
        if magic in _SKIPPABLE and len(head) >= _TWO.size:
            at += _TWO.size + _TWO.unpack_from(head)[1]
            continue
        size, length = _header(head) if magic == _MAGIC else (None, 0)
        packed = _blocks(fd, at, length, end) if length else None
        known = size if size is not None and size <= LARGEST else UNTOLD
        yield at, packed if packed is not None else end - at, known
        at = at + packed if packed is not None else end
    if ours:
        yield end, 0, UNTOLD  # the table is missing, and who knows what else


def _header(head: bytes) -> tuple[int | None, int]:
    """Of a frame: the size that it claims, and the length of its header; 0 where that is cut."""
    if len(head) < 5:
        return None, 0
    descriptor = head[4]
    single, dictionary = descriptor >> 5 & 1, (0, 1, 2, 4)[descriptor & 3]
    field = (single, 2, 4, 8)[descriptor >> 6]
    start = 5 + (not single) + dictionary
    if len(head) < start + field:
        return None, 0
    size = int.from_bytes(head[start : start + field], "little") + (256 if field == 2 else 0)
    return size if field else None, start + field


def _blocks(fd: int, at: int, length: int, end: int) -> int | None:
    """How long the frame is; None where it is cut."""
    checksum = 4 if read_at(fd, at + 4, 1)[0] & _HAS_CHECKSUM else 0
    position, last = at + length, False
    while not last:
        head = read_at(fd, position, 3)
        if len(head) < 3:
            return None
        value = int.from_bytes(head, "little")
        last, kind, size = bool(value & 1), value >> 1 & 3, value >> 3
        if kind == 3:
            return None
        position += 3 + (1 if kind == 1 else size)
    whole = position + checksum - at
    return whole if at + whole <= end else None
