"""A segment that is packed, read a frame at a time."""

import bisect
import zlib
from itertools import pairwise
from pathlib import Path

from codex_tui.history.frames import LARGEST, Frame, frames, without_checksum
from codex_tui.history.handles import File, Handles, Identity
from codex_tui.history.offsets import Span

_STEP = 64 * 1024
_MARKED = 4 * 1024


class Unpacked:
    """The frame that was unpacked last, of all segments that share it: what is read next mostly lies in the same.

    ``is_doubtful``: that one does not fit its checksum, though it could be had.
    """

    def __init__(self) -> None:
        self.is_doubtful = False
        self._key: tuple[Identity, int] | None = None
        self._frame = b""
        self._is_used = False

    def get(self, file: File, frame: Frame) -> bytes:
        """What a frame of that file holds; see :func:`unpack`. Raises OSError."""
        key = file.identity, frame.at
        if key != self._key:
            self.clear()
            self._frame, self.is_doubtful = unpack(file.read(frame.at, min(frame.packed, LARGEST)), frame.size)
            self._key = key
        self._is_used = True
        return self._frame

    def rest(self) -> None:
        """Let it go, unless it was read since the last time."""
        if not self._is_used:
            self.clear()
        self._is_used = False

    def clear(self) -> None:
        """Let it go."""
        self._key, self._frame = None, b""


class PackedSegment:
    """A file of frames. What one of them does not give, since it is damaged, is filled up: its line is damage.

    ``doubtful``: where the last newlines of frames are that were read and do not fit their checksums.
    """

    def __init__(self, path: Path, unpacked: Unpacked, handles: Handles | None = None) -> None:
        """Raises OSError."""
        self.name = path.name
        self.file = File(path, handles)
        self.identity = self.file.identity
        self.weight = self.identity.size
        self.frames = frames(self.file.fd)
        self.doubtful: set[int] = set()
        self._begins = [frame.begin for frame in self.frames]
        self.size = self.frames[-1].begin + self.frames[-1].size if self.frames else 0
        self._unpacked = unpacked

    @property
    def highest(self) -> int:
        """The highest number of an exchange in it, as far as the file says so itself; 0 where it does not."""
        from mitm_addons.codex_history import NUMBER

        found = NUMBER.search(self.file.read(0, _MARKED))
        return int(found[1]) if found else 0

    def content(self, offset: int, length: int) -> bytes:
        """Some of the bytes of its lines."""
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = bisect.bisect_right(self._begins, offset) - 1, bisect.bisect_left(self._begins, end)
        if last - first == 1:
            frame = self.frames[first]
            return self._lines(frame)[offset - frame.begin : end - frame.begin]
        return b"".join(self._part(frame, offset, end) for frame in self.frames[first:last])

    def parts(self, low: int, high: int) -> list[Span]:
        """By frames: what is read across two of them has both unpacked."""
        first, last = bisect.bisect_right(self._begins, low), bisect.bisect_left(self._begins, high)
        return [*pairwise([low, *self._begins[first:last], high])]

    def mark(self, last: int, end: int) -> int:
        """Of how it begins and ends as it is packed: it never changes."""
        head, tail = self.file.read(0, _MARKED), self.file.read(max(0, self.weight - _MARKED), _MARKED)
        return zlib.crc32(b"%d %d\n%b%b" % (last, end, head, tail))

    def _part(self, frame: Frame, offset: int, end: int) -> bytes:
        return self._lines(frame)[max(0, offset - frame.begin) : max(0, end - frame.begin)]

    def _lines(self, frame: Frame) -> bytes:
        found = self._unpacked.get(self.file, frame)
        if self._unpacked.is_doubtful:
            self.doubtful.add(frame.begin + frame.size - 1)
        return found


def unpack(packed: bytes, size: int) -> tuple[bytes, bool]:
    """What a frame holds, in ``size`` bytes, the last of which ends a line: as much as can be had, then NULs.

    Also whether that is all, and yet does not fit its checksum. Never takes more memory than twice the size,
    whatever the frame claims.
    """
    found, is_doubtful = _whole(packed, size), False
    if found is None:
        found = _whole(without_checksum(packed), size)
        is_doubtful = found is not None
    if found is None:
        found = _as_far_as_it_goes(packed, size)
    if len(found) == size and found.endswith(b"\n"):
        return found, is_doubtful
    return found[: size - 1].ljust(size - 1, b"\0") + b"\n" if size else b"", False


def _whole(packed: bytes, size: int) -> bytes | None:
    import zstandard

    try:
        if zstandard.frame_content_size(packed) != size:
            return None
        return zstandard.ZstdDecompressor(max_window_size=LARGEST).decompress(packed)
    except zstandard.ZstdError:
        return None


def _as_far_as_it_goes(packed: bytes, size: int) -> bytes:
    import zstandard

    found = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=LARGEST).stream_reader(packed) as stream:
            while len(found) < size and (piece := stream.read(min(_STEP, size - len(found)))):
                found += piece
    except zstandard.ZstdError:
        pass
    return bytes(found)
