"""Writes packed segments."""

import json
import os
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from codex_tui.history.frames import LARGEST, skippable, write_table
from codex_tui.history.offsets import Content
from mitm_addons.codex_history import NUMBER, write_all

if TYPE_CHECKING:
    import zstandard

#: Bytes of lines in a frame. A larger one packs better, since an agent resends what it sent before; but to open an
#: exchange is to unpack its frame.
FRAME = 16 * 1024 * 1024

_LEVEL = 9
_WINDOW = 24  # the logarithm of FRAME
_HEADER = 96  # bytes
_HEAD = 512  # bytes of a line in which its number stands


class Packing:
    """Writes into an empty file; what was written is whole after :meth:`finish`. The methods raise OSError."""

    def __init__(self, fd: int, highest: int = 0) -> None:
        """``highest``: a number of an exchange that is added as it is packed already."""
        self._fd = fd
        self._highest = highest
        self._entries: list[tuple[int, int]] = []
        self._write(_header(0), 0)

    def add(self, lines: bytes) -> None:
        """A frame of whole lines."""
        for start in _starts(lines):
            if found := NUMBER.search(lines, start, start + _HEAD):
                self._highest = max(self._highest, int(found[1]))
        self._write(self._compressor.compress(lines), len(lines))

    def add_packed(self, frame: bytes, size: int) -> None:
        """A frame as it is, of so many bytes of lines."""
        self._write(frame, size)

    def finish(self) -> None:
        """Write the seek table; all is safe on the disk then."""
        write_all(self._fd, write_table(self._entries))
        os.pwrite(self._fd, _header(self._highest), 0)
        os.fsync(self._fd)

    def _write(self, frame: bytes, size: int) -> None:
        write_all(self._fd, frame)
        self._entries.append((len(frame), size))

    @cached_property
    def _compressor(self) -> "zstandard.ZstdCompressor":
        import zstandard

        parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL, window_log=_WINDOW, enable_ldm=True, write_checksum=True, write_content_size=True
        )
        return zstandard.ZstdCompressor(compression_params=parameters)


def blocks(content: Content, begin: int, end: int) -> Iterator[bytes]:
    """Whole lines, as many as go into a frame; ends before a line that is too long for one."""
    while begin < end:
        block = content(begin, min(FRAME, end - begin))
        size = block.rfind(b"\n") + 1
        if not size:
            block = content(begin, min(LARGEST, end - begin))
            size = block.find(b"\n") + 1
        if not size:
            return
        yield block[:size]
        begin += size


def is_too_long(length: int) -> bool:
    """Of a line, without its newline: whether no frame holds it."""
    return length >= LARGEST


def _header(highest: int) -> bytes:
    """What the file is, for who looks into it, and for a writer that has lost count."""
    return skippable(json.dumps({"codex-tui": 1, "number": highest}, separators=(",", ":")).encode().ljust(_HEADER))


def _starts(lines: bytes) -> Iterator[int]:
    start = 0
    while start < len(lines):
        yield start
        start = lines.find(b"\n", start) + 1 or len(lines)
